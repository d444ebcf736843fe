"""The nine communities, as bodies established in 2021."""

from datetime import date
from typing import Final

from domain.body import BODY, Body, BodyEstablished, BodyType
from domain.community import community_ref
from domain.kernel import Ref


def community(code: str) -> Body:
    established = BodyEstablished(
        code=code,
        type=BodyType.COMMUNITY_PARTY_ORG,
        title="繁城社区（合成）",
        on=date(2021, 5, 1),
        document_no="【合成】1号",
    )
    return BODY.replay([established])


CODES: Final = tuple(f"FC0{n}" for n in range(1, 10))
THE_NINE: Final[dict[Ref[Body], Body]] = {community_ref(code): community(code) for code in CODES}
