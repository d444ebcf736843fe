"""Rotated and gone: who works where, so that no grid is left without a worker (R-20, AM-17)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from domain.body import EndReason
from domain.community import community_ref, must_be_community
from domain.dates import require_happened
from domain.grid import Grid, GridWorkerAssigned, GridWorkerRemoved, grid_ref, must_be_open
from domain.kernel import (
    Command,
    Context,
    Elsewhere,
    Event,
    Label,
    Outcome,
    PrivateText,
    Reads,
    SealedText,
    require,
)
from domain.roles import Role
from domain.workforce.state import Place, Worker, must_have_worked_on, must_work
from domain.workforce.terms import DepartureReason, WorkerState

ONE_DAY: Final = timedelta(days=1)
# As on the grid: a vacancy that is a fact is recorded, one that is planned needs a successor.
PLANNED_ENDS: Final = frozenset({DepartureReason.CONTRACT_ENDED, DepartureReason.RETIRED})
ON_THE_GRID: Final = {
    DepartureReason.RESIGNED: EndReason.RESIGNED,
    DepartureReason.DISMISSED: EndReason.REMOVED,
    DepartureReason.CONTRACT_ENDED: EndReason.TERM,
    DepartureReason.RETIRED: EndReason.TERM,
    DepartureReason.DIED: EndReason.REMOVED,
}


class WorkerRotated(Event[Worker], name="community_worker.rotated", sealed_for="person"):
    """text: the new responsibility; None: he keeps his."""

    person: UUID
    origin: Place
    destination: Place
    on: date
    text: SealedText | None = None

    def apply(self, state: Worker) -> Worker:
        return replace(state, place=self.destination, placed_on=self.on)


class WorkerLeft(Event[Worker], name="community_worker.left"):
    last_day: date
    reason: DepartureReason

    def apply(self, state: Worker) -> Worker:
        *before, last = state.spells
        spells = (*before, last.ended(self.last_day))
        return replace(state, state=WorkerState.LEFT, spells=spells)


class RotateWorker(
    Command[Worker], verb="rotate", label=Label("轮岗", "Rotate worker"), who=(Role.TOWN,)
):
    """Moves a worker to another grid, office or community; his grid keeps a worker (R-20, AM-17).

    text: the new responsibility, if it changes. Two who change places are exchanged.
    """

    destination: Place
    on: date
    text: PrivateText | None = None

    def reads(self, state: Worker, context: Context) -> Reads:
        yield community_ref(self.destination.community)
        yield from grids_of(state.place, self.destination)

    def decide(self, state: Worker, context: Context) -> Outcome:
        require_happened(self.on, context)
        must_be_community(self.destination.community, context)
        place, person = must_be_movable(state, self.on)
        if self.destination == place:
            return
        if place.grid is not None:
            grid = context.look(grid_ref(place.grid))
            must_keep_a_worker(grid, person)
            yield from taken_off(grid, person, self.on - ONE_DAY, EndReason.TRANSFER)
        if self.destination.grid is not None:
            grid = context.look(grid_ref(self.destination.grid))
            must_fit(grid, self.destination.community, person)
            yield from put_on(grid, person, self.on)
        yield WorkerRotated(person=person, origin=place, **dict(self))


class WorkerLeaves(
    Command[Worker], verb="leave", label=Label("离职", "Worker leaves"), who=(Role.TOWN,)
):
    """The employment ends; `last_day` still counts, for pay, too."""

    last_day: date
    reason: DepartureReason

    def reads(self, state: Worker, context: Context) -> Reads:
        yield from grids_of(state.place)

    def decide(self, state: Worker, context: Context) -> Outcome:
        must_work(state)
        require_happened(self.last_day, context)
        must_have_worked_on(state, self.last_day)
        place, person = state.place, state.person
        assert place and person  # noqa: S101, PT018 - who works has both
        if place.grid is not None:
            grid = context.look(grid_ref(place.grid))
            if self.reason in PLANNED_ENDS:
                must_keep_a_worker(grid, person)
            yield from taken_off(grid, person, self.last_day, ON_THE_GRID[self.reason])
        yield WorkerLeft(**dict(self))


def grids_of(*places: Place | None) -> Reads:
    """The grids of these places, to be looked at."""
    for code in dict.fromkeys(place.grid for place in places if place and place.grid):
        yield grid_ref(code)


def must_be_movable(state: Worker, day: date) -> tuple[Place, UUID]:
    """Where he works, and who he is; Refused where he cannot leave that place on `day`."""
    must_work(state)
    must_have_worked_on(state, day)
    require(
        state.responsible,
        "no_responsibility",
        "请先由社区明确其岗位责任，再办理轮岗。",
        "The community assigns a responsibility first; then the worker can be rotated.",
    )
    place, person, since = state.place, state.person, state.placed_on
    assert place and person and since  # noqa: S101, PT018 - who works has them
    require(
        day > since,
        "rotated_too_early",
        f"轮岗日期须晚于现岗位到岗日期{since}，请核对。",
        f"A rotation comes after the worker's coming to his place, {since}; check the date.",
    )
    return place, person


def must_keep_a_worker(grid: Grid, leaving: UUID) -> None:
    require(  # AM-17: every grid has at least one worker
        not grid.is_active or bool(grid.worker_ids - {leaving}),
        "last_worker",
        "启用的网格至少有一名网格员，请先配备接任者，或两人对调。",
        "An active grid has at least one worker; assign a successor first, or exchange two.",
    )


def must_fit(grid: Grid, community: str, person: UUID) -> None:
    """The grid can have him as a worker."""
    must_be_open(grid)
    require(
        grid.community == community,
        "grid_of_other_community",
        f"该网格属于{grid.community}，请选本社区的网格。",
        f"The grid belongs to {grid.community}; choose a grid of the community.",
    )
    require(  # AM-17: the head is separate from the workers
        person != grid.head,
        "head_is_no_worker",
        "网格长不兼任本网格网格员，请另择人选。",
        "The head is not a worker of the same grid; choose another person.",
    )


def put_on(grid: Grid, person: UUID, day: date) -> Iterator[Elsewhere]:
    """R-18: on the front line, and in the grid's books."""
    if person not in grid.worker_ids:
        yield Elsewhere(grid_ref(grid.code), GridWorkerAssigned(person=person, on=day))


def taken_off(grid: Grid, person: UUID, last_day: date, reason: EndReason) -> Iterator[Elsewhere]:
    """Of the grid's books; a spell that began later than `last_day` ends on the day it began."""
    spells = [s for s in grid.workers if s.person == person and s.period.end is None]
    for spell in spells:
        last = max(last_day, spell.period.start)
        removed = GridWorkerRemoved(person=person, last_day=last, reason=reason)
        yield Elsewhere(grid_ref(grid.code), removed)
