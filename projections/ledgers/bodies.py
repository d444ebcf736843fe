"""BODIES 机构名册: effective-dated, for they change their names and functions (SYS-02)."""

from datetime import date
from typing import Final, Self
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.body import (
    BodyDissolved,
    BodyEstablished,
    BodyFunctionTransferred,
    BodyRenamed,
    BodyUnitLinked,
)
from domain.kernel import Label
from projections.models import Register, Row

Replace = msgspec.structs.replace


class Handed(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A function that the body gave to another from a day on."""

    on: date
    function: str
    to: str
    document_no: str


class BodyRow(Row, frozen=True, array_like=True, gc=False):
    """title: as told last. titles: from which day on, in order of time. units: for which unit of
    the programme it acts, likewise. handed: which of its functions went to whom."""

    code: str
    type: str
    title: str
    community: str | None
    established_on: date
    dissolved_on: date | None = None
    units: tuple[tuple[date, UUID | None], ...] = ()
    titles: tuple[tuple[date, str], ...] = ()
    handed: tuple[Handed, ...] = ()

    def as_on(self, day: date) -> Self:
        """With the name of the day: a report of 2022 shows the body of 2022 (SYS-02)."""
        title = next((name for since, name in reversed(self.titles) if since <= day), self.title)
        return Replace(self, title=title)

    def exists_on(self, day: date) -> bool:
        return self.established_on <= day and (
            self.dissolved_on is None or day <= self.dissolved_on
        )

    def unit_on(self, day: date) -> UUID | None:
        return next((unit for since, unit in reversed(self.units) if since <= day), None)


BODIES: Final = Register(
    name="BODIES",
    title=Label("机构名册", "Bodies"),
    row=BodyRow,
    filters=("type", "community"),
    valid=("established_on", "dissolved_on"),
)


@BODIES.opens(BodyEstablished)
def established(recorded: Recorded) -> BodyRow:
    fact = recorded.event
    titles = ((fact.on, fact.title),)
    return BodyRow(fact.code, fact.type, fact.title, fact.community, fact.on, titles=titles)


@BODIES.on(BodyRenamed)
def renamed(row: BodyRow, recorded: Recorded) -> BodyRow:
    fact = recorded.event
    others = [entry for entry in row.titles if entry[0] != fact.on]
    titles = tuple(sorted((*others, (fact.on, fact.title))))
    return Replace(row, title=fact.title, titles=titles)


@BODIES.on(BodyFunctionTransferred)
def handed(row: BodyRow, recorded: Recorded) -> BodyRow:
    fact = recorded.event
    new = Handed(fact.on, fact.function, fact.to, fact.document_no)
    return Replace(row, handed=(*row.handed, new))


@BODIES.on(BodyDissolved)
def dissolved(row: BodyRow, recorded: Recorded) -> BodyRow:
    return Replace(row, dissolved_on=recorded.event.on)


@BODIES.on(BodyUnitLinked)
def linked(row: BodyRow, recorded: Recorded) -> BodyRow:
    fact = recorded.event
    earlier = tuple(entry for entry in row.units if entry[0] < fact.on)
    return Replace(row, units=(*earlier, (fact.on, fact.unit)))
