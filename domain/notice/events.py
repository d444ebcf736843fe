"""What happened to a public notice."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.kernel import Event, Line
from domain.notice.state import Notice, NoticeKind, NoticeState, ShownField
from domain.vocabulary import Digest


class NoticeEvent(Event[Notice]):
    pass


class NoticeDrafted(NoticeEvent, name="notice.drafted"):
    """places: boards and accounts. content: SHA-256 of the text. shows: personal data in it."""

    kind: NoticeKind
    about: UUID
    year: int
    title: Line
    places: tuple[Line, ...]
    content: Digest
    shows: tuple[ShownField, ...] = ()

    def apply(self, state: Notice) -> Notice:
        return replace(
            state,
            kind=self.kind,
            about=self.about,
            year=self.year,
            state=NoticeState.DRAFTED,
            content=self.content,
        )


class NoticePosted(NoticeEvent, name="notice.posted"):
    """The period as reckoned then. calendar: version of each calendar year it was reckoned by."""

    starts_on: date
    ends_on: date
    working_days: int
    calendar: dict[int, int]

    def apply(self, state: Notice) -> Notice:
        return replace(
            state, state=NoticeState.POSTED, starts_on=self.starts_on, ends_on=self.ends_on
        )


class NoticeClosed(NoticeEvent, name="notice.closed"):
    def apply(self, state: Notice) -> Notice:
        return replace(state, state=NoticeState.CLOSED)


class NoticeNameHidden(NoticeEvent, name="notice.name_hidden"):
    """P-11: the person's consent was withdrawn while the notice was hanging."""

    person: UUID

    def apply(self, state: Notice) -> Notice:
        return replace(state, hidden=state.hidden | {self.person})


class ObjectionOpened(NoticeEvent, name="notice.objection_opened"):
    """Something is to be decided about `subject` before what hangs here becomes final."""

    objection: UUID
    subject: UUID

    def apply(self, state: Notice) -> Notice:
        return replace(state, pending={**state.pending, self.objection: self.subject})


class ObjectionSettled(NoticeEvent, name="notice.objection_settled"):
    """Decided, not admitted or withdrawn; opened again where a review is asked for."""

    objection: UUID
    upheld: bool

    def apply(self, state: Notice) -> Notice:
        left = {id: subject for id, subject in state.pending.items() if id != self.objection}
        others = state.upheld - {self.objection}
        upheld = others | {self.objection} if self.upheld else others
        return replace(state, pending=left, upheld=upheld)
