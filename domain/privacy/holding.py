"""Legal hold 保全 (SYS-20): while a court or an inspection needs the data, nobody erases it."""

from dataclasses import replace
from uuid import UUID

from domain.kernel import Command, Context, Event, Label, Outcome, Reads, Ref, require
from domain.person import Person, person_ref
from domain.privacy.data_subject import DataSubject
from domain.roles import Role
from domain.vocabulary import DocumentNo


class SubjectHeld(Event[DataSubject], name="subject.held"):
    """document_no: of the court, the procuratorate or the inspection that asks for it."""

    person: UUID
    document_no: DocumentNo

    def apply(self, state: DataSubject) -> DataSubject:
        return replace(state, person=self.person, holds=state.holds | {self.document_no})


class SubjectHoldReleased(Event[DataSubject], name="subject.hold_released"):
    person: UUID
    document_no: DocumentNo

    def apply(self, state: DataSubject) -> DataSubject:
        return replace(state, holds=state.holds - {self.document_no})


class HoldSubject(
    Command[DataSubject], verb="hold", label=Label("保全个人信息", "Hold subject's data"),
    who=(Role.PIO,), opens=True,
):  # fmt: skip
    """Keeps a person's data from being erased while a procedure needs it as evidence.

    document_no: the paper that asks for it; each is released by itself.
    """

    person: UUID
    document_no: DocumentNo

    def reads(self, state: DataSubject, context: Context) -> Reads:
        yield person_ref(self.person)

    def decide(self, state: DataSubject, context: Context) -> Outcome:
        ref: Ref[Person] = person_ref(self.person)
        require(
            state.person is not None or context.look(ref).exists,
            "no_such_person",
            "查无此人，请核对编号；未登记的，请先依其请求限制处理（subject.restrict）。",
            "Nobody of this id; check it, or restrict him by his request first "
            "(subject.restrict), if nobody ever registered him.",
        )
        must_not_be_erased(state)
        if self.document_no not in state.holds:
            yield SubjectHeld(**dict(self))


class ReleaseHold(
    Command[DataSubject], verb="release-hold", label=Label("解除保全", "Release hold"),
    who=(Role.PIO,),
):  # fmt: skip
    """The procedure that this document stands for needs the data no more."""

    document_no: DocumentNo

    def decide(self, state: DataSubject, context: Context) -> Outcome:
        require(
            self.document_no in state.holds,
            "not_held",
            "没有以此文号作出的保全，请核对文号。",
            "Nothing is held by this document; check its number.",
        )
        assert state.person is not None  # noqa: S101 - who is held is named
        yield SubjectHoldReleased(person=state.person, document_no=self.document_no)


def must_not_be_erased(state: DataSubject) -> None:
    require(
        not state.erased,
        "already_erased",
        "此人的信息已删除，无可再处理。",
        "This person's data was erased already; there is nothing left to act on.",
    )
