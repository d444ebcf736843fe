"""Who assesses in the made-up year: the two delegates and one member, and the supervisors."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from domain.assessment import Assessor, Group
from domain.body import Post
from domain.community import big_party_committee_ref
from interfaces.simulation.county import COMMUNITIES, split
from interfaces.simulation.plan import YEAR, CommunityPlan, Member, Plan

# HANDBOOK 5.1: over the whole county.
ASSESSORS: Final = {
    Group.PARTY_DELEGATE: 24, Group.PEOPLES_CONGRESS: 30, Group.CPPCC_MEMBER: 22,
    Group.SUPERVISION_COMMITTEE: 45,
}  # fmt: skip
AT_LEAST: Final = 3  # of a group in a small county, so that it counts (4.4)
ON_THE_DAY: Final = date(YEAR + 1, 1, 16)


def roll_of(plan: Plan) -> list[Assessor]:
    """Community by community. The first delegate of each sits on its Big Party Committee."""
    shares = {
        group: split(max(AT_LEAST, round(total * len(plan.communities) / len(COMMUNITIES))),
                     [1.0] * len(plan.communities))
        for group, total in ASSESSORS.items()
    }  # fmt: skip
    roll = []
    for place, community in enumerate(plan.communities):
        wanted = {group: share[place] for group, share in shares.items()}
        roll += [
            Assessor(person=person, group=group, area=community.code)
            for group, person in _of(plan, community, wanted)
        ]
    return roll


def _of(
    plan: Plan, community: CommunityPlan, wanted: dict[Group, int]
) -> Iterator[tuple[Group, UUID]]:
    supervisors = [who.id for who in community.supervisors]
    others = iter([who.id for who in community.residents if who not in community.supervisors])
    for group, count in wanted.items():
        if group is Group.SUPERVISION_COMMITTEE:
            yield from ((group, person) for person in supervisors[:count])
            continue
        chosen = _special(plan, community) if group is Group.PARTY_DELEGATE else []
        yield from ((group, person) for person in chosen[:count])
        for _ in range(count - len(chosen)):
            if (person := next(others, None)) is not None:
                yield group, person


def _special(plan: Plan, community: CommunityPlan) -> list[UUID]:
    """A delegate who sits on the committee, and in one community the one who should stand aside."""
    committee = plan.look(big_party_committee_ref(community.code))
    posts = [Post.PART_TIME_DEPUTY_SECRETARY, Post.PART_TIME_MEMBER]
    sitting = [a.person for a in committee.appointments if a.post in posts][:1]
    own = own_unit_voter(plan)
    voter = [own.who.id] if own and own.unit.community == community.code else []
    return [*sitting, *voter]


def own_unit_voter(plan: Plan) -> Member | None:
    """HANDBOOK 5.5: an assessor who votes on his own unit and has not stood aside."""
    if not plan.profile.defects:
        return None
    able = (m for m in plan.members if m.unit.obliged and m.unit_on(ON_THE_DAY) is m.unit)
    return next((m for m in able if m.before is None and not m.struck), None)
