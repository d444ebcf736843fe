"""What happened to an objection. Its words are sealed for whoever lodged it."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.kernel import Event, SealedText
from domain.objection.state import Finding, Objection, ObjectionState
from domain.ruleset import SubjectKind
from domain.vocabulary import Digest


class ObjectionEvent(Event[Objection]):
    pass


class ObjectionLodged(ObjectionEvent, name="objection.lodged", sealed_for="objector"):
    """objector: None where it is a lead: anonymous, with concrete evidence. due_on: to decide."""

    notice: UUID
    year: int
    kind: SubjectKind
    subject: UUID
    community: str | None = None
    grid: str | None = None
    line: str | None = None
    objector: UUID | None = None
    facts: SealedText
    evidence: tuple[Digest, ...] = ()
    due_on: date
    calendar: dict[int, int]

    def apply(self, state: Objection) -> Objection:
        return replace(
            state,
            state=ObjectionState.LODGED,
            notice=self.notice,
            year=self.year,
            kind=self.kind,
            subject=self.subject,
            community=self.community,
            grid=self.grid,
            line=self.line,
            objector=self.objector,
            due_on=self.due_on,
        )


class ObjectionAdmitted(ObjectionEvent, name="objection.admitted"):
    """involved: who had part in the disputed act, and so has none in deciding on it."""

    involved: tuple[UUID, ...] = ()

    def apply(self, state: Objection) -> Objection:
        return replace(state, state=ObjectionState.ADMITTED, involved=frozenset(self.involved))


class ObjectionNotAdmitted(ObjectionEvent, name="objection.not_admitted"):
    reason: SealedText

    def apply(self, state: Objection) -> Objection:
        return replace(state, state=ObjectionState.NOT_ADMITTED)


class InvestigationBegun(ObjectionEvent, name="objection.investigation_begun"):
    def apply(self, state: Objection) -> Objection:
        return replace(state, state=ObjectionState.INVESTIGATING)


class ObjectionDecided(ObjectionEvent, name="objection.decided"):
    """decider: whose decision it is. late: after due_on. review_until: who lodged it may ask the
    leading group by then; None: a lead, nobody may."""

    finding: Finding
    decider: UUID | None = None
    reasons: SealedText
    admits: tuple[UUID, ...] = ()
    late: bool
    review_until: date | None = None

    def apply(self, state: Objection) -> Objection:
        return replace(
            _decided(state, self),
            state=ObjectionState(self.finding),
            review_until=self.review_until,
        )


class ReviewRequested(ObjectionEvent, name="objection.review_requested"):
    grounds: SealedText

    def apply(self, state: Objection) -> Objection:
        return replace(state, state=ObjectionState.REVIEW_REQUESTED)


class ReviewDecided(ObjectionEvent, name="objection.review_decided"):
    """The leading group's word, and the last."""

    finding: Finding
    decider: UUID | None = None
    reasons: SealedText
    admits: tuple[UUID, ...] = ()

    def apply(self, state: Objection) -> Objection:
        return replace(_decided(state, self), state=ObjectionState.REVIEW_DECIDED)


class ObjectionWithdrawn(ObjectionEvent, name="objection.withdrawn"):
    def apply(self, state: Objection) -> Objection:
        return replace(state, state=ObjectionState.WITHDRAWN)


def _decided(state: Objection, decision: Any) -> Objection:
    return replace(
        state,
        finding=decision.finding,
        admits=decision.admits,
        deciders=state.deciders | ({decision.decider} - {None}),
    )
