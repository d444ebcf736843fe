"""L-FIVE: the five societies by community, as the article lists them, with the national tag
beside them for reports to higher levels (R-34, AM-23)."""

from collections import Counter
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from domain.body import BodyType
from domain.kernel import Label
from domain.unit import UnitKind
from projections.asking import Asked, Computed
from projections.ledgers.bodies import BODIES
from projections.ledgers.people import UNITS
from projections.ledgers.resources import L_RES
from projections.ledgers.services import L_VOL
from projections.ledgers.society import L_ORG
from projections.ledgers.workforce import L_WORKER
from projections.models import Row

OPEN_ORGANISATIONS: Final = frozenset({"ADMITTED", "INCUBATING", "GRADUATED", "OPERATING"})
SELF_GOVERNING: Final = (BodyType.RESIDENTS_COMMITTEE.value, BodyType.OWNERS_COMMITTEE.value)


class Society(StrEnum):
    """R-34: the article's five; the national list has volunteers in place of self-governance."""

    COMMUNITY = "COMMUNITY"  # 社区
    SOCIAL_ORG = "SOCIAL_ORG"  # 社会组织
    SOCIAL_WORKER = "SOCIAL_WORKER"  # 社工
    SOCIAL_RESOURCE = "SOCIAL_RESOURCE"  # 社会资源
    SELF_GOVERNING_ORG = "SELF_GOVERNING_ORG"  # 社区自治组织
    VOLUNTEER = "VOLUNTEER"  # 社区志愿者


NATIONAL: Final = {
    Society.COMMUNITY: "COMMUNITY",
    Society.SOCIAL_ORG: "SOCIAL_ORGANISATION",
    Society.SOCIAL_WORKER: "SOCIAL_WORKER",
    Society.SOCIAL_RESOURCE: "SOCIAL_CHARITY_RESOURCE",
    Society.SELF_GOVERNING_ORG: None,
    Society.VOLUNTEER: "COMMUNITY_VOLUNTEER",
}


class SocietyRow(Row, frozen=True, array_like=True, gc=False):
    """society: of the article's list; None: of the national one only. national: the reverse."""

    community: str
    society: str | None
    national: str | None
    count: int


def five_societies(asked: Asked) -> Iterator[SocietyRow]:
    """On the day: those at work then, as far as the ledgers date it; volunteers of the year."""
    snapshot, day = asked.snapshot, asked.on
    bodies = snapshot.all(BODIES, valid_at=day)
    found = Counter[tuple[str | None, Society]]()
    communities = [b.code for b in bodies if b.type == BodyType.COMMUNITY_PARTY_ORG]
    found.update((code, Society.COMMUNITY) for code in communities)
    found.update(
        (b.community, Society.SELF_GOVERNING_ORG) for b in bodies if b.type in SELF_GOVERNING
    )
    found.update(
        (u.community, Society.SELF_GOVERNING_ORG)
        for u in snapshot.all(UNITS, valid_at=day, kind=UnitKind.OWNERS_COMMITTEE.value)
    )
    found.update(
        (o.community, Society.SOCIAL_ORG)
        for o in snapshot.all(L_ORG)
        if o.state in OPEN_ORGANISATIONS
    )
    found.update(
        (w.community, Society.SOCIAL_WORKER)
        for w in snapshot.all(L_WORKER)
        if any(start <= day and (end is None or day <= end) for start, end in w.spells)
    )
    found.update((r.community, Society.SOCIAL_RESOURCE) for r in snapshot.all(L_RES, valid_at=day))
    served = {(s.community, s.person) for s in snapshot.all(L_VOL, year=asked.year)}
    found.update((community, Society.VOLUNTEER) for community, _ in served)
    for code in sorted(communities):
        for society, national in NATIONAL.items():
            of_article = None if society is Society.VOLUNTEER else society.value
            yield SocietyRow(code, of_article, national, found[code, society])


L_FIVE: Final = Computed(
    "L-FIVE",
    Label("五社联动台账", "The five societies", "五社聯動台賬"),
    SocietyRow,
    five_societies,
    key=("community", "society", "national"),
    of=dict.fromkeys((BODIES, UNITS, L_ORG, L_WORKER, L_RES, L_VOL), ("community",)),
)
