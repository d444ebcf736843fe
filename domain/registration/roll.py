"""A unit's roll of Party members, reported and corrected (SYS-10, AM-02)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.calendar import Year
from domain.dates import require_happened
from domain.kernel import (
    Command,
    Context,
    Event,
    Label,
    Outcome,
    PrivateText,
    Reads,
    Ref,
    SealedText,
    require,
)
from domain.person import Source
from domain.registration import aggregates
from domain.registration.differences import Before, compared, read_members
from domain.registration.unit_state import RollEntry, RollLine, UnitRegistration
from domain.roles import Role
from domain.unit import Unit, unit_ref
from domain.vocabulary import CommunityCode, DocumentNo

ROLL_MAX: Final = 5000
JANUARY, JULY, DECEMBER, LAST = 1, 7, 12, 31
Roll = Annotated[tuple[RollEntry, ...], Field(max_length=ROLL_MAX)]


class RollFact(Event[UnitRegistration]):
    """A roll and its differences. changed: who stayed, but in service no more, or again."""

    unit: UUID
    community: CommunityCode
    year: Year
    as_of: date
    members: tuple[RollLine, ...]
    joined: tuple[UUID, ...]
    left: tuple[UUID, ...]
    changed: tuple[UUID, ...]

    def apply(self, state: UnitRegistration) -> UnitRegistration:
        return replace(
            state,
            unit=self.unit,
            community=self.community,
            year=self.year,
            roll_as_of=self.as_of,
            roll=self.members,
        )


class UnitRollReported(RollFact, name="unit_registration.roll_reported"):
    """out_of_turn: neither of January, nor of July, nor of 31 December."""

    out_of_turn: bool


class UnitRollCorrected(RollFact, name="unit_registration.roll_corrected"):
    """objection: number of the upheld objection, without which nothing changes after 31 Dec."""

    reason: SealedText
    objection: DocumentNo | None = None


class ReportRoll(
    Command[UnitRegistration], verb="report-roll", label=Label("上报名册", "Report roll"),
    who=(Role.UNIT,), opens=True,
):  # fmt: skip
    """Reports who is in the unit's Party organisation on a day, in January, July and 31 December.

    Who is missing although the roll before had him has left; who is new has joined, since the day
    of the roll or the one given. The roll before may have gone to another lead community.
    """

    unit: UUID
    community: CommunityCode
    as_of: date
    members: Roll

    @property
    def year(self) -> int:
        return self.as_of.year

    def _elsewhere(self, unit: Unit) -> Iterator[Ref[UnitRegistration]]:
        """Where an earlier roll can be: at any of its lead communities, this year or the last."""
        for year in (self.year, self.year - 1):
            for host in unit.hosts:
                if (year, host) != (self.year, self.community):
                    yield aggregates.unit_registration_ref(self.unit, host, year)

    def reads(self, state: UnitRegistration, context: Context) -> Reads:
        unit: Unit = yield unit_ref(self.unit)
        told = [state]
        for ref in self._elsewhere(unit):
            told.append((yield ref))
        yield from read_members(self.members, _before(told))

    def decide(self, state: UnitRegistration, context: Context) -> Outcome:
        require_happened(self.as_of, context)
        enrolled = context.look(unit_ref(self.unit))
        told = [state, *(context.look(ref) for ref in self._elsewhere(enrolled))]
        before = _before(told)
        require(
            enrolled.enrolled_on(self.as_of),
            "unit_not_enrolled",
            f"{self.as_of}当日该单位未入册，请先办理单位入册或核对日期。",
            f"The unit is not enrolled on {self.as_of}; enrol it first, or check the date.",
        )
        require(  # one roll a unit: at its lead community
            enrolled.host_community == self.community,
            "not_the_lead_community",
            f"名册报牵头社区{enrolled.host_community}，请更正社区。",
            f"The roll goes to the lead community, {enrolled.host_community}; correct it.",
        )
        require(
            before.as_of is None or before.as_of < self.as_of,
            "roll_reported",
            f"{before.as_of}的名册已上报，同日或更早的请用“更正名册”。",
            f"The roll of {before.as_of} is reported; to change that or before, correct it.",
        )
        require(
            all(each.snapshot is None for each in told if each.year == self.year),
            "snapshot_taken",
            "年末快照已形成，名册只能经异议成立后更正。",
            "The snapshot is taken; the roll changes only by an upheld objection.",
        )
        differences = compared(self.members, self.unit, self.as_of, before, context)
        yield UnitRollReported(
            unit=self.unit, community=self.community, year=self.year, as_of=self.as_of,
            out_of_turn=not _in_turn(self.as_of), **differences.fields(),
        )  # fmt: skip
        yield from differences.facts(Source.ROLL)


class CorrectRoll(
    Command[UnitRegistration], verb="correct-roll", label=Label("更正名册", "Correct roll"),
    who=(Role.UNIT,), approved_by=(Role.COD,),
):  # fmt: skip
    """Replaces the roll last reported by the right one, as of the same day, with a reason."""

    members: Roll
    reason: PrivateText
    objection: DocumentNo | None = None

    def reads(self, state: UnitRegistration, context: Context) -> Reads:
        yield from read_members(self.members, Before(state.roll))

    def decide(self, state: UnitRegistration, context: Context) -> Outcome:
        require(
            state.roll_as_of is not None,
            "no_roll",
            "尚未上报名册，请先上报。",
            "No roll was reported yet; report it first.",
        )
        require(  # SYS-10
            state.snapshot is None or self.objection is not None,
            "snapshot_taken",
            "年末快照已形成，名册只能经异议成立后更正，请填写异议编号。",
            "The snapshot is taken; the roll changes only by an upheld objection, give its number.",
        )
        assert state.roll_as_of is not None and state.unit is not None  # noqa: S101, PT018
        differences = compared(
            self.members, state.unit, state.roll_as_of, Before(state.roll), context
        )
        if differences.members == state.roll and not differences.moves:
            return
        yield UnitRollCorrected(
            unit=state.unit, community=state.community, year=state.year, as_of=state.roll_as_of,
            reason=self.reason, objection=self.objection, **differences.fields(),
        )  # fmt: skip
        yield from differences.facts(Source.ROLL_CORRECTION)


def _in_turn(day: date) -> bool:
    return day.month in (JANUARY, JULY) or (day.month, day.day) == (DECEMBER, LAST)


def _before(told: Iterable[UnitRegistration]) -> Before:
    """The last of the rolls told so far."""
    rolls = (Before(each.roll, each.roll_as_of) for each in told)
    return max(rolls, key=lambda roll: roll.as_of or date.min, default=Before())
