"""What happened to a body and its posts."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.body.state import Appointment, Basis, Body, BodyType, EndReason, Post
from domain.kernel import Event, Line, Period
from domain.vocabulary import BodyCode, CommunityCode, DocumentNo


class BodyEvent(Event[Body]):
    pass


class BodyEstablished(BodyEvent, name="body.established"):
    code: BodyCode
    type: BodyType
    title: Line
    community: CommunityCode | None = None
    duties: tuple[Line, ...] = ()
    on: date
    document_no: DocumentNo

    def apply(self, state: Body) -> Body:
        return replace(
            state.named(self.title, self.on),
            code=self.code,
            type=self.type,
            community=self.community,
            duties=frozenset(self.duties),
            period=Period(start=self.on),
        )


class BodyRenamed(BodyEvent, name="body.renamed"):
    title: Line
    on: date
    document_no: DocumentNo

    def apply(self, state: Body) -> Body:
        return state.named(self.title, self.on)


class BodyFunctionTransferred(BodyEvent, name="body.function_transferred"):
    function: Line
    to: BodyCode
    on: date
    document_no: DocumentNo

    def apply(self, state: Body) -> Body:
        return state


class BodyDissolved(BodyEvent, name="body.dissolved"):
    """Its posts end with it."""

    on: date
    document_no: DocumentNo

    def apply(self, state: Body) -> Body:
        period = state.period and state.period.ended(self.on)
        posts = tuple(a.ended(self.on) for a in state.appointments)
        return replace(state, period=period, appointments=posts)


class PostAppointed(BodyEvent, name="body.post_appointed"):
    appointment: UUID
    person: UUID
    post: Post
    basis: Basis
    period: Period
    document_no: DocumentNo
    unit: UUID | None = None

    def apply(self, state: Body) -> Body:
        new = Appointment(self.appointment, self.person, self.post, self.period, self.unit)
        return replace(state, appointments=(*state.appointments, new))


class PostAppointmentEnded(BodyEvent, name="body.post_appointment_ended"):
    appointment: UUID
    on: date
    reason: EndReason

    def apply(self, state: Body) -> Body:
        ended = tuple(
            a.ended(self.on) if a.id == self.appointment else a for a in state.appointments
        )
        return replace(state, appointments=ended)
