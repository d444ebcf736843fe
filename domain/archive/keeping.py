"""How archives are kept: verified, updated, moved, closed, restricted (R-24, SYS-07)."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.archive.catalogue import FieldCode
from domain.archive.entering import Details
from domain.archive.events import (
    EntryClosed,
    EntryMovedToGrid,
    EntryRestricted,
    EntryRestrictionLifted,
    EntryUpdated,
    EntryVerified,
)
from domain.archive.rules import (
    held,
    is_minor,
    merchant_of,
    must_be_active,
    must_be_complete,
    must_have_consented,
    the_entry,
)
from domain.archive.state import (
    Archive,
    CloseReason,
    Entry,
    EntryState,
    ReleaseGround,
    RestrictionReason,
)
from domain.dates import require_happened
from domain.grid import community_of, grid_ref
from domain.kernel import Command, Context, Label, Outcome, Reads, require
from domain.roles import Role
from domain.vocabulary import Digest, GridCode

IN_USE = EntryState.DRAFT, EntryState.LIVE
KEPT = (*IN_USE, EntryState.RESTRICTED)


class EntryCommand(Command[Archive]):
    """A step with one entry of the book."""

    entry: UUID


class VerifyEntry(
    EntryCommand, verb="verify", label=Label("核实档案", "Verify archive entry"), who=(Role.GW,)
):
    """Somebody went there and found it so (R-24); it is fresh for 180 days."""

    def decide(self, state: Archive, context: Context) -> Outcome:
        entry = the_entry(state, self.entry, *IN_USE)
        assert state.kind is not None  # noqa: S101 - a book with an entry has a kind
        must_be_complete(state.kind, entry.held)
        if entry.verified_on is None or entry.verified_on < context.on:
            yield EntryVerified(entry=self.entry, on=context.on)


class UpdateEntry(
    EntryCommand, verb="update", label=Label("更新档案", "Update archive entry"),
    who=(Role.GW, Role.RES),
):  # fmt: skip
    """Writes what has changed, by the grid worker or by the person himself; leave out what stays.

    removed: fields to hold no more. consent_forms: SHA-256 of the scanned forms, where the grid
    worker enters what is held by consent.
    """

    details: Details = ()
    removed: Annotated[tuple[FieldCode, ...], Field(max_length=30)] = ()
    consent_forms: Digest | None = None

    def decide(self, state: Archive, context: Context) -> Outcome:
        entry = the_entry(state, self.entry, *IN_USE)
        self._must_be_free(entry)
        assert state.kind is not None  # noqa: S101 - a book with an entry has a kind
        minor = is_minor(self.details, before=entry.minor)
        details = held(state.kind, self.details, minor=minor)
        himself = context.actor.person == entry.person and entry.person is not None
        must_have_consented(details, self.consent_forms, himself=himself)
        removed = tuple(code for code in self.removed if code in entry.held)
        left = entry.with_details(details, removed)
        if entry.state is EntryState.LIVE:
            must_be_complete(state.kind, left.held)
        if details or removed:
            yield EntryUpdated(
                entry=self.entry,
                details=details,
                removed=removed,
                unit=merchant_of(details, entry.unit),
                minor=minor,
                consent_forms=self.consent_forms,
            )

    def _must_be_free(self, entry: Entry) -> None:
        touched = {detail.field for detail in self.details} | set(self.removed)
        require(  # P-11, PIPL art. 47
            entry.restricted.isdisjoint(touched),
            "field_restricted",
            "该字段已限制处理，不得更新。",
            "The field is restricted: it is kept and protected, and not updated.",
        )


class MoveEntry(
    EntryCommand, verb="move", label=Label("迁移档案网格", "Move archive entry"),
    who=(Role.GW, Role.CW),
):  # fmt: skip
    """Gives the entry to another grid: the household moved, or the grids were drawn anew."""

    to: GridCode
    on: date

    def reads(self, state: Archive, context: Context) -> Reads:
        yield grid_ref(self.to)

    def decide(self, state: Archive, context: Context) -> Outcome:
        entry = the_entry(state, self.entry, *IN_USE)
        require_happened(self.on, context)
        must_be_active(context.look(grid_ref(self.to)), self.to, self.on)
        if self.to != entry.grid:
            yield EntryMovedToGrid(
                entry=self.entry,
                from_grid=entry.grid,
                grid=self.to,
                community=community_of(self.to),
                on=self.on,
            )


class CloseEntry(
    EntryCommand, verb="close", label=Label("注销档案", "Close archive entry"),
    who=(Role.GW, Role.CW),
):  # fmt: skip
    """Moved away, shut, died, pulled down, or entered twice: it counts no more from `on`."""

    reason: CloseReason
    on: date

    def decide(self, state: Archive, context: Context) -> Outcome:
        the_entry(state, self.entry, *KEPT)
        require_happened(self.on, context)
        require(  # SYS-20: it follows from an erasure, and is none
            self.reason is not CloseReason.ERASED or context.actor.role is Role.SYS,
            "not_erased",
            "注销不等于删除个人信息；删除由个人信息保护负责人办理（subject.erase）。",
            "Closing an entry erases nobody: the protection officer does (subject.erase).",
        )
        yield EntryClosed(**dict(self))


class RestrictEntry(
    EntryCommand, verb="restrict", label=Label("限制档案处理", "Restrict archive entry"),
    who=(Role.PIO,),
):  # fmt: skip
    """Keeps and protects the entry, or these fields of it, and nothing else (PIPL art. 47).

    P-11 issues it when consent is withdrawn. fields: left out for the whole entry.
    """

    fields: Annotated[tuple[FieldCode, ...], Field(max_length=30)] = ()
    reason: RestrictionReason

    def decide(self, state: Archive, context: Context) -> Outcome:
        entry = the_entry(state, self.entry, *KEPT)
        unknown = set(self.fields) - entry.held.keys()
        require(
            not unknown,
            "field_not_held",
            f"该档案未记录字段{'、'.join(sorted(unknown))}，请核对。",
            f"The entry does not hold {', '.join(sorted(unknown))}; check the fields.",
        )
        # An objection outlasts the release of the person.
        shut = entry.shut_for in (self.reason, RestrictionReason.OBJECTION)
        whole = not self.fields and not (entry.state is EntryState.RESTRICTED and shut)
        if whole or not entry.restricted.issuperset(self.fields):
            yield EntryRestricted(**dict(self))


class LiftEntryRestriction(
    EntryCommand, verb="lift-restriction", label=Label("解除档案限制", "Lift archive restriction"),
    who=(Role.PIO,),
):  # fmt: skip
    """The entry, or these fields of it, may be used again; P-11 issues it when consent is given
    anew, or the person is released. fields: left out for the whole entry."""

    fields: Annotated[tuple[FieldCode, ...], Field(max_length=30)] = ()
    ground: ReleaseGround

    def decide(self, state: Archive, context: Context) -> Outcome:
        entry = the_entry(state, self.entry, *KEPT)
        shut = entry.state is EntryState.RESTRICTED
        require(
            entry.restricted.issuperset(self.fields) if self.fields else shut,
            "not_restricted",
            "该档案或字段未被限制处理，无需解除。",
            "The entry, or one of these fields, is not restricted; there is nothing to lift.",
        )
        anew = self.ground is ReleaseGround.CONSENT_GIVEN
        require(  # PIPL art. 15
            anew or entry.withdrawn.isdisjoint(self.fields),
            "consent_withdrawn",
            "本人已撤回同意的字段，重新取得同意后方可解除。",
            "Consent to one of these fields was withdrawn; they are free when it is given anew.",
        )
        yield EntryRestrictionLifted(**dict(self))
