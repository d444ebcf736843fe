"""Erasure 删除 (SYS-20, PIPL art. 47): the person's key is destroyed, and what was sealed under it
is noise for ever, in every copy. The events stay, with everything that is a fact and no person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final, NamedTuple
from uuid import UUID

from domain.archive import (
    ARCHIVE,
    OF_PERSONS,
    Archive,
    Entry,
    LegalBasis,
    archive_ref,
    field_of,
)
from domain.kernel import Command, Context, Event, Label, Outcome, Reads, Ref, require
from domain.person import person_ref
from domain.privacy.data_subject import DataSubject
from domain.privacy.holding import must_not_be_erased
from domain.privacy.request import SUBJECT_REQUEST, RequestKind, RequestState
from domain.roles import Role
from domain.vocabulary import DocumentNo
from domain.volunteer import volunteer_ref
from domain.workforce import community_worker_ref

SERVICES_KEPT_YEARS: Final = 5  # HANDBOOK 3.4 [D]: beyond the year of the service
IDENTITY: Final = ("full_name", "identity_number", "phone")


class ErasureGround(StrEnum):
    """PIPL art. 47, first paragraph."""

    REQUEST = "REQUEST"  # 本人请求删除
    PURPOSE_OVER = "PURPOSE_OVER"  # 处理目的已实现、无法实现或不再必要
    PERIOD_OVER = "PERIOD_OVER"  # 保存期限已届满
    CONSENT_WITHDRAWN = "CONSENT_WITHDRAWN"  # 撤回同意
    UNLAWFUL = "UNLAWFUL"  # 违法或违约处理


class Kept(NamedTuple):
    """What must be kept. until: the last day; None: as long as it is in use."""

    hans: str
    en: str
    until: date | None


class SubjectErased(Event[DataSubject], name="subject.erased"):
    """fields: which were known to be his when it was decided; all that was: the receipt tells.

    archive: as in the restriction. What erases is `erases`: see application/vault.py.
    """

    erases: ClassVar[str | None] = "person"

    person: UUID
    ground: ErasureGround
    document_no: DocumentNo
    fields: tuple[str, ...]
    request: UUID | None = None
    archive: UUID | None = None

    def apply(self, state: DataSubject) -> DataSubject:
        return replace(state, person=self.person, archive=self.archive, erased=True)


class EraseSubject(
    Command[DataSubject], verb="erase", label=Label("删除个人信息", "Erase subject"),
    who=(Role.PIO,), opens=True,
):  # fmt: skip
    """Destroys the key of a person: nobody can read again what was sealed under it. For ever.

    request: the verified request to delete, where that is the ground. archive: the book that
    holds the person's entry, if it is not one of the grids he has lived in.
    """

    person: UUID
    ground: ErasureGround
    document_no: DocumentNo
    request: UUID | None = None
    archive: UUID | None = None

    def reads(self, state: DataSubject, context: Context) -> Reads:
        person = yield person_ref(self.person)
        yield from self._books(person.grids, state)
        if self.request is not None:
            yield SUBJECT_REQUEST.ref(self.request)
        for year in _years(context):
            yield volunteer_ref(self.person, year)
        yield community_worker_ref(self.person)

    def decide(self, state: DataSubject, context: Context) -> Outcome:
        known = context.look(person_ref(self.person)).exists
        entries = tuple(self._entries(state, context))
        require(
            known or bool(entries) or state.person is not None or self.request is not None,
            "no_such_person",
            "查无此人：人员名册和所填档案册中均无，请核对；未登记的，须有本人请求。",
            "Nobody of this id: neither a person nor an entry of the archive; check it, or name "
            "his request, if nobody ever registered him.",
        )
        must_not_be_erased(state)
        self._must_be_lawful(state, context)
        for kept in self._kept(state, context):
            _must_not_be_kept(kept, context)
        book = next((book for book, _ in entries), None)
        held = {code for _, entry in entries for code in entry.held}
        yield SubjectErased(
            **self.model_dump(exclude={"archive"}),
            archive=self.archive or state.archive or book,
            fields=tuple(sorted(held.union(IDENTITY if known else ()))),
        )

    def _must_be_lawful(self, state: DataSubject, context: Context) -> None:
        require(
            context.actor.person != self.person,
            "own_request",
            "不得办理本人提出的请求，请由他人办理。",
            "Nobody decides his own request; ask somebody else.",
        )
        require(
            not state.holds,
            "legal_hold",
            f"此人的信息正依{'、'.join(sorted(state.holds))}保全，不得删除；可先限制处理"
            "（subject.restrict），解除保全后再删除。",
            f"This person's data is held by {', '.join(sorted(state.holds))}: restrict it instead "
            "(subject.restrict), and erase it when the hold is released.",
        )
        asked = self.request and context.look(SUBJECT_REQUEST.ref(self.request))
        require(
            (self.ground is ErasureGround.REQUEST) is (self.request is not None),
            "request_missing",
            "依本人请求删除的，须写明请求编号；依其他理由的，不写请求。",
            "Name the request where it is the ground of the erasure, and none where it is not.",
        )
        require(
            not asked
            or (asked.person == self.person and asked.kind is RequestKind.DELETE
                and asked.state is RequestState.VERIFIED),
            "no_such_request",
            "此请求不是本人已核身、待办的删除请求，请先核身或核对编号。",
            "This is no verified request of this person to delete that waits: verify it, or check "
            "the id.",
        )  # fmt: skip

    def _kept(self, state: DataSubject, context: Context) -> Iterator[Kept]:
        """All that must be kept by law, or is still in use by it, as rules know."""
        person = context.look(person_ref(self.person))
        if person.unit_on(context.today) is not None:
            yield Kept("在职党员名册", "a unit's roll of Party members", None)
        if context.look(community_worker_ref(self.person)).employed_on(context.today):
            yield Kept("在职社区工作者档案", "the file of a community worker in service", None)
        for year in _years(context):
            if context.look(volunteer_ref(self.person, year)).entries:
                last = date(year + SERVICES_KEPT_YEARS, 12, 31)
                yield Kept(f"{year}年志愿服务记录", f"services of {year}", last)
        for _, entry in self._entries(state, context):
            for code, detail in entry.held.items():
                field = field_of(code)
                if detail.basis is not LegalBasis.CONSENT and field is not None:
                    until = entry.closed_on and _later(entry.closed_on, field.keep_years)
                    yield Kept(f"档案字段{field.hans}", f"{field.en} in the archive", until)

    def _entries(self, state: DataSubject, context: Context) -> Iterator[tuple[UUID, Entry]]:
        """His entries, each with its book."""
        grids = context.look(person_ref(self.person)).grids
        for ref in self._books(grids, state):
            entry = context.look(ref).find(self.person)
            if entry is not None:
                yield ref.id, entry

    def _books(self, grids: frozenset[str], state: DataSubject) -> Iterator[Ref[Archive]]:
        """Of persons, in the grids he has lived in; and the one that is named."""
        at_home = {archive_ref(grid, kind).id for grid in grids for kind in OF_PERSONS}
        named = {book for book in (self.archive, state.archive) if book is not None}
        yield from (ARCHIVE.ref(book) for book in sorted(at_home | named))


def _years(context: Context) -> range:
    return range(context.today.year - SERVICES_KEPT_YEARS, context.today.year + 1)


def _later(day: date, years: int) -> date:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if leap else day.day)


def _must_not_be_kept(kept: Kept, context: Context) -> None:
    until = kept.until
    require(  # PIPL art. 47, last paragraph
        until is not None and until < context.today,
        "retention_runs",
        f"{kept.hans}的保存期限未满（{until or '仍在使用'}），不得删除；"
        "请改为限制处理（subject.restrict）。",
        f"It must be kept: {kept.en}, until {until or 'it is used no more'}; restrict it instead "
        "(subject.restrict, RETENTION_RUNS).",
    )
