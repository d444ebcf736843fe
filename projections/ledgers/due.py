"""DUE 时限: what the clock will make due, one row an occasion; the timers read it.

It may lag or say too much: every command that it names checks the log anew.
"""

from datetime import date, datetime
from typing import Final
from uuid import UUID

from application.recorded import Recorded
from domain.agreement.events import (
    AgreementDrafted,
    AgreementExpired,
    AgreementLapsed,
    AgreementRenewalDrafted,
    AgreementTerminated,
    AgreementTookEffect,
    CommitmentDropped,
    CommitmentFailed,
    CommitmentOverdue,
    CommitmentProposed,
    CommitmentReportedDone,
    CommitmentRevised,
    CommitmentVerified,
    CommitmentWaived,
)
from domain.approval import ApprovalGranted, ApprovalRefused, ApprovalRequested
from domain.case import (
    CaseAccepted,
    CaseClosed,
    CaseHandled,
    CaseMerged,
    CaseNotAccepted,
    CaseReopened,
    CaseTransferred,
    CaseWithdrawn,
    DeadlineExtended,
    DeadlineRecomputed,
    WhistleAnswered,
    WhistleBlown,
    WhistleUnanswered,
)
from domain.case.timers import ARCHIVED_AFTER, CaseArchived, CaseDueSoonMarked, CaseOverdueMarked
from domain.channel import (
    WITHOUT_HOTLINE,
    ChannelGapDetected,
    ChannelRegistered,
    ChannelRetired,
    ChannelStarted,
    ChannelStopped,
)
from domain.honour import HonourConferred, HonourExpired, HonourRevoked
from domain.kernel import Label, end_of_day, local_date
from domain.notice import NoticeClosed, NoticePosted
from domain.order import (
    OrderAccepted,
    OrderCancelled,
    OrderClosed,
    OrderExpired,
    OrderIssued,
    OrderRated,
    OrderReissued,
    OrderReopened,
)
from projections.models import Key, KeysOf, Register, Row


class DueRow(Row, frozen=True, array_like=True, gc=False):
    """command: its registered name. about: the commitment or whistle it is about, where a record
    has many."""

    record: UUID
    command: str
    about: UUID | None
    at: datetime


DUE: Final = Register(
    name="DUE", title=Label("时限", "What the clock makes due"), row=DueRow, filters=("command",)
)
OVERDUE, SOON, ARCHIVE = "case.mark-overdue", "case.mark-due-soon", "case.archive"
UNANSWERED = "case.mark-whistle-unanswered"
EXPIRE_ORDER, CLOSE_ORDER, SILENCE = "order.expire", "order.close", "approval.grant"
EXPIRE, LAPSE = "agreement.expire", "agreement.lapse"
GAP = "channel.detect-gap"
LATE, FAIL = "agreement.mark-overdue", "agreement.fail"
TAKE_DOWN = "notice.close"
EXPIRE_HONOUR = "honour_nomination.expire"
USUAL_FREEZE: Final = (1, 10)  # of the next year: HANDBOOK 4.5


def occasions(*commands: str) -> KeysOf:
    """These commands, for the record that the event belongs to."""
    return lambda recorded: [(recorded.stream, command, None) for command in commands]


def of_commitment(command: str) -> KeysOf:
    return lambda recorded: [(recorded.stream, command, recorded.event.commitment)]


def of_whistle(recorded: Recorded) -> list[Key]:
    return [(recorded.stream, UNANSWERED, recorded.event.whistle)]


def due(key: Key, at: datetime | None) -> DueRow | None:
    record, command, about = key
    return None if at is None else DueRow(record, command, about, at)


@DUE.each(
    CaseAccepted,
    CaseReopened,
    DeadlineExtended,
    DeadlineRecomputed,
    keys=occasions(OVERDUE, SOON),
)
def case_clock(row: DueRow | None, recorded: Recorded, key: Key) -> DueRow | None:
    fact = recorded.event
    return due(key, fact.due_at if key[1] == OVERDUE else fact.remind_at)


