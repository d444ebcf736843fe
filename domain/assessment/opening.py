"""Opening a ballot round: who votes on what, on which papers (R-37, AM-27, 4.4)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from domain.assessment import rounds
from domain.assessment.aggregate import cycle_ref
from domain.assessment.ballots import BallotOpened, Issued, Paper, Round, RoundStatus
from domain.assessment.events import AssessorRecused, BallotingBegun
from domain.assessment.rules import must_be, must_be_idle
from domain.assessment.state import Cycle, CycleStatus, Group, RecusalGround
from domain.body import BODY, Body, Post
from domain.calendar import Year
from domain.community import big_party_committee_ref
from domain.grid import GRID, Grid
from domain.kernel import Command, Context, Elsewhere, Label, Outcome, Reads, Ref, require
from domain.roles import Role
from domain.ruleset import Rulebook, Ruleset, SubjectKind, rulebook_ref
from domain.unit import Unit, unit_ref
from domain.vocabulary import CommunityCode, Digest

ROUNDS_MAX: Final = 2  # 4.4: a void round is held once more
# AM-27: what a Big Party Committee answers for; shops and associations it does not run.
ANSWERED_FOR: Final = frozenset({SubjectKind.UNIT, SubjectKind.COMMUNITY, SubjectKind.GRID})
Slips = Annotated[tuple[Digest, ...], Field(max_length=2000)]


class OpenBallot(
    Command[Round], verb="open", label=Label("发放测评票", "Open ballot"), who=(Role.EVO,),
    opens=True,
):  # fmt: skip
    """Hands every assessor of the area one paper on these subjects, less those he stands aside on.

    slips: for each group the SHA-256 digests of its slips' codes, one an assessor; spare ones are
    void. The codes are drawn unnamed, and not told to the system before they are used. number: 2
    after a void round.
    """

    year: Year
    kind: SubjectKind
    area: CommunityCode | None = None
    number: Annotated[int, Field(ge=1, le=ROUNDS_MAX)] = 1
    subjects: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=500)]
    slips: dict[Group, Slips]

    def reads(self, state: Round, context: Context) -> Reads:
        yield cycle_ref(self.year)
        yield rulebook_ref()
        if self.number > 1:
            yield self._before
        places = set[str | None]()
        for subject in self.subjects:
            found = yield _subject_ref(self.kind, subject)
            community = _community(found)
            places.add(community)
            if self.kind in ANSWERED_FOR and community:
                yield big_party_committee_ref(community)
        yield from self._beside(places)

    def decide(self, state: Round, context: Context) -> Outcome:
        cycle = context.look(cycle_ref(self.year))
        self._must_be_possible(state, cycle, context)
        places = {s: _community(context.look(_subject_ref(self.kind, s))) for s in self.subjects}
        self._must_be_on_the_paper(places)
        self._must_be_the_only_round([context.look(ref) for ref in self._beside(places.values())])
        posts = _posts(self.kind, places, cycle, context)
        voting = {
            p: a for p, a in cycle.roll.items() if self.area is None or a.area in (None, self.area)
        }
        aside = {
            person: frozenset(
                s
                for s in self.subjects
                if s in cycle.recusals.get(person, ()) or s in posts.get(person, ())
            )
            for person in voting
        }
        issued = [person for person in voting if len(aside[person]) < len(self.subjects)]
        for person, subjects in posts.items():
            for subject in subjects - cycle.recusals.get(person, frozenset()):
                ground = RecusalGround.HOLDS_POST_IN_SUBJECT_BPC
                recused = AssessorRecused(assessor=person, subject=subject, ground=ground)
                yield Elsewhere(cycle_ref(self.year), recused)
        yield BallotOpened(
            ruleset=cycle.ruleset,
            issued=tuple(Issued(person=p, group=voting[p].group) for p in issued),
            papers=tuple(self._papers([(voting[p].group, aside[p]) for p in issued])),
            **self.model_dump(exclude={"slips"}),
        )
        yield Elsewhere(cycle_ref(self.year), BallotingBegun(round=context.stream))

    @property
    def _before(self) -> Ref[Round]:
        return rounds.round_ref(self.year, self.kind, self.area, self.number - 1)

    def _beside(self, places: Iterable[str | None]) -> Iterator[Ref[Round]]:
        """Where these subjects may stand as well: the county's round, or those of their areas."""
        for area in sorted({*places} - {None}, key=str) if self.area is None else (None,):
            for number in range(1, ROUNDS_MAX + 1):
                yield rounds.round_ref(self.year, self.kind, area, number)

    def _must_be_possible(self, state: Round, cycle: Cycle, context: Context) -> None:
        must_be_idle(cycle)
        must_be(cycle, CycleStatus.COMPUTED, CycleStatus.BALLOTING)
        require(
            state.status is None,
            "round_open",
            "该轮测评已发放，请勿重复。",
            "This round has been opened already.",
        )
        require(  # 4.4: then one re-run
            self.number == 1 or context.look(self._before).status is RoundStatus.VOIDED,
            "nothing_to_rerun",
            "只有作废的测评才能重新组织一次。",
            "Only a void round is held once more.",
        )
        require(
            self.number == 1 or context.look(self._before).subjects == set(self.subjects),
            "rerun_of_others",
            "重新测评的对象须与作废的一轮完全相同，请核对。",
            "A round held once more is about the same subjects as the void one; check the list.",
        )
        require(  # SYS-16: what is final is reopened by a ruling, not by another vote
            cycle.final_version is None,
            "scores_final",
            "成绩已经审定，不再组织测评。",
            "The scores were final already; no more ballots are held.",
        )
        rules = rules_of(context.look(rulebook_ref()), cycle.ruleset)
        require(
            rules.subjects[self.kind].ballot_max > 0,
            "no_ballot_for_these",
            "规则未对此类对象设测评分，无需测评。",
            "The rules give such subjects no ballot points; no ballot is held.",
        )

    def _must_be_on_the_paper(self, places: Mapping[UUID, str | None]) -> None:
        require(
            len(places) == len(self.subjects),
            "subject_twice",
            "测评票上有重复的对象，请核对。",
            "A subject stands twice on the paper; check the list.",
        )
        require(
            all(places.values()),
            "no_such_subject",
            "测评票上有未登记的对象，请核对。",
            "A subject on the paper is not registered; check the list.",
        )
        require(  # 4.4: only subjects of their own area unless county-level
            self.area is None or set(places.values()) == {self.area},
            "subject_of_other_area",
            f"测评票上有不属于{self.area}的对象，请分社区测评。",
            f"A subject does not belong to {self.area}; ballots are held by area.",
        )

    def _must_be_the_only_round(self, others: list[Round]) -> None:
        require(  # 4.4: one ballot per assessor, and one re-run of a void one
            all(round.subjects.isdisjoint(self.subjects) for round in others),
            "balloted_elsewhere",
            "所列对象中有的已在另一范围（全县或本社区）测评，每个对象只测评一次，请核对。",
            "A subject is in a round of another area already, the county's or its own; each is "
            "voted on in one of them only.",
        )

    def _papers(self, issued: list[tuple[Group, frozenset[UUID]]]) -> Iterator[Paper]:
        """Slips in the order of their digests, which tells nothing of who draws them."""
        wanted = Counter(group for group, _ in issued)
        given = {group: sorted(set(slips)) for group, slips in self.slips.items()}
        told = ", ".join(f"{group} {count}" for group, count in sorted(wanted.items()))
        require(
            all(len(given.get(group, ())) >= count for group, count in wanted.items()),
            "too_few_slips",
            f"每名评议员须有一张票，请备足：{told}",
            f"There must be a slip for each assessor: {told}",
        )
        for group in sorted(wanted):
            asides = sorted(tuple(sorted(aside)) for of, aside in issued if of == group)
            for slip, aside in zip(given[group], asides, strict=False):
                yield Paper(slip=slip, group=group, without=aside)


