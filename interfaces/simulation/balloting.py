"""The ballots of January: papers drawn, cast in secret, counted; one round void and held again."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from domain.assessment import Group, cycle_ref, round_ref
from domain.assessment.ballots import Paper, Vote
from domain.assessment.casting import CastBallot, CloseBallot, ReturnBallot
from domain.assessment.opening import OpenBallot
from domain.body import body_ref
from domain.grid import grid_ref
from domain.kernel import Actor, Command
from domain.roles import Role
from domain.ruleset import SubjectKind
from domain.unit import UnitKind
from interfaces.simulation.clock import Dice, at
from interfaces.simulation.plan import YEAR, CommunityPlan, Plan
from interfaces.simulation.schedule import Begun, Course, does

OPENED: Final = at(date(YEAR + 1, 1, 16), 9)
VOTED: Final = at(date(YEAR + 1, 1, 17), 9)
COUNTED: Final = at(date(YEAR + 1, 1, 19), 17)
AGAIN: Final = at(date(YEAR + 1, 1, 20), 9)
OPTIONS: Final = {"A": 0.46, "B": 0.36, "C": 0.13, "D": 0.03, "ABSTAIN": 0.02}
STAYS_AWAY: Final = 0.04
TOO_MANY: Final = 2  # HANDBOOK 5.5
SOON: Final = timedelta(seconds=7)
# Whoever it is, the log keeps no more of him.
ASSESSOR: Final = Actor(Role.ASR, scopes=("self",))


@dataclass(frozen=True, slots=True)
class Subjects:
    """What one round is about. area: None: the county."""

    kind: SubjectKind
    area: str | None
    subjects: tuple[UUID, ...]


def papers_of(plan: Plan) -> Iterator[Subjects]:
    """Units, grids and merchants by community; communities and organisations county-wide."""
    everywhere = plan.communities
    codes = tuple(body_ref(c.code).id for c in everywhere)
    yield Subjects(SubjectKind.COMMUNITY, None, codes)
    organisations = [
        p.id for c in everywhere for p in c.parties if p.kind is UnitKind.SOCIAL_ORGANISATION
    ]
    yield Subjects(SubjectKind.SOCIAL_ORG, None, tuple(organisations))
    for community in everywhere:
        yield Subjects(SubjectKind.UNIT, community.code, tuple(_units(community)))
        grids = tuple(grid_ref(grid.code).id for grid in community.grids)
        yield Subjects(SubjectKind.GRID, community.code, grids)
        shops = [p.id for p in community.parties if p.kind is UnitKind.MERCHANT]
        yield Subjects(SubjectKind.MERCHANT, community.code, tuple(shops))


def _units(community: CommunityPlan) -> Iterator[UUID]:
    return (unit.id for unit in community.units if unit.obliged)


def first_of(plan: Plan) -> Subjects:
    return next(papers_of(plan))


class Round:
    """One round from the drawing of slips to the count."""

    def __init__(self, plan: Plan, subjects: Subjects, number: int = 1) -> None:
        self.plan, self.subjects, self.number = plan, subjects, number
        self.luck: Dice = plan.dice(f"ballot/{subjects.kind}/{subjects.area}/{number}")
        self.ref = round_ref(YEAR, subjects.kind, subjects.area, number)
        self._codes: dict[str, str] = {}

    def course(self, opened: datetime, voted: datetime, counted: datetime) -> Course:
        evo = self.plan.officers.actor(Role.EVO)
        yield does(opened, evo, self._opening())
        for actor, command, stream in self._acts():
            voted += SOON
            yield does(voted, actor, command, stream)
        too_many = self._too_many()
        yield does(counted, evo, CloseBallot(in_box=too_many), self.ref.id)
        if too_many:
            again = Round(self.plan, self.subjects, self.number + 1)
            yield from again.course(AGAIN, AGAIN + SOON, AGAIN + timedelta(hours=6))

    def _opening(self) -> OpenBallot:
        """A slip for everybody on the roll who may vote here; spare ones are void."""
        roll = self.plan.look(cycle_ref(YEAR)).roll.values()
        here = (one for one in roll if self.subjects.area in (None, one.area))
        counts = Counter(one.group for one in here)
        return OpenBallot(
            year=YEAR, kind=self.subjects.kind, area=self.subjects.area, number=self.number,
            subjects=self.subjects.subjects,
            slips={group: tuple(self._slips(count)) for group, count in counts.items()},
        )  # fmt: skip

    def _slips(self, count: int) -> Iterator[str]:
        for _ in range(count):
            code = self.luck.randbytes(10).hex()
            digest = sha256(code.encode()).hexdigest()
            self._codes[digest] = code
            yield digest

    def _acts(self) -> list[tuple[Actor, Command[Any], UUID | None]]:
        """Votes and returns in one disorder: neither tells of the other."""
        state = self.plan.look(self.ref)
        acts: list[tuple[Actor, Command[Any], UUID | None]] = []
        for group in Group:
            papers = [p for _, p in sorted(state.papers.items()) if p.group is group]
            persons = sorted(who for who, of in state.issued.items() if of is group)
            self.luck.shuffle(papers)
            self.luck.shuffle(persons)
            present = len(papers) - int(len(papers) * STAYS_AWAY + self.luck.random())
            acts += [(ASSESSOR, self._vote(paper), None) for paper in papers[:present]]
            acts += [
                (_in_his_own_name(who), ReturnBallot(assessor=who), self.ref.id)
                for who in persons[:present]
            ]
        self.luck.shuffle(acts)
        return acts

    def _vote(self, paper: Paper) -> CastBallot:
        subjects = [s for s in self.subjects.subjects if s not in paper.without]
        votes = tuple(Vote(subject=s, option=self.luck.drawn(OPTIONS)) for s in subjects)
        return CastBallot(round=self.ref.id, slip=self._codes[paper.slip], votes=votes)

    def _too_many(self) -> dict[Group, int]:
        """HANDBOOK 5.5: in one group of the first round, two papers more than were issued."""
        first = self.number == 1 and self.subjects == first_of(self.plan)
        if not (first and self.plan.profile.defects):
            return {}
        issued = Counter(self.plan.look(self.ref).issued.values())
        group, count = max(issued.items(), key=lambda one: (one[1], one[0]))
        returned = count + TOO_MANY
        self.plan.key.note(
            "ballots_returned_over_issued", self.ref.id, group=group, issued=count,
            returned=returned,
        )  # fmt: skip
        return {group: returned}


def _in_his_own_name(person: UUID) -> Actor:
    return Actor(Role.ASR, person, scopes=("self",))


def courses(plan: Plan) -> Iterator[Begun]:
    for number, subjects in enumerate(papers_of(plan)):
        if subjects.subjects:
            apart = timedelta(minutes=number)
            name = f"ballot/{subjects.kind}/{subjects.area}"
            course = Round(plan, subjects).course(OPENED + apart, VOTED + apart, COUNTED + apart)
            yield Begun(name, OPENED + apart, course)
