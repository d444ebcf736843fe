"""更正、异议、撤销 Correcting, disputing and revoking: nothing is erased, all of it is added."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import Field

from domain.dates import minutes_between
from domain.kernel import (
    Context,
    Elsewhere,
    Event,
    Label,
    Outcome,
    PrivateLine,
    PrivateText,
    Reads,
    Ref,
    require,
)
from domain.roles import Role
from domain.ruleset import rulebook_ref
from domain.vocabulary import DocumentNo
from domain.volunteer import aggregate
from domain.volunteer.checks import must_be_over, must_have_its_time, neighbours
from domain.volunteer.confirming import Proof, must_be_independent
from domain.volunteer.events import (
    DisputeResolved,
    LateEntrySuspended,
    ServiceConfirmed,
    ServiceCorrected,
    ServiceDisputed,
    ServiceRevoked,
)
from domain.volunteer.state import (
    Book,
    Entry,
    EntryCommand,
    EntryStatus,
    Flag,
    RevokeReason,
    person_of,
    the_entry,
)

ANYBODY: Final = tuple(role for role in Role if role not in (Role.AUD, Role.SYS))


class CorrectService(
    EntryCommand, verb="correct", label=Label("更正服务记录", "Correct service"),
    who=(Role.CW,), approved_by=(Role.CS,),
):  # fmt: skip
    """Puts minutes, place or content right; whose service it is never changes (SYS-11)."""

    minutes: Annotated[int, Field(ge=1, le=24 * 60)] | None = None
    place: PrivateLine | None = None
    content: PrivateText | None = None
    reason: PrivateLine

    def reads(self, state: Book, context: Context) -> Reads:
        yield rulebook_ref()
        entry = state.find(self.entry)
        if entry is not None:
            yield from neighbours(person_of(state), entry.start, self._end(entry))

    def decide(self, state: Book, context: Context) -> Outcome:
        entry = the_entry(state, self.entry, EntryStatus.SUBMITTED, EntryStatus.CONFIRMED)
        must_be_independent(state, entry, context.actor, context.approver)
        old = minutes_between(entry.start, entry.end)
        minutes = self.minutes or old
        if minutes == old and self.place is None and self.content is None:
            return
        end = self._end(entry)
        must_be_over(entry.start, end, context)
        must_have_its_time(state, entry, end, context)
        rules = context.look(rulebook_ref()).in_force(entry.service_on)
        short = minutes < rules.counting.service_min_minutes.value
        flags = entry.flags - {Flag.SHORT} | ({Flag.SHORT} if short else frozenset())
        yield ServiceCorrected(
            person=person_of(state),
            old_minutes=old,
            end=end,
            flags=tuple(sorted(flags)),
            **{**dict(self), "minutes": minutes},
        )

    def _end(self, entry: Entry) -> datetime:
        return entry.end if self.minutes is None else entry.start + timedelta(minutes=self.minutes)


class DisputeService(
    EntryCommand, verb="dispute", label=Label("提出异议", "Dispute service"), who=ANYBODY
):
    """Says on evidence that a confirmed session is wrong, or that a rejected one was right.

    complainant: who says so: himself, or the person on whose behalf it is entered.
    """

    complainant: UUID
    statement: PrivateText
    evidence: Proof

    def reads(self, state: Book, context: Context) -> Reads:
        entry = state.find(self.entry)
        if entry is not None:
            yield from neighbours(person_of(state), entry.start, entry.end)

    def decide(self, state: Book, context: Context) -> Outcome:
        entry = the_entry(
            state, self.entry, EntryStatus.CONFIRMED, EntryStatus.REJECTED, EntryStatus.DISPUTED
        )
        require(
            self.complainant in (context.actor.person, context.actor.on_behalf_of),
            "own_dispute",
            "异议须由本人提出，或受其委托提出。",
            "A dispute is raised by the complainant, or on his behalf.",
        )
        if entry.status is EntryStatus.DISPUTED and entry.complainant == self.complainant:
            return
        require(
            entry.status is not EntryStatus.DISPUTED,
            "disputed_already",
            "该记录正在处理异议，请待处理后再提。",
            "A dispute about this record is open; wait until it is resolved.",
        )
        # A disputed record takes its time again until the dispute is resolved.
        must_have_its_time(state, entry, entry.end, context)
        yield ServiceDisputed(person=person_of(state), **dict(self))


class ResolveDispute(
    EntryCommand, verb="resolve-dispute", label=Label("处理异议", "Resolve dispute"),
    who=(Role.CS,), approved_by=(Role.TOWN,),
):  # fmt: skip
    """Ends a dispute: the record stands, or is revoked for a reason (see RevokeService)."""

    stands: bool
    explanation: PrivateText
    reason: RevokeReason | None = None
    finding_no: DocumentNo | None = None

    def reads(self, state: Book, context: Context) -> Reads:
        yield from _where_suspended(state, self.reason, context)

    def decide(self, state: Book, context: Context) -> Outcome:
        entry = the_entry(state, self.entry, EntryStatus.DISPUTED)
        must_be_independent(state, entry, context.actor, context.approver)
        require(
            self.stands == (self.reason is None),
            "reason_missing",
            "撤销须填原因，维持则不填。",
            "Give a reason when the record is revoked, none when it stands.",
        )
        outcome = EntryStatus.CONFIRMED if self.stands else EntryStatus.REVOKED
        yield DisputeResolved(
            person=person_of(state),
            entry=self.entry,
            outcome=outcome,
            explanation=self.explanation,
        )
        if self.reason is not None:
            yield from _revoked(state, self, self.reason, self.explanation, context)
        elif entry.before_dispute is EntryStatus.REJECTED:
            yield _confirmed_after_all(state, entry, context)


class RevokeService(
    EntryCommand, verb="revoke", label=Label("撤销服务记录", "Revoke service"), who=(Role.CS,),
    approved_by=(Role.TOWN,),
):  # fmt: skip
    """Takes a confirmed session out of the count, from now on (AM-11).

    FALSE needs the number of the finding, and suspends the person's late self-entry for a year.
    """

    reason: RevokeReason
    finding_no: DocumentNo | None = None
    note: PrivateText

    def reads(self, state: Book, context: Context) -> Reads:
        yield from _where_suspended(state, self.reason, context)

    def decide(self, state: Book, context: Context) -> Outcome:
        entry = the_entry(state, self.entry, EntryStatus.CONFIRMED, EntryStatus.REVOKED)
        if entry.status is EntryStatus.REVOKED:
            return
        must_be_independent(state, entry, context.actor, context.approver)
        yield from _revoked(state, self, self.reason, self.note, context)


def _revoked(
    state: Book,
    command: RevokeService | ResolveDispute,
    reason: RevokeReason,
    note: str,
    context: Context,
) -> Iterator[Event[Any] | Elsewhere]:
    person, false = person_of(state), reason is RevokeReason.FALSE
    require(
        command.finding_no is not None or not false,
        "finding_missing",
        "以虚假为由撤销须填认定文号，请先作出认定。",
        "Revoking a record as false needs the number of a finding; make the finding first.",
    )
    yield ServiceRevoked(
        person=person,
        entry=command.entry,
        reason=reason,
        finding_no=command.finding_no,
        note=note,
    )
    if not false:
        return
    suspended = LateEntrySuspended(
        person=person, since=context.today, until=_a_year_after(context.today)
    )
    elsewhere = list(_where_suspended(state, reason, context))
    yield Elsewhere(elsewhere[0], suspended) if elsewhere else suspended


def _where_suspended(
    state: Book, reason: RevokeReason | None, context: Context
) -> Iterator[Ref[Book]]:
    """The book of the year of the finding, if that is another: a late self-entry looks there."""
    this_year = any(e.service_on.year == context.today.year for e in state.entries)
    if reason is RevokeReason.FALSE and state.person is not None and not this_year:
        yield aggregate.volunteer_ref(state.person, context.today.year)


def _confirmed_after_all(state: Book, entry: Entry, context: Context) -> ServiceConfirmed:
    return ServiceConfirmed(
        person=person_of(state),
        entry=entry.id,
        late_entry=Flag.LATE_ENTRY in entry.flags,
        confirmer=context.actor.person,
        approver=context.approver and context.approver.person,
    )


def _a_year_after(day: date) -> date:
    leap = (day.month, day.day) == (2, 29)
    return date(day.year + 1, 3, 1) if leap else day.replace(year=day.year + 1)
