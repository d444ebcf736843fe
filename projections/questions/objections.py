"""Questions about objections: how many, about what, and what each changed (SYS-18)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from domain.kernel import Label, local_date
from domain.objection.state import UNDECIDED
from projections.asking import Asked, StandingQuestion
from projections.ledgers.assessment import L_CYCLE, L_OBJ, L_SCORE, ObjectionRow
from projections.ledgers.honours import L_HONOUR
from projections.models import Row

SYSTEM: Final = "SYS-18"
STANDS: Final = ("UPHELD", "PARTLY")
PUBLICISED: Final = "PUBLICISED"


class FiguresRow(Row, frozen=True, array_like=True, gc=False):
    """community: None: the county. open: to be decided. late: decided after ten working days, or
    not decided although they are over."""

    community: str | None
    lodged: int
    leads: int
    upheld: int
    partly: int
    rejected: int
    not_admitted: int
    withdrawn: int
    reviewed: int
    open: int
    late: int


def figures(asked: Asked) -> Iterator[FiguresRow]:
    """As last decided."""
    places, today = defaultdict[str | None, list[ObjectionRow]](list), local_date(asked.now)
    for row in asked.snapshot.all(L_OBJ, year=asked.year):
        places[None].append(row)
        if row.community is not None:
            places[row.community].append(row)
    for place in sorted(places, key=lambda place: place or ""):
        rows = places[place]
        ended = Counter(_end(row) for row in rows)
        yield FiguresRow(
            place,
            len(rows),
            sum(row.objector is None for row in rows),
            ended["UPHELD"],
            ended["PARTLY"],
            ended["REJECTED"],
            ended["NOT_ADMITTED"],
            ended["WITHDRAWN"],
            sum(row.reviewed_on is not None for row in rows),
            ended["OPEN"],
            sum(row.late or _is_overdue(row, today) for row in rows),
        )


def _end(row: ObjectionRow) -> str:
    """What became of it."""
    if row.state in ("NOT_ADMITTED", "WITHDRAWN"):
        return row.state
    settled = row.state in (*STANDS, "REJECTED", "REVIEW_DECIDED")
    return row.finding if settled and row.finding else "OPEN"


def _is_overdue(row: ObjectionRow, today: date) -> bool:
    return row.state in UNDECIDED and row.due_on < today


class RuleRow(Row, frozen=True, array_like=True, gc=False):
    """line: None: the score as a whole, or an honour."""

    line: str | None
    kind: str
    objections: int
    stand: int


def disputed_rules(asked: Asked) -> Iterator[RuleRow]:
    """The most disputed first."""
    found = defaultdict[tuple[str | None, str], list[ObjectionRow]](list)
    for row in asked.snapshot.all(L_OBJ, year=asked.year):
        found[row.line, row.kind].append(row)
    for (line, kind), rows in sorted(found.items(), key=lambda one: (-len(one[1]), str(one[0]))):
        stand = sum(_end(row) in STANDS for row in rows)
        yield RuleRow(line, kind, len(rows), stand)


class ChangedRow(Row, frozen=True, array_like=True, gc=False):
    """One line of the objection's subject, before and after the ruling that it led to.

    line: None: the objection stands and no line changed, or no ruling has been made on it yet; of
    an honour: the code of the title, with the state of the nomination.
    """

    objection: UUID
    kind: str
    subject: UUID
    community: str | None
    grid: str | None
    unit: UUID | None
    finding: str
    version: int | None
    line: str | None
    old: str | None
    new: str | None


def what_each_changed(asked: Asked) -> Iterator[ChangedRow]:
    """Of every objection that stands, wholly or in part."""
    rulings = {
        id: ruling.version
        for row in asked.snapshot.all(L_CYCLE, year=asked.year)
        for ruling in row.rulings
        for id in ruling.objections
    }
    for row in asked.snapshot.all(L_OBJ, year=asked.year):
        if _end(row) in STANDS:
            version = rulings.get(row.objection)
            changes = [*_changes(asked, row.subject, version), *_titles(asked, row)]
            about = row.objection, row.kind, row.subject, row.community, row.grid, row.unit
            for change in changes or [(None, None, None)]:
                yield ChangedRow(*about, str(row.finding), version, *change)


Change = tuple[str | None, str | None, str | None]


def _titles(asked: Asked, row: ObjectionRow) -> Iterator[Change]:
    """What became of the titles that the subject was publicised for."""
    for title in asked.snapshot.all(L_HONOUR, year=asked.year):
        publicised = title.notice == row.notice and title.subject == row.subject
        if publicised and title.state != PUBLICISED:
            yield title.code, PUBLICISED, title.state


def _changes(asked: Asked, subject: UUID, version: int | None) -> list[Change]:
    """Lines whose points are others in this version than in the one before."""
    if version is None:
        return []
    points: dict[int, dict[str, str | None]] = {version - 1: {}, version: {}}
    for row in asked.snapshot.all(L_SCORE, year=asked.year, subject=subject):
        if row.version in points:
            points[row.version][row.line] = row.points
    before, after = points[version - 1], points[version]
    lines = dict.fromkeys((*before, *after)) if after else {}
    return [
        (line, before.get(line), after.get(line))
        for line in lines
        if before.get(line) != after.get(line)
    ]


QUESTIONS: Final = (
    StandingQuestion(
        name="objections-in-figures",
        system=SYSTEM,
        title=Label(
            "提出多少异议，多少成立？", "How many objections were there, and how many upheld?"
        ),
        row=FiguresRow,
        rows=figures,
        dated=False,
    ),
    StandingQuestion(
        name="most-disputed-rules",
        system=SYSTEM,
        title=Label("哪条规则争议最多？", "Which rule was disputed most?"),
        row=RuleRow,
        rows=disputed_rules,
        dated=False,
    ),
    StandingQuestion(
        name="what-objections-changed",
        system=SYSTEM,
        title=Label("每件成立的异议改变了什么？", "What did each objection that stands change?"),
        row=ChangedRow,
        rows=what_each_changed,
        dated=False,
    ),
)
