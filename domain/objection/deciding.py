"""Admitting, investigating and deciding (SYS-18)."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.calendar import WorkingCalendar, read_calendar
from domain.finding.subjects import reads_of_subject
from domain.kernel import Command, Context, Label, Outcome, PrivateText, Reads
from domain.notice import notice_ref
from domain.objection.events import (
    InvestigationBegun,
    ObjectionAdmitted,
    ObjectionDecided,
    ObjectionNotAdmitted,
    ReviewDecided,
)
from domain.objection.rules import (
    must_admit_by_right,
    must_be,
    must_be_impartial,
    rules_of,
    settled,
)
from domain.objection.state import Finding, Objection, ObjectionState
from domain.roles import Role
from domain.ruleset import rulebook_ref

Admits = Annotated[tuple[UUID, ...], Field(max_length=500)]
Persons = Annotated[tuple[UUID, ...], Field(max_length=50)]


class AdmitObjection(
    Command[Objection], verb="admit", label=Label("受理异议", "Admit objection"), who=(Role.EVO,)
):
    """Takes it up. involved: who had part in the disputed act; they do not decide on it."""

    involved: Persons = ()

    def decide(self, state: Objection, context: Context) -> Outcome:
        must_be(state, {ObjectionState.LODGED})
        yield ObjectionAdmitted(involved=self.involved)


class _Settles(Command[Objection]):
    """The notice is told that nothing is open about it any more; by somebody who is impartial."""

    def reads(self, state: Objection, context: Context) -> Reads:
        if state.notice is not None:
            yield notice_ref(state.notice)
        if state.kind is not None and state.subject is not None:
            yield from reads_of_subject(state.kind, state.subject, context)


class RefuseObjection(
    _Settles, verb="refuse", label=Label("不予受理", "Do not admit"), who=(Role.EVO,)
):
    """Does not take it up: it names no facts, or nothing that is publicised."""

    reason: PrivateText

    def decide(self, state: Objection, context: Context) -> Outcome:
        must_be(state, {ObjectionState.LODGED})
        must_be_impartial(state, context)  # nobody can ask for the review of a refusal
        yield ObjectionNotAdmitted(reason=self.reason)
        yield from settled(state, context)


class InvestigateObjection(
    Command[Objection], verb="investigate", label=Label("调查异议", "Investigate objection"),
    who=(Role.EVO,),
):  # fmt: skip
    """Looks into the facts on the spot."""

    def decide(self, state: Objection, context: Context) -> Outcome:
        if state.state is not ObjectionState.INVESTIGATING:
            must_be(state, {ObjectionState.ADMITTED})
            yield InvestigationBegun()


class DecideObjection(
    _Settles, verb="decide", label=Label("裁定异议", "Decide objection"), who=(Role.EVO,)
):
    """Upholds it, partly or wholly, or rejects it.

    admits: records that are to count although they are later than the freeze; only where upheld.
    """

    finding: Finding
    reasons: PrivateText
    admits: Admits = ()

    def reads(self, state: Objection, context: Context) -> Reads:
        yield from super().reads(state, context)
        yield rulebook_ref()
        yield from read_calendar(context)

    def decide(self, state: Objection, context: Context) -> Outcome:
        must_be(state, {ObjectionState.ADMITTED, ObjectionState.INVESTIGATING})
        must_be_impartial(state, context)
        must_admit_by_right(self.finding, self.admits)
        days = rules_of(state.year, context).cutoffs.review_request_working_days.value
        until = WorkingCalendar.of(context).after(context.today, days)
        yield ObjectionDecided(
            **dict(self),
            decider=context.actor.person,
            late=state.due_on is not None and context.today > state.due_on,
            review_until=until if state.objector else None,
        )
        yield from settled(state, context, self.finding)


class DecideReview(
    _Settles, verb="decide-review", label=Label("复核裁定", "Decide review"), who=(Role.LG,)
):
    """The leading group's word, which is the last."""

    finding: Finding
    reasons: PrivateText
    admits: Admits = ()

    def decide(self, state: Objection, context: Context) -> Outcome:
        must_be(state, {ObjectionState.REVIEW_REQUESTED})
        must_be_impartial(state, context)
        must_admit_by_right(self.finding, self.admits)
        yield ReviewDecided(**dict(self), decider=context.actor.person)
        yield from settled(state, context, self.finding)