@DUE.each(
    CaseHandled,
    CaseMerged,
    CaseWithdrawn,
    CaseTransferred,
    CaseOverdueMarked,
    keys=occasions(OVERDUE, SOON),
)
@DUE.each(CaseDueSoonMarked, keys=occasions(SOON))
@DUE.each(CaseReopened, CaseArchived, keys=occasions(ARCHIVE))
@DUE.each(OrderAccepted, OrderExpired, OrderCancelled, keys=occasions(EXPIRE_ORDER))
@DUE.each(OrderClosed, OrderReopened, keys=occasions(CLOSE_ORDER))
@DUE.each(AgreementTookEffect, AgreementLapsed, keys=occasions(LAPSE))
@DUE.each(AgreementExpired, AgreementTerminated, keys=occasions(EXPIRE))
@DUE.each(HonourExpired, HonourRevoked, keys=occasions(EXPIRE_HONOUR))
@DUE.each(ApprovalGranted, ApprovalRefused, keys=occasions(SILENCE))
@DUE.each(ChannelStarted, ChannelGapDetected, keys=occasions(GAP))
@DUE.each(NoticeClosed, keys=occasions(TAKE_DOWN))
@DUE.each(
    CommitmentDropped,
    CommitmentFailed,
    CommitmentOverdue,
    CommitmentReportedDone,
    CommitmentVerified,
    CommitmentWaived,
    keys=of_commitment(LATE),
)
@DUE.each(CommitmentFailed, CommitmentVerified, CommitmentWaived, keys=of_commitment(FAIL))
@DUE.each(WhistleAnswered, WhistleUnanswered, keys=of_whistle)
def settled(row: DueRow | None, recorded: Recorded, key: Key) -> None:
    return None


@DUE.each(
    CaseClosed,
    CaseMerged,
    CaseNotAccepted,
    CaseTransferred,
    CaseWithdrawn,
    keys=occasions(ARCHIVE),
)
def case_ended(row: DueRow | None, recorded: Recorded, key: Key) -> DueRow | None:
    return due(key, recorded.event.happened_at + ARCHIVED_AFTER)


@DUE.each(WhistleBlown, keys=of_whistle)
def whistle(row: DueRow | None, recorded: Recorded, key: Key) -> DueRow | None:
    return due(key, recorded.event.answer_due_at)


@DUE.each(OrderIssued, OrderReissued, OrderReopened, keys=occasions(EXPIRE_ORDER))
def order_open(row: DueRow | None, recorded: Recorded, key: Key) -> DueRow | None:
    return due(key, recorded.event.accept_due_at)


@DUE.each(OrderRated, keys=occasions(CLOSE_ORDER))
def order_rated(row: DueRow | None, recorded: Recorded, key: Key) -> DueRow | None:
    return due(key, recorded.event.close_from)


@DUE.each(AgreementDrafted, AgreementRenewalDrafted, keys=occasions(LAPSE, EXPIRE))
def agreement_year(row: DueRow | None, recorded: Recorded, key: Key) -> DueRow | None:
    return due(key, end_of_day(date(recorded.event.year, 12, 31)))


@DUE.each(CommitmentReportedDone, keys=of_commitment(FAIL))
def unverified(row: DueRow | None, recorded: Recorded, key: Key) -> DueRow | None:
    """Failed once the records are frozen; a freeze later than usual refuses it until then."""
    year = local_date(recorded.recorded_at).year
    return due(key, end_of_day(date(year + 1, *USUAL_FREEZE)))


@DUE.each(CommitmentProposed, CommitmentRevised, keys=of_commitment(LATE))
def commitment(row: DueRow | None, recorded: Recorded, key: Key) -> DueRow | None:
    return due(key, end_of_day(recorded.event.terms.due_on))


@DUE.each(ChannelRegistered, ChannelStopped, ChannelRetired, keys=occasions(GAP))
def no_hotline(row: DueRow | None, recorded: Recorded, key: Key) -> DueRow | None:
    """SYS-06: told after 24 hours without; of other channels there is nothing to tell."""
    since = recorded.event.gap_from
    return due(key, since and since + WITHOUT_HOTLINE)


@DUE.each(ApprovalRequested, keys=occasions(SILENCE))
def silence(row: DueRow | None, recorded: Recorded, key: Key) -> DueRow | None:
    return due(key, recorded.event.silence_until)


@DUE.each(NoticePosted, keys=occasions(TAKE_DOWN))
def publicity(row: DueRow | None, recorded: Recorded, key: Key) -> DueRow | None:
    return due(key, end_of_day(recorded.event.ends_on))


@DUE.each(HonourConferred, keys=occasions(EXPIRE_HONOUR))
def honour_valid(row: DueRow | None, recorded: Recorded, key: Key) -> DueRow | None:
    return due(key, end_of_day(recorded.event.valid_until))
