"""L-REFDATA 基础数据台账: versions of calendars and rules, codes of all lists (SYS-21)."""

from datetime import date
from typing import Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.calendar import CalendarYearCorrected, CalendarYearPublished
from domain.codes import CodeAdded, CodeRetired
from domain.kernel import Label
from domain.ruleset import RulesetAdopted, RulesetDrafted, RulesetWithdrawn
from projections.models import Key, Register, Row

Replace = msgspec.structs.replace


class RefRow(Row, frozen=True, array_like=True, gc=False):
    """kind: CALENDAR, CODE or RULESET. list: the year, the list or the ruleset's id. code: the
    version, or the code. start, end: from when to when it holds, both included; of a calendar and
    a ruleset also where it is superseded. state: DRAFT, IN_FORCE, SUPERSEDED, RETIRED or WITHDRAWN.
    set_by: position of what set it, decided: of what last changed its state.
    """

    stream: UUID
    kind: str
    list: str
    code: str
    hans: str
    en: str
    parent: str | None
    start: date
    end: date | None
    state: str
    document_no: str | None
    set_by: int
    decided: int


L_REFDATA: Final = Register(
    name="L-REFDATA",
    title=Label("基础数据台账", "Reference data", "基礎數據台賬"),
    row=RefRow,
    filters=("kind", "list"),
    moving=("state",),
    valid=("start", "end"),
)


def _version(recorded: Recorded) -> Key:
    return recorded.stream, str(recorded.event.version)


def _before(recorded: Recorded) -> list[Key]:
    return [(recorded.stream, str(recorded.event.version - 1))]


@L_REFDATA.opens(CalendarYearPublished, CalendarYearCorrected, key=_version)
def calendar(recorded: Recorded) -> RefRow:
    fact, position = recorded.event, recorded.position
    days = len(fact.holidays), len(fact.workdays)
    return RefRow(
        recorded.stream,
        "CALENDAR",
        str(fact.year),
        str(fact.version),
        f"{fact.year}年工作日历第{fact.version}版：放假{days[0]}天，调休上班{days[1]}天",
        f"Calendar of {fact.year}, version {fact.version}: {days[0]} days off, {days[1]} worked",
        None,
        date(fact.year, 1, 1),
        date(fact.year, 12, 31),
        "IN_FORCE",
        fact.notice_no,
        position,
        position,
    )


@L_REFDATA.each(CalendarYearCorrected, keys=_before)
def corrected(row: RefRow | None, recorded: Recorded, key: Key) -> RefRow | None:
    return row and Replace(row, state="SUPERSEDED", decided=recorded.position)


def _code(recorded: Recorded) -> Key:
    return recorded.stream, recorded.event.code


@L_REFDATA.opens(CodeAdded, key=_code)
def added(recorded: Recorded) -> RefRow:
    fact, position = recorded.event, recorded.position
    return RefRow(
        recorded.stream,
        "CODE",
        fact.list_name,
        fact.code,
        fact.hans,
        fact.en,
        fact.parent,
        fact.start,
        None,
        "IN_FORCE",
        fact.document_no,
        position,
        position,
    )


@L_REFDATA.on(CodeRetired, key=_code)
def retired(row: RefRow, recorded: Recorded) -> RefRow:
    return Replace(row, state="RETIRED", end=recorded.event.on, decided=recorded.position)


def _ruleset(recorded: Recorded) -> Key:
    return recorded.stream, recorded.event.ruleset.ruleset.version


@L_REFDATA.opens(RulesetDrafted, RulesetAdopted, key=_ruleset)
def ruleset(recorded: Recorded) -> RefRow:
    fact, position = recorded.event, recorded.position
    header, adopted = fact.ruleset.ruleset, recorded.name == RulesetAdopted.name
    return RefRow(
        recorded.stream,
        "RULESET",
        header.id,
        header.version,
        f"年终评分规则{header.version}",
        f"Year-end ruleset {header.version}",
        None,
        header.effective_from,
        header.effective_to,
        "IN_FORCE" if adopted else "DRAFT",
        fact.document_no if adopted else None,
        position,
        position,
    )


def _superseded(recorded: Recorded) -> list[Key]:
    other = recorded.event.supersedes
    return [] if other is None else [(recorded.stream, other)]


@L_REFDATA.each(RulesetAdopted, keys=_superseded)
def superseded(row: RefRow | None, recorded: Recorded, key: Key) -> RefRow | None:
    return row and Replace(row, state="SUPERSEDED", decided=recorded.position)


@L_REFDATA.on(RulesetWithdrawn, key=_version)
def withdrawn(row: RefRow, recorded: Recorded) -> RefRow:
    return Replace(row, state="WITHDRAWN", decided=recorded.position)
