"""Impact assessment 个人信息保护影响评估 (SYS-20): kept three years at least (PIPL art. 56)."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final

from pydantic import Field

from domain.archive import FieldCode
from domain.dates import require_happened
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Line,
    Outcome,
    Text,
    require,
)
from domain.roles import Role
from domain.vocabulary import Digest, DocumentNo

KEPT_YEARS: Final = 3  # PIPL art. 56


@dataclass(frozen=True, slots=True)
class ImpactAssessment:
    title: str = ""
    kept_until: date | None = None


class ImpactAssessmentRecorded(Event[ImpactAssessment], name="impact_assessment.recorded"):
    title: Line
    fields: tuple[FieldCode, ...] = ()
    risks: Text
    measures: Text
    done_on: date
    report: Digest
    document_no: DocumentNo
    kept_until: date

    def apply(self, state: ImpactAssessment) -> ImpactAssessment:
        return ImpactAssessment(self.title, self.kept_until)


class RecordImpactAssessment(
    Command[ImpactAssessment], verb="record", who=(Role.PIO,), opens=True,
    label=Label("记录影响评估", "Record impact assessment"),
):  # fmt: skip
    """Puts on record what a processing may do to persons, and what is done against it.

    It names no person. fields: of the catalogue, if it is about some. report: SHA-256 of the file.
    """

    title: Line
    fields: Annotated[tuple[FieldCode, ...], Field(max_length=30)] = ()
    risks: Text
    measures: Text
    done_on: date
    report: Digest
    document_no: DocumentNo

    def decide(self, state: ImpactAssessment, context: Context) -> Outcome:
        require_happened(self.done_on, context)
        require(
            not state.title,
            "assessment_recorded",
            "该影响评估已记录，如有变化请另行记录。",
            "This assessment is on record; record a new one if things have changed.",
        )
        yield ImpactAssessmentRecorded(**dict(self), kept_until=_years_after(self.done_on))


def _years_after(day: date) -> date:
    """The same day KEPT_YEARS later; 1 March for 29 February, for it may not be too short."""
    year = day.year + KEPT_YEARS
    leap_day = (day.month, day.day) == (2, 29)
    return date(year, 3, 1) if leap_day else day.replace(year=year)


IMPACT_ASSESSMENT: Final = Aggregate(
    name="impact_assessment",
    collection="impact-assessments",
    label=Label("影响评估", "Impact assessment"),
    initial=ImpactAssessment(),
    commands=(RecordImpactAssessment,),
    events=(ImpactAssessmentRecorded,),
    concerns=lambda state, command: Concern(),
)
