"""确认 Confirming: the receiving community says that the service was given, or that it was not."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.kernel import Actor, Context, Label, Outcome, PrivateText, Reads, require
from domain.roles import Role
from domain.vocabulary import Digest
from domain.volunteer.checks import must_have_its_time, neighbours
from domain.volunteer.events import RejectReason, ServiceConfirmed, ServiceRejected
from domain.volunteer.state import (
    Book,
    Entry,
    EntryCommand,
    EntryStatus,
    Flag,
    Source,
    person_of,
    the_entry,
)

Proof = Annotated[tuple[Digest, ...], Field(min_length=1, max_length=50)]


class _Confirms(EntryCommand):
    """Two claims may share their time; only one of them is confirmed (SYS-11)."""

    def reads(self, state: Book, context: Context) -> Reads:
        entry = state.find(self.entry)
        if entry is not None:
            yield from neighbours(person_of(state), entry.start, entry.end)


class ConfirmService(
    _Confirms, verb="confirm", label=Label("确认服务", "Confirm service"),
    who=(Role.CW, Role.SYS),
):  # fmt: skip
    """The receiving community confirms a session; the system those of rated orders (P-01)."""

    def decide(self, state: Book, context: Context) -> Outcome:
        entry = the_entry(state, self.entry, EntryStatus.SUBMITTED, EntryStatus.CONFIRMED)
        if entry.status is EntryStatus.CONFIRMED:
            return
        must_be_independent(state, entry, context.actor)
        by_itself = entry.source is Source.ORDER and entry.recorder is None
        require(
            context.actor.role is not Role.SYS or by_itself,
            "not_automatic",
            "系统只确认其自动登记的服务单记录，其他由社区工作者确认。",
            "The system confirms what it entered from orders; a community worker the others.",
        )
        require(  # AM-11
            Flag.LATE_ENTRY not in entry.flags,
            "late_entry",
            "此为补录，须由社区书记报镇党委审批并附证明材料。",
            "A late entry: the community secretary confirms it with evidence, the town approving.",
        )
        must_have_its_time(state, entry, entry.end, context)
        yield ServiceConfirmed(
            person=person_of(state), entry=self.entry, confirmer=context.actor.person
        )


class ConfirmLateService(
    _Confirms, verb="confirm-late", label=Label("确认补录服务", "Confirm late service"),
    who=(Role.CS,), approved_by=(Role.TOWN,),
):  # fmt: skip
    """A session recorded too long after the service: two confirm it, on evidence (AM-11)."""

    evidence: Proof

    def decide(self, state: Book, context: Context) -> Outcome:
        entry = the_entry(state, self.entry, EntryStatus.SUBMITTED, EntryStatus.CONFIRMED)
        if entry.status is EntryStatus.CONFIRMED:
            return
        require(
            Flag.LATE_ENTRY in entry.flags,
            "not_late",
            "此非补录，由社区工作者直接确认即可。",
            "This is no late entry; a community worker confirms it.",
        )
        must_be_independent(state, entry, context.actor, context.approver)
        must_have_its_time(state, entry, entry.end, context)
        yield ServiceConfirmed(
            person=person_of(state),
            entry=self.entry,
            late_entry=True,
            confirmer=context.actor.person,
            approver=context.approver and context.approver.person,
            evidence=self.evidence,
        )


class RejectService(
    EntryCommand, verb="reject", label=Label("不予确认", "Reject service"), who=(Role.CW,)
):
    """Does not confirm a session; the member is told why, and may dispute it."""

    reason: RejectReason
    note: PrivateText | None = None

    def decide(self, state: Book, context: Context) -> Outcome:
        the_entry(state, self.entry, EntryStatus.SUBMITTED)
        yield ServiceRejected(person=person_of(state), **dict(self))


def must_be_independent(state: Book, entry: Entry, *judges: Actor | None) -> None:
    """SYS-11: nobody confirms what he submitted, nor what he did himself."""
    parties = {entry.recorder, entry.complainant, state.person} - {None}
    named: Iterable[UUID | None] = (
        person for judge in judges if judge for person in (judge.person, judge.on_behalf_of)
    )
    require(
        parties.isdisjoint(named),
        "own_record",
        "不得确认、裁定本人申报、本人参加或本人提出异议的记录，请由他人办理。",
        "Nobody judges a record of his own, one he submitted or one he disputes; leave it to "
        "somebody else.",
    )
