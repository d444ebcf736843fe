"""Dates, counting rules and time limits: numbers, each with its source (HANDBOOK 4.7, 4.8)."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Final, Literal

from pydantic import AwareDatetime, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

from domain.calendar import Limit
from domain.kernel import Value
from domain.ruleset.lines import Source

QUARTERS: Final = 4


def _midnight_at_24(text: Any) -> Any:
    """ISO 8601 lets a day end at 24:00; Python does not read it."""
    if not isinstance(text, str):
        return text
    ends = "T24:00:00" in text
    moment = datetime.fromisoformat(text.replace("T24:00:00", "T00:00:00"))
    return moment + timedelta(days=1) if ends else moment


Moment = Annotated[AwareDatetime, BeforeValidator(_midnight_at_24)]


class Number(Value):
    value: Annotated[StrictInt, Field(ge=0, le=1_000_000)]
    src: Source


class OptionalNumber(Value):
    value: Annotated[StrictInt, Field(ge=0, le=1_000_000)] | None = None
    src: Source


class Switch(Value):
    value: StrictBool
    src: Source


class At(Value):
    at: Moment
    src: Source


class By(Value):
    date: date
    src: Source


class FactPeriod(Value):
    model_config = ConfigDict(populate_by_name=True)

    start: date = Field(alias="from")
    end: date = Field(alias="to")
    src: Source


class Cutoffs(Value):
    fact_period: FactPeriod
    roll_snapshot: At
    record_freeze: At
    publicity_working_days: Number
    objection_reply_working_days: Number
    review_request_working_days: Number
    finalise_by: By


class Rounding(Value):
    line: Annotated[Literal["0.01"], BeforeValidator(str)] = "0.01"
    mode: Literal["HALF_UP"] = "HALF_UP"


class Counting(Value):
    """How services, quarters and requirements are counted: AM-05 to AM-07, AM-10, AM-11."""

    quarter_basis: Literal["calendar"]
    service_min_minutes: Number
    service_max_counted_per_person_day: Number
    late_record_after_days: Number
    count_services_before_registration: Switch
    owed_quarter_min_days: Number
    min_required_services_full_year: Number
    min_services_per_quarter: Number
    quarterly_breach_bars_excellent: Switch = Switch(value=False, src="D")
    required: OptionalNumber = OptionalNumber(value=None, src="D")
    rounding: Rounding = Rounding()

    def owes_quarter(self, obliged_days: int) -> bool:
        """AM-07: a quarter is owed when obliged on enough of its days; 0: every quarter."""
        return obliged_days >= self.owed_quarter_min_days.value

    def required_services(self, owed_quarters: int) -> int:
        """AM-07: the year's number by the share of quarters owed; `required`: the same for all."""
        if self.required.value is not None:
            return self.required.value
        return self.min_required_services_full_year.value * owed_quarters // QUARTERS


class LimitName(StrEnum):
    """The time limits of SYS-05 and SYS-12."""

    CASE_EMERGENCY_FIRST_CONTACT = "CASE_EMERGENCY_FIRST_CONTACT"
    CASE_EMERGENCY_HANDLED = "CASE_EMERGENCY_HANDLED"
    CASE_UTILITY_FIRST_CONTACT = "CASE_UTILITY_FIRST_CONTACT"
    CASE_UTILITY_HANDLED = "CASE_UTILITY_HANDLED"
    CASE_CONSULT_FIRST_CONTACT = "CASE_CONSULT_FIRST_CONTACT"
    CASE_CONSULT_HANDLED = "CASE_CONSULT_HANDLED"
    CASE_ORDINARY_FIRST_CONTACT = "CASE_ORDINARY_FIRST_CONTACT"
    CASE_ORDINARY_HANDLED = "CASE_ORDINARY_HANDLED"
    CASE_COMPLEX_FIRST_CONTACT = "CASE_COMPLEX_FIRST_CONTACT"
    CASE_COMPLEX_HANDLED = "CASE_COMPLEX_HANDLED"
    CASE_RETURN = "CASE_RETURN"  # handing an assignment back
    CASE_EXTENSION_MAX = "CASE_EXTENSION_MAX"  # once
    CASE_SUSPENSION_REVIEW_MAX = "CASE_SUSPENSION_REVIEW_MAX"
    DISPUTE_MEDIATION = "DISPUTE_MEDIATION"  # "generally one month"
    PETITION_NOTIFY = "PETITION_NOTIFY"
    PETITION_HANDLED = "PETITION_HANDLED"
    PETITION_EXTENSION_MAX = "PETITION_EXTENSION_MAX"
    ORDER_ISSUE = "ORDER_ISSUE"
    ORDER_ISSUE_URGENT = "ORDER_ISSUE_URGENT"
    ORDER_EXPIRE = "ORDER_EXPIRE"
    ORDER_EXPIRE_URGENT = "ORDER_EXPIRE_URGENT"
    ORDER_RATING_CALL_BACK = "ORDER_RATING_CALL_BACK"
    ORDER_RELEASE_BEFORE_START = "ORDER_RELEASE_BEFORE_START"  # later it is abandoned


class SourcedLimit(Limit):
    src: Source
