"""What a case brings with it from another system: SYS-05, and the import of foreign logs."""

from dataclasses import replace
from enum import StrEnum

from domain.case.facts import CaseFact, SealedFact
from domain.case.state import Case, Clock
from domain.kernel import Line, PrivateLine, SealedText, Value
from domain.vocabulary import Moment


class StepKind(StrEnum):
    """What a foreign activity was."""

    ACTIVITY = "ACTIVITY"
    REPORTED = "REPORTED"
    ACCEPTED = "ACCEPTED"
    ASSIGNED = "ASSIGNED"
    FIRST_CONTACT = "FIRST_CONTACT"
    HANDLED = "HANDLED"
    FED_BACK = "FED_BACK"
    CLOSED = "CLOSED"


class Step(Value):
    """One line of a foreign log. resource: who did it there; group: his team."""

    kind: StepKind = StepKind.ACTIVITY
    happened_at: Moment
    activity: Line | None = None
    group: Line | None = None
    resource: PrivateLine | None = None


class CaseImported(CaseFact, name="case.imported"):
    """What its source says of the case as a whole. happened_at: when it was reported there."""

    external_ref: Line
    source_channel: Line | None = None
    department: Line | None = None
    first_contact_due_at: Moment | None = None
    due_at: Moment | None = None
    closed_at: Moment | None = None
    steps: int

    def apply(self, state: Case) -> Case:
        due_at = self.due_at
        clock = None if due_at is None else Clock(self.happened_at, None, 0, due_at, due_at)
        return replace(
            state,
            external_ref=self.external_ref,
            first_contact_due_at=self.first_contact_due_at,
            clock=clock,
        )


class CaseActivityRecorded(SealedFact, name="case.activity_recorded"):
    """Something done elsewhere, under the name it bears there. It moves nothing by itself."""

    activity: Line
    group: Line | None = None
    resource: SealedText | None = None

    def apply(self, state: Case) -> Case:
        return state
