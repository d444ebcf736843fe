"""VolunteerRecord 志愿服务记录 (SYS-11): a book for each person and year (DESIGN 3)."""

from typing import Final
from uuid import UUID

from domain.kernel import Aggregate, Command, Concern, Label, Ref, derived_id
from domain.volunteer.confirming import ConfirmLateService, ConfirmService, RejectService
from domain.volunteer.correcting import (
    CorrectService,
    DisputeService,
    ResolveDispute,
    RevokeService,
)
from domain.volunteer.events import (
    DisputeResolved,
    LateEntrySuspended,
    QuarterlyDutyMissed,
    ServiceConfirmed,
    ServiceCorrected,
    ServiceDisputed,
    ServiceExtractIssued,
    ServiceRated,
    ServiceRejected,
    ServiceRevoked,
    ServiceSubmitted,
)
from domain.volunteer.standing import IssueExtract, RateService, RecordMissedQuarter
from domain.volunteer.state import Book, EntryCommand
from domain.volunteer.submitting import SubmitService


def _stream_of(command: SubmitService | RecordMissedQuarter) -> UUID:
    year = command.year if isinstance(command, RecordMissedQuarter) else command.service_on.year
    return derived_id("volunteer", command.person, year)


def _concern(state: Book, command: Command[Book] | None) -> Concern:
    """The community that received the service, and the person; who disputes or rates, by that."""
    if isinstance(command, SubmitService):
        return Concern(
            community=command.community,
            unit=command.organiser_unit,
            body=command.organiser_body,
            persons=frozenset({command.person}),
        )
    if isinstance(command, RecordMissedQuarter):
        return Concern(persons=frozenset({command.person}))
    person = frozenset(() if state.person is None else (state.person,))
    if command is None:
        return Concern(community=_only_community(state), persons=person)
    if isinstance(command, IssueExtract):
        return Concern(community=command.community, persons=person)
    if isinstance(command, DisputeService):
        person = frozenset({command.complainant})
    if isinstance(command, RateService):
        person = frozenset({command.resident})
    entry = state.find(command.entry) if isinstance(command, EntryCommand) else None
    return Concern(community=entry.community if entry else None, persons=person)


def _only_community(state: Book) -> str | None:
    """A whole book is a community's to read only if no other community is in it."""
    found = {e.community for e in state.entries}
    return found.pop() if len(found) == 1 else None


VOLUNTEER: Final = Aggregate(
    name="volunteer",
    collection="volunteer-books",
    label=Label("志愿服务记录", "Volunteer record"),
    initial=Book(),
    commands=(
        SubmitService,
        ConfirmService,
        ConfirmLateService,
        RejectService,
        CorrectService,
        DisputeService,
        ResolveDispute,
        RevokeService,
        RateService,
        IssueExtract,
        RecordMissedQuarter,
    ),
    events=(
        ServiceSubmitted,
        ServiceConfirmed,
        ServiceRejected,
        ServiceCorrected,
        ServiceDisputed,
        DisputeResolved,
        ServiceRevoked,
        LateEntrySuspended,
        ServiceRated,
        ServiceExtractIssued,
        QuarterlyDutyMissed,
    ),
    identify=_stream_of,
    concerns=_concern,
)


def volunteer_ref(person: UUID, year: int) -> Ref[Book]:
    return VOLUNTEER.ref(derived_id("volunteer", person, year))
