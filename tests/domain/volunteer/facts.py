"""A session of Li's, on 5 March 2022 in the morning, that Chen's unit has organised."""

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from domain.kernel import Event, derived_id
from domain.roles import Role
from domain.vocabulary import ServiceField
from domain.volunteer import (
    VOLUNTEER,
    Book,
    DisputeResolved,
    EntryStatus,
    Flag,
    ServiceConfirmed,
    ServiceDisputed,
    ServiceOutcome,
    ServiceRejected,
    ServiceRevoked,
    ServiceSubmitted,
    Source,
    SubmitService,
)
from domain.volunteer.events import RejectReason
from domain.volunteer.state import RevokeReason
from tests.domain.world import AUNT, COMMUNITY, CS, CW, LI, SUN, TOWN, WORLD, actor
from tests.spec import Given, given, moment

START, END = moment("2022-03-05 09:00"), moment("2022-03-05 10:30")
NEXT_DAY = "2022-03-06 09:00"
DAY = date(2022, 3, 5)
PROOF: Final = ("a" * 64,)

AS_LI, AS_SUN = actor(Role.MEM, LI, "self"), actor(Role.VOL, SUN, "self")
WORKER, SECRETARY = actor(Role.CW, CW), actor(Role.CS, CS)
THE_TOWN = actor(Role.TOWN, TOWN)

SUBMIT = SubmitService(
    person=LI, community=COMMUNITY, start=START, end=END, field=ServiceField.ENVIRONMENT,
    source=Source.SELF, title="合成：清扫", content="合成：清扫楼院", served=AUNT,
)  # fmt: skip


def submitted(submit: SubmitService = SUBMIT, *flags: Flag, **changes: Any) -> ServiceSubmitted:
    """The fact that follows from it, as its person submits it in time."""
    kept = {name: value for name, value in dict(submit).items() if name not in ("kind", "paid")}
    minutes = (submit.end - submit.start) // timedelta(minutes=1)
    made = {
        "entry": submit.entry, "service_on": submit.service_on, "minutes": minutes,
        "recorder": submit.person, "flags": flags, "ruleset": f"{submit.service_on.year}.1",
    }  # fmt: skip
    return ServiceSubmitted(**{**kept, **made, **changes})


def confirmed(submit: SubmitService) -> list[Event[Book]]:
    return [submitted(submit), ServiceConfirmed(person=LI, entry=submit.entry, confirmer=CW)]


def at(start: str, end: str, **changes: Any) -> SubmitService:
    """The same at another time."""
    return SUBMIT.model_copy(update={"start": moment(start), "end": moment(end), **changes})


ENTRY: Final[UUID] = SUBMIT.entry
SUBMITTED = submitted()
LATE = submitted(SUBMIT, Flag.LATE_ENTRY)
CONFIRMED = ServiceConfirmed(person=LI, entry=ENTRY, confirmer=CW)
LATE_CONFIRMED = ServiceConfirmed(
    person=LI, entry=ENTRY, late_entry=True, confirmer=CS, approver=TOWN, evidence=PROOF
)
REJECTED = ServiceRejected(person=LI, entry=ENTRY, reason=RejectReason.NOT_PROVEN)
DISPUTED = ServiceDisputed(
    person=LI, entry=ENTRY, complainant=AUNT, statement="合成：没有来", evidence=PROOF
)
STANDS = DisputeResolved(
    person=LI, entry=ENTRY, outcome=EntryStatus.CONFIRMED, explanation="合成：来了"
)
REVOKED = ServiceRevoked(
    person=LI, entry=ENTRY, reason=RevokeReason.ERROR, finding_no=None, note="合成：错登"
)
OUTCOMES = (ServiceOutcome.COMPLETED, ServiceOutcome.ATTENDED_NOT_COMPLETED)


def book(*facts: Event[Book]) -> Given[Book]:
    """A book with this past, in the world of the tests, on the day after the session."""
    return given(VOLUNTEER, *facts).looking(WORLD).at(NEXT_DAY)


def book_id(person: UUID = LI, year: int = 2022) -> UUID:
    return derived_id("volunteer", person, year)
