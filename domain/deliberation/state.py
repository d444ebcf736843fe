"""What the rules of an item need to know: its course, its sitting, its votes, its tasks."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.agreement import Terms
from domain.deliberation.terms import STATE_LABELS, ItemState, ParticipantType, Proposer
from domain.kernel import PrivateLine, Refused, SealedText, Value, require
from domain.vocabulary import BodyCode

Count = Annotated[int, Field(ge=0, le=1_000_000)]
OneOrMore = Annotated[int, Field(ge=1, le=1_000_000)]


class Present(Value):
    """How many of one type of participant sat there."""

    type: ParticipantType
    number: OneOrMore


class Votes(Value):
    """How one type of participant voted on an option."""

    type: ParticipantType
    in_favour: Count = 0
    against: Count = 0
    abstained: Count = 0

    @property
    def cast(self) -> int:
        return self.in_favour + self.against + self.abstained


class Option(Value):
    """What was put to the vote, and how each type voted."""

    text: PrivateLine
    votes: Annotated[tuple[Votes, ...], Field(min_length=1, max_length=9)]


class OptionPut(Value):
    """The same in a fact: its text is sealed. in_favour: of all types together."""

    text: SealedText
    votes: tuple[Votes, ...]
    in_favour: int


class Promise(Value):
    """A unit's promise within its co-governance agreement: what P-09 makes a commitment of."""

    unit: UUID
    terms: Terms


class Duty(Value):
    """A task of a resolution: what is to be done, by which body, by when."""

    body: BodyCode
    text: PrivateLine
    due_on: date
    promise: Promise | None = None


class DutyLaid(Value):
    """The same in a fact: it has an id, and its text is sealed."""

    task: UUID
    body: BodyCode
    text: SealedText
    due_on: date
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Task:
    id: UUID
    body: str
    due_on: date
    done_on: date | None = None


@dataclass(frozen=True, slots=True)
class ResidentsVote:
    """A residents' meeting as it stood on its day. Organic Law of Villagers' and Residents'
    Committees: valid with most of those entitled, carried by most of those present."""

    held_on: date
    quorate: bool
    carried: bool


@dataclass(frozen=True, slots=True)
class DeliberationItem:
    """last_on: the day of the last step. present: at the sitting, of all types together."""

    state: ItemState | None = None
    community: str = ""
    proposed_by: Proposer | None = None
    person: UUID | None = None
    unit: UUID | None = None
    department: str | None = None
    needs_residents_meeting: bool = False
    meeting: UUID | None = None
    last_on: date = date.min
    present: int = 0
    options: tuple[OptionPut, ...] = ()
    residents_vote: ResidentsVote | None = None
    tasks: tuple[Task, ...] = ()
    evaluated_by: frozenset[UUID] = frozenset()

    def task(self, id: UUID) -> Task | None:
        return next((task for task in self.tasks if task.id == id), None)

    def with_done(self, id: UUID, on: date) -> "DeliberationItem":
        """The same with a task done; completed with the last one."""
        tasks = tuple(replace(t, done_on=on) if t.id == id else t for t in self.tasks)
        over = all(task.done_on for task in tasks)
        return replace(self, tasks=tasks, state=ItemState.COMPLETED if over else self.state)


def must_be(item: DeliberationItem, *allowed: ItemState) -> None:
    """SYS-08: which step may follow which."""
    if item.state is None:
        raise Refused("no_such_item", "查无此议题，请核对编号。", "No such item; check its id.")
    now = STATE_LABELS[item.state]
    require(
        item.state in allowed,
        "wrong_item_state",
        f"此议题现为“{now.hans}”，不能办理此步，请先查看其进度。",
        f"The item is “{now.en}” now, so this step cannot be taken; look at its course first.",
    )


def must_follow(item: DeliberationItem, on: date) -> None:
    require(
        on >= item.last_on,
        "before_previous_step",
        f"日期不得早于上一环节（{item.last_on}），请核对。",
        f"It cannot lie before the step preceding it ({item.last_on}); check the date.",
    )