def rules_of(book: Rulebook, version: str) -> Ruleset:
    """The rules that a cycle was opened with; they stay in the rulebook for ever."""
    entry = book.find(version)
    if entry is None:
        raise LookupError(f"ruleset {version} is gone")
    return entry.ruleset


def _subject_ref(kind: SubjectKind, subject: UUID) -> Ref[Any]:
    match kind:
        case SubjectKind.COMMUNITY:
            return BODY.ref(subject)
        case SubjectKind.GRID:
            return GRID.ref(subject)
        case _:
            return unit_ref(subject)


def _community(subject: Body | Grid | Unit) -> str | None:
    """Where it belongs; None: there is no such subject."""
    match subject:
        case Body(code=code):
            return code or None
        case Grid(community=community):
            return community or None
        case Unit(host_community=host):
            return host


def _posts(
    kind: SubjectKind, places: Mapping[UUID, str | None], cycle: Cycle, context: Context
) -> dict[UUID, frozenset[UUID]]:
    """AM-27: assessor → the subjects in whose Big Party Committee he holds a post."""
    if kind not in ANSWERED_FOR:
        return {}
    found = {}
    for person in cycle.roll:
        sits = {
            community
            for community in set(places.values()) - {None}
            if context.look(big_party_committee_ref(str(community))).holds(
                person, tuple(Post), context.on
            )
        }
        subjects = frozenset(s for s, community in places.items() if community in sits)
        if subjects:
            found[person] = subjects
    return found
