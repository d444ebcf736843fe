"""Questions about the assessors: who stood aside, and who should have (SYS-16, AM-27)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from domain.body import body_ref
from domain.community import big_party_committee_ref
from domain.grid import grid_ref
from domain.kernel import Label
from domain.ruleset import SubjectKind
from projections.asking import Asked, StandingQuestion
from projections.ledgers.assessment import (
    BALLOTS,
    L_CYCLE,
    L_RECUSAL,
    OnTheRoll,
    RecusalRow,
    RoundRow,
)
from projections.ledgers.grids import L_GRID
from projections.ledgers.people import PERSONS, UNITS
from projections.ledgers.posts import POSTS
from projections.models import Row

SYSTEM: Final = "SYS-16"


class RecusedRow(Row, frozen=True, array_like=True, gc=False):
    assessor: UUID
    subject: UUID
    ground: str


def recused(asked: Asked) -> Iterator[RecusedRow]:
    """Every assessor and the subjects that he stood aside on (AM-27)."""
    for row in _recusals(asked):
        yield RecusedRow(row.assessor, row.subject, row.ground)


def _recusals(asked: Asked) -> Iterator[RecusalRow]:
    cycles = {row.cycle for row in asked.snapshot.all(L_CYCLE, year=asked.year)}
    return (row for row in asked.snapshot.all(L_RECUSAL) if row.cycle in cycles)


class NotRecusedRow(Row, frozen=True, array_like=True, gc=False):
    """ground: why he should have stood aside, by what is known now."""

    assessor: UUID
    subject: UUID
    round: UUID
    opened_on: date
    ground: str


def should_have_recused(asked: Asked) -> Iterator[NotRecusedRow]:
    """Whose paper had his own unit on it, or one of his Big Party Committee (AM-27).

    Who stood aside after the papers were handed out has had it on his.
    """
    aside = {(row.assessor, row.subject): row.at for row in _recusals(asked)}
    rolls = [one for row in asked.snapshot.all(L_CYCLE, year=asked.year) for one in row.roll]
    for round in asked.snapshot.all(BALLOTS, year=asked.year):
        for one in rolls:
            if round.community is None or one.area in (None, round.community):
                for subject, ground in _grounds(asked, round, one).items():
                    stood = aside.get((one.person, subject))
                    if stood is None or stood > round.opened_at:
                        yield NotRecusedRow(
                            one.person, subject, round.round, round.opened_on, ground
                        )


def _grounds(asked: Asked, round: RoundRow, one: OnTheRoll) -> dict[UUID, str]:
    """The subjects on the paper that he may not vote on, and why."""
    day, found = round.opened_on, dict[UUID, str]()
    person = asked.snapshot.row(PERSONS, one.person)
    own = person.row.unit_on(day) if person else None
    if own in round.subjects:
        found[own] = "OWN_UNIT"
    posts = asked.snapshot.all(POSTS, person=one.person, valid_at=day)
    sits = {row.in_body for row in posts}
    for subject, community in _places(asked, round).items():
        if community and big_party_committee_ref(community).id in sits:
            found.setdefault(subject, "HOLDS_POST_IN_SUBJECT_BPC")
    return found


def _places(asked: Asked, round: RoundRow) -> Mapping[UUID, str | None]:
    """The communities of subjects that have a Big Party Committee."""
    match round.kind:
        case SubjectKind.UNIT:
            units = {row.unit: row.community for row in asked.snapshot.all(UNITS)}
            return {subject: units.get(subject) for subject in round.subjects}
        case SubjectKind.GRID:
            grids = {grid_ref(row.grid).id: row.community for row in asked.snapshot.all(L_GRID)}
            return {subject: grids.get(subject) for subject in round.subjects}
        case SubjectKind.COMMUNITY:
            codes = {row.community for row in asked.snapshot.all(UNITS)}
            bodies = {body_ref(code).id: code for code in codes}
            return {subject: bodies.get(subject) for subject in round.subjects}
        case _:
            return {}


class VoidRow(Row, frozen=True, array_like=True, gc=False):
    """issued, returned: papers in all. groups: each with its own. rerun: it was held once more."""

    round: UUID
    kind: str
    community: str | None
    number: int
    ground: str
    issued: int
    returned: int
    groups: tuple[tuple[str, int, int], ...]
    rerun: bool


def void_rounds(asked: Asked) -> Iterator[VoidRow]:
    """Rounds with more papers returned than issued, too few, or voided by decision (4.4)."""
    rounds = asked.snapshot.all(BALLOTS, year=asked.year)
    held = {(row.kind, row.community, row.number) for row in rounds}
    for row in rounds:
        if row.void is not None:
            yield VoidRow(
                row.round,
                row.kind,
                row.community,
                row.number,
                row.void,
                sum(issued for _, issued, _ in row.groups),
                sum(returned for _, _, returned in row.groups),
                row.groups,
                (row.kind, row.community, row.number + 1) in held,
            )


class UnballotedRow(Row, frozen=True, array_like=True, gc=False):
    kind: str
    subject: UUID
    name: str
    community: str | None
    grid: str | None
    unit: UUID | None


def on_no_paper(asked: Asked) -> Iterator[UnballotedRow]:
    """Who is scored, and could be voted on by nobody: the rest of his score counts for more."""
    papers: dict[str, set[UUID]] = {}
    for row in asked.snapshot.all(BALLOTS, year=asked.year):
        papers.setdefault(row.kind, set()).update(row.subjects)
    known = asked.scores().scored if papers else {}
    for kind, on_paper in papers.items():
        for subject, scored in known[SubjectKind(kind)].items():
            if subject not in on_paper:
                about = scored.about
                yield UnballotedRow(
                    kind, subject, about.name, about.community, about.grid, about.unit
                )


QUESTIONS: Final = (
    StandingQuestion(
        name="recused-assessors",
        system=SYSTEM,
        title=Label("哪些评议员对何对象回避？", "Who was recused, from whom, and why?"),
        row=RecusedRow,
        rows=recused,
        dated=False,
    ),
    StandingQuestion(
        name="assessors-who-should-have-recused",
        system=SYSTEM,
        title=Label(
            "哪些评议员应回避而未回避？", "Which assessors should have stood aside and did not?"
        ),
        row=NotRecusedRow,
        rows=should_have_recused,
        dated=False,
    ),
    StandingQuestion(
        name="subjects-on-no-ballot-paper",
        system=SYSTEM,
        title=Label("哪些评价对象不在任何测评票上？", "Which subjects were on no ballot paper?"),
        row=UnballotedRow,
        rows=on_no_paper,
        dated=False,
    ),
    StandingQuestion(
        name="void-ballot-rounds",
        system=SYSTEM,
        title=Label("哪些测评作废，为何，是否重测？", "Which ballot rounds were void, and why?"),
        row=VoidRow,
        rows=void_rounds,
        dated=False,
    ),
)
