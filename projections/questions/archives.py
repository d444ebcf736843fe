"""Questions about archives (SYS-07): how fresh, read by whom and what for, held without a use."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import ClassVar, Final
from uuid import UUID

from domain.access import PROTECTORS
from domain.archive import catalogue
from domain.kernel import Label, local_date
from projections.asking import Asked, Parameter, StandingQuestion, percent
from projections.ledgers.archives import ARCHIVES
from projections.ledgers.privacy import L_READ, ReadEntry
from projections.models import Row
from projections.personal import archives

SYSTEM: Final = "SYS-07"


class FreshnessRow(Row, frozen=True, array_like=True, gc=False):
    """fraction: fresh of live."""

    community: str
    grid: str
    kind: str
    live: int
    fresh: int
    fraction: str
    percent: str | None
    missing: int | None


def how_fresh(asked: Asked) -> Iterator[FreshnessRow]:
    """R-24: verified within 180 days before the day asked about."""
    grid = asked.parameters["grid"]
    for row in archives(asked):
        if grid in (None, row.grid):
            yield FreshnessRow(
                row.community,
                row.grid,
                row.kind,
                row.live,
                row.fresh,
                f"{row.fresh}/{row.live}",
                percent(Fraction(row.fresh, row.live) if row.live else None),
                row.missing,
            )


class ReadRow(Row, frozen=True, array_like=True, gc=False):
    """reader: who, in which office; subject: whose entry it is."""

    subject: UUID | None
    record: UUID
    entry: UUID | None
    at: datetime
    role: str
    reader: UUID | None
    body: str | None
    purpose: str | None
    fields: tuple[str, ...]

    offices: ClassVar = PROTECTORS


def read_row(read: ReadEntry) -> ReadRow:
    return ReadRow(
        read.subject,
        read.record,
        read.entry,
        read.at,
        read.role,
        read.reader,
        read.body,
        read.purpose,
        read.fields,
    )


def who_read(asked: Asked) -> Iterator[ReadRow]:
    """R-24: every read of the entry, those without a purpose too."""
    entry = asked.parameters["entry"]
    wanted = {} if entry is None else {"entry": entry}
    for read in asked.snapshot.all(L_READ, **wanted):
        if read.entry is not None:
            yield read_row(read)


class UnstatedRow(Row, frozen=True, array_like=True, gc=False):
    community: str | None
    grid: str | None
    record: UUID
    entry: UUID | None
    at: datetime
    role: str
    reader: UUID | None
    medium: str | None

    offices: ClassVar = PROTECTORS


def reads_without_purpose(asked: Asked) -> Iterator[UnstatedRow]:
    """SYS-07: against the rule, and found by an audit."""
    for read in asked.snapshot.all(L_READ):
        if read.purpose is None and local_date(read.at).year == asked.year:
            yield UnstatedRow(
                read.community,
                read.grid,
                read.record,
                read.entry,
                read.at,
                read.role,
                read.reader,
                read.medium,
            )


class UnusedRow(Row, frozen=True, array_like=True, gc=False):
    """purposes: for which the catalogue lets it be held; entries: that hold it."""

    field: str
    hans: str
    en: str
    purposes: tuple[str, ...]
    sensitive: bool
    entries: int


def unused_fields(asked: Asked) -> Iterator[UnusedRow]:
    """PIPL art. 6: held, and opened for none of its purposes in the year; an audit or the person
    himself, who see everything, are no use of it."""
    held = Counter(
        code for row in asked.snapshot.all(ARCHIVES) if row.state != "CLOSED" for code in row.fields
    )
    known = catalogue().by_code
    used = {
        code
        for read in asked.snapshot.all(L_READ)
        if local_date(read.at).year == asked.year
        for code in read.fields
        if code in known and read.purpose in known[code].purposes
    }
    for code in sorted(held.keys() - used):
        field = known.get(code)
        if field is None:  # of an earlier catalogue: nothing needs it any more
            yield UnusedRow(code, code, code, (), False, held[code])
        else:
            about = field.hans, field.en, tuple(field.purposes), field.sensitive
            yield UnusedRow(code, *about, held[code])


QUESTIONS: Final = (
    StandingQuestion(
        name="archive-freshness",
        system=SYSTEM,
        title=Label("某网格的档案有多新？", "How fresh is the archive of a grid?"),
        row=FreshnessRow,
        rows=how_fresh,
        parameters={"grid": Parameter(Label("网格", "Grid"), str)},
    ),
    StandingQuestion(
        name="who-read-an-entry",
        system=SYSTEM,
        title=Label(
            "谁在何时为何查阅过某条档案？", "Who read an archive entry, when, and what for?"
        ),
        row=ReadRow,
        rows=who_read,
        dated=False,
        parameters={"entry": Parameter(Label("档案编号", "Entry"), UUID)},
    ),
    StandingQuestion(
        name="archive-reads-without-purpose",
        system=SYSTEM,
        title=Label("哪些档案被无目的查阅？", "Which archive entries were read without a purpose?"),
        row=UnstatedRow,
        rows=reads_without_purpose,
        dated=False,
    ),
    StandingQuestion(
        name="fields-no-purpose-uses",
        system=SYSTEM,
        title=Label(
            "持有的哪些字段没有任何目的使用过？", "Which fields do we hold that no purpose uses?"
        ),
        row=UnusedRow,
        rows=unused_fields,
        dated=False,
    ),
)
