"""What is done with personal information (SYS-20): consents, requests, restrictions, breaches."""

from datetime import date, datetime
from typing import ClassVar, Final
from uuid import UUID

import msgspec

from application.recorded import Recorded
from domain.access import PROTECTORS, PersonalDataRead, UnstatedReadFound
from domain.kernel import Label
from domain.privacy import (
    CONSENT_KEEPERS,
    BreachConfirmationRevoked,
    BreachConfirmed,
    BreachRecorded,
    BreachTold,
    ConsentGiven,
    ConsentWithdrawn,
    SubjectRequestDone,
    SubjectRequestLodged,
    SubjectRequestRefused,
    SubjectRequestVerified,
    SubjectRestricted,
    SubjectRestrictionLifted,
)
from projections.models import Journal, Register, Row

Replace = msgspec.structs.replace


class ReadEntry(Row, frozen=True, array_like=True, gc=False):
    """A read of one person's fields. subject: whose, or the archive entry that is nobody's; None:
    of nobody who is named. reader: who.

    purpose: None for a read without one, found by an audit. at: when it happened.
    """

    record: UUID
    entry: UUID | None
    subject: UUID | None
    purpose: str | None
    fields: tuple[str, ...]
    role: str
    reader: UUID | None
    body: str | None
    at: datetime
    community: str | None = None
    grid: str | None = None
    medium: str | None = None

    offices: ClassVar = PROTECTORS


L_READ: Final = Journal(
    name="L-READ",
    title=Label("查阅台账", "Reads of personal data", "查閱台賬"),
    row=ReadEntry,
    filters=("record", "entry", "subject", "reader", "purpose"),
)


@L_READ.on(PersonalDataRead)
def read(recorded: Recorded) -> tuple[ReadEntry, ...]:
    fact, actor = recorded.event, recorded.actor
    return tuple(
        ReadEntry(
            fact.record,
            fact.entry,
            subject,
            fact.purpose,
            fact.fields,
            actor.role,
            actor.person,
            actor.body,
            recorded.occurred_at,
        )
        for subject in fact.persons or (fact.entry,)
    )


@L_READ.on(UnstatedReadFound)
def found_unstated(recorded: Recorded) -> tuple[ReadEntry]:
    fact = recorded.event
    return (
        ReadEntry(
            fact.archive,
            fact.entry,
            fact.entry,
            None,
            (),
            fact.reader_role,
            fact.reader,
            None,
            fact.read_at,
            fact.community,
            fact.grid,
            fact.medium,
        ),
    )


class ConsentRow(Row, frozen=True, array_like=True, gc=False):
    """state: GIVEN, WITHDRAWN. notice: the version of the text that was shown. shown_in: public
    notices with the name."""

    person: UUID
    purpose: str
    state: str
    notice: str
    fields: tuple[str, ...]
    separate: bool
    community: str | None
    given_at: datetime
    shown_in: tuple[UUID, ...] = ()
    withdrawn_at: datetime | None = None

    offices: ClassVar = CONSENT_KEEPERS


L_CONSENT: Final = Register(
    name="L-CONSENT",
    title=Label("同意台账", "Consents", "同意台賬"),
    row=ConsentRow,
    filters=("person", "purpose", "community"),
    moving=("state",),
)


@L_CONSENT.opens(ConsentGiven)
def given(recorded: Recorded) -> ConsentRow:
    fact = recorded.event
    return ConsentRow(
        fact.person,
        fact.purpose,
        "GIVEN",
        fact.notice,
        fact.fields,
        fact.separate,
        fact.community,
        recorded.occurred_at,
        fact.notices,
    )


@L_CONSENT.on(ConsentWithdrawn)
def withdrawn(row: ConsentRow, recorded: Recorded) -> ConsentRow:
    at, shown_in = recorded.occurred_at, recorded.event.notices
    return Replace(row, state="WITHDRAWN", withdrawn_at=at, shown_in=shown_in)


