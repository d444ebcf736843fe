"""Community 社区: a body whose code scopes nearly everything (SYS-02)."""

from domain.body import COMMITTEE_OF, Body, BodyType, body_ref
from domain.kernel import Context, Ref, require


def community_ref(code: str) -> Ref[Body]:
    return body_ref(code)


def big_party_committee_ref(community: str) -> Ref[Body]:
    """R-13: every community has one."""
    return body_ref(f"{community}{COMMITTEE_OF}")


def must_be_community(code: str, context: Context) -> None:
    """There is such a community on the day of the act; declare `community_ref` in `reads`."""
    body = context.look(community_ref(code))
    require(
        body.type is BodyType.COMMUNITY_PARTY_ORG and body.exists_on(context.on),
        "no_such_community",
        f"{context.on}当日没有社区{code}，请核对社区代码。",
        f"There was no community {code} on {context.on}; check the code.",
    )
