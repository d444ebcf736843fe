"""Restriction 限制处理 (SYS-20, PIPL art. 47): where data cannot be erased, it is kept and
protected, and nothing else. Every record whose sealed texts are the person's obeys it."""

from dataclasses import replace
from enum import StrEnum
from uuid import UUID

from domain.archive import ARCHIVE
from domain.kernel import (
    Command,
    Context,
    Event,
    Label,
    Outcome,
    PrivateText,
    Reads,
    SealedText,
    require,
)
from domain.person import person_ref
from domain.privacy.data_subject import DataSubject
from domain.privacy.holding import must_not_be_erased
from domain.privacy.request import SUBJECT_REQUEST, RequestState
from domain.roles import Role
from domain.vocabulary import DocumentNo


class RestrictionGround(StrEnum):
    RETENTION_RUNS = "RETENTION_RUNS"  # 保存期限未满
    ERASURE_TOO_HARD = "ERASURE_TOO_HARD"  # 删除技术上难以实现
    OBJECTION = "OBJECTION"  # 对处理有异议


class SubjectRestricted(Event[DataSubject], name="subject.restricted", sealed_for="person"):
    person: UUID
    archive: UUID | None = None
    ground: RestrictionGround
    reason: SealedText
    document_no: DocumentNo

    def apply(self, state: DataSubject) -> DataSubject:
        return replace(state, person=self.person, restricted=True, archive=self.archive)


class SubjectRestrictionLifted(Event[DataSubject], name="subject.restriction_lifted"):
    """archive: the book with the person's entry, which is free again, too."""

    person: UUID
    document_no: DocumentNo
    archive: UUID | None = None

    def apply(self, state: DataSubject) -> DataSubject:
        return replace(state, restricted=False)


class RestrictSubject(
    Command[DataSubject], verb="restrict", label=Label("限制处理个人信息", "Restrict subject"),
    who=(Role.PIO,), opens=True,
):  # fmt: skip
    """Stops everything but storage and protection of a person's data; he himself may still see it.

    archive: the book that holds the person's entry, if any does. request: his verified request,
    where nobody ever registered him.
    """

    person: UUID
    archive: UUID | None = None
    request: UUID | None = None
    ground: RestrictionGround
    reason: PrivateText
    document_no: DocumentNo

    def reads(self, state: DataSubject, context: Context) -> Reads:
        yield person_ref(self.person)
        if self.archive is not None:
            yield ARCHIVE.ref(self.archive)
        if self.request is not None:
            yield SUBJECT_REQUEST.ref(self.request)

    def decide(self, state: DataSubject, context: Context) -> Outcome:
        require(
            self._is_known(context),
            "no_such_person",
            "查无此人：人员名册和所填档案册中均无，请核对；未登记的，须有本人请求。",
            "Nobody of this id: neither a person nor an entry of the archive; check it, or name "
            "his request, if nobody ever registered him.",
        )
        must_not_be_erased(state)
        more = self.archive is not None and self.archive != state.archive
        if more or not state.restricted:
            yield SubjectRestricted(**self.model_dump(exclude={"request"}))

    def _is_known(self, context: Context) -> bool:
        if context.look(person_ref(self.person)).exists:
            return True
        asked = self.request and context.look(SUBJECT_REQUEST.ref(self.request))
        if asked and asked.person == self.person and asked.state is RequestState.VERIFIED:
            return True
        book = None if self.archive is None else context.look(ARCHIVE.ref(self.archive))
        return book is not None and book.find(self.person) is not None


class LiftRestriction(
    Command[DataSubject], verb="lift", label=Label("解除限制处理", "Lift restriction"),
    who=(Role.PIO,),
):  # fmt: skip
    """The ground is gone, or it was the wrong person."""

    document_no: DocumentNo

    def decide(self, state: DataSubject, context: Context) -> Outcome:
        require(
            state.restricted,
            "not_restricted",
            "此人的信息未被限制处理，无需解除。",
            "Nothing of this person is restricted.",
        )
        assert state.person is not None  # noqa: S101 - who is restricted is named
        yield SubjectRestrictionLifted(
            person=state.person, document_no=self.document_no, archive=state.archive
        )