class RequestRow(Row, frozen=True, array_like=True, gc=False):
    """state: RECEIVED, VERIFIED, DONE, REFUSED."""

    request: UUID
    person: UUID
    community: str | None
    kind: str
    state: str
    lodged_at: datetime
    decided_at: datetime | None = None
    ground: str | None = None

    offices: ClassVar = CONSENT_KEEPERS


L_REQUEST: Final = Register(
    name="L-REQUEST",
    title=Label("个人信息请求台账", "Subject requests", "個人信息請求台賬"),
    row=RequestRow,
    filters=("person", "community", "kind"),
    moving=("state",),
)


@L_REQUEST.opens(SubjectRequestLodged)
def lodged(recorded: Recorded) -> RequestRow:
    fact = recorded.event
    at = recorded.occurred_at
    return RequestRow(recorded.stream, fact.person, fact.community, fact.kind, "RECEIVED", at)


@L_REQUEST.on(SubjectRequestVerified)
def verified(row: RequestRow, recorded: Recorded) -> RequestRow:
    return Replace(row, state="VERIFIED")


@L_REQUEST.on(SubjectRequestDone)
def done(row: RequestRow, recorded: Recorded) -> RequestRow:
    return Replace(row, state="DONE", decided_at=recorded.occurred_at)


@L_REQUEST.on(SubjectRequestRefused)
def refused(row: RequestRow, recorded: Recorded) -> RequestRow:
    at, ground = recorded.occurred_at, recorded.event.ground
    return Replace(row, state="REFUSED", decided_at=at, ground=ground)


class RestrictionRow(Row, frozen=True, array_like=True, gc=False):
    person: UUID
    ground: str
    document_no: str
    since: datetime
    lifted_at: datetime | None = None

    offices: ClassVar = PROTECTORS


L_RESTRICTION: Final = Register(
    name="L-RESTRICTION",
    title=Label("限制处理台账", "Restrictions", "限制處理台賬"),
    row=RestrictionRow,
    filters=("person",),
)


@L_RESTRICTION.opens(SubjectRestricted)
def subject_restricted(recorded: Recorded) -> RestrictionRow:
    fact = recorded.event
    return RestrictionRow(fact.person, fact.ground, fact.document_no, recorded.occurred_at)


@L_RESTRICTION.on(SubjectRestrictionLifted)
def lifted(row: RestrictionRow, recorded: Recorded) -> RestrictionRow:
    return Replace(row, lifted_at=recorded.occurred_at)


class BreachRow(Row, frozen=True, array_like=True, gc=False):
    """responsible: who was found so, of which kind; confirmed: position of that."""

    breach: UUID
    community: str | None
    happened_on: date
    found_on: date
    affected: int
    told_authority_on: date | None
    told_persons_on: date | None
    kind: str | None = None
    responsible: UUID | None = None
    confirmed: int | None = None


L_BREACH: Final = Register(
    name="L-BREACH",
    title=Label("个人信息安全事件台账", "Breaches", "個人信息安全事件台賬"),
    row=BreachRow,
    filters=("community", "kind"),
    valid=("happened_on",),
)


@L_BREACH.opens(BreachRecorded)
def breach_recorded(recorded: Recorded) -> BreachRow:
    fact = recorded.event
    return BreachRow(
        recorded.stream,
        fact.community,
        fact.happened_on,
        fact.found_on,
        fact.affected,
        fact.told_authority_on,
        fact.told_persons_on,
    )


@L_BREACH.on(BreachTold)
def told(row: BreachRow, recorded: Recorded) -> BreachRow:
    fact = recorded.event
    return Replace(
        row,
        told_authority_on=fact.told_authority_on or row.told_authority_on,
        told_persons_on=fact.told_persons_on or row.told_persons_on,
    )


@L_BREACH.on(BreachConfirmed)
def confirmed(row: BreachRow, recorded: Recorded) -> BreachRow:
    fact = recorded.event
    return Replace(row, kind=fact.kind, responsible=fact.subject, confirmed=recorded.position)


@L_BREACH.on(BreachConfirmationRevoked)
def unconfirmed(row: BreachRow, recorded: Recorded) -> BreachRow:
    return Replace(row, kind=None, responsible=None, confirmed=None)
