"""The community worker put together, and the one command that moves two of them."""

from datetime import date
from typing import Final
from uuid import UUID

from domain.body import EndReason
from domain.dates import require_happened
from domain.grid import grid_ref
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Elsewhere,
    Label,
    Outcome,
    Reads,
    Ref,
    derived_id,
    require,
)
from domain.roles import Role
from domain.workforce import developing, floor, paying, placing, recruiting
from domain.workforce.placing import (
    ONE_DAY,
    WorkerRotated,
    grids_of,
    must_be_movable,
    must_fit,
    put_on,
    taken_off,
)
from domain.workforce.state import Place, Worker

# Pay and appraisals are read by these, each in his scope, and by the worker himself.
PERSONNEL_OFFICES: Final = frozenset({Role.CS, Role.TOWN, Role.COD, Role.AUD})


class ExchangeWorkers(
    Command[Worker], verb="exchange", label=Label("对调轮岗", "Exchange two workers"),
    who=(Role.TOWN,),
):  # fmt: skip
    """Two workers change places on one day, so that neither grid is without one (R-20, AM-17)."""

    other: UUID
    on: date

    def reads(self, state: Worker, context: Context) -> Reads:
        other = yield community_worker_ref(self.other)
        yield from grids_of(state.place, other.place)

    def decide(self, state: Worker, context: Context) -> Outcome:
        require_happened(self.on, context)
        mine, me = must_be_movable(state, self.on)
        theirs, other = must_be_movable(context.look(community_worker_ref(self.other)), self.on)
        require(
            mine != theirs,
            "same_place",
            "两人已在同一岗位地点，无需对调。",
            "The two work in the same place; there is nothing to exchange.",
        )
        yield from _moved(me, mine, theirs, self.on, context)
        yield from _moved(other, theirs, mine, self.on, context)
        yield WorkerRotated(person=me, origin=mine, destination=theirs, on=self.on)
        back = WorkerRotated(person=other, origin=theirs, destination=mine, on=self.on)
        yield Elsewhere(community_worker_ref(self.other), back)


def _moved(person: UUID, origin: Place, to: Place, day: date, context: Context) -> Outcome:
    """What the grids' books say of it."""
    if origin.grid is not None:
        grid = context.look(grid_ref(origin.grid))
        yield from taken_off(grid, person, day - ONE_DAY, EndReason.TRANSFER)
    if to.grid is not None:
        grid = context.look(grid_ref(to.grid))
        must_fit(grid, to.community, person)
        yield from put_on(grid, person, day)


def _concern(state: Worker, command: Command[Worker] | None) -> Concern:
    person = state.person or getattr(command, "person", None)
    place = state.place
    return Concern(
        community=place.community if place else getattr(command, "community", None),
        persons=frozenset() if person is None else frozenset({person}),
        offices=PERSONNEL_OFFICES,
    )


COMMUNITY_WORKER: Final = Aggregate(
    name="community_worker",
    collection="community-workers",
    label=Label("社区工作者", "Community worker"),
    initial=Worker(),
    commands=(
        recruiting.RecruitWorker,
        recruiting.AssignResponsibility,
        recruiting.GradeWorker,
        recruiting.ConfirmWorker,
        placing.RotateWorker,
        ExchangeWorkers,
        placing.WorkerLeaves,
        developing.RecordTraining,
        developing.AppraiseWorker,
        paying.RecordPay,
        paying.CorrectPay,
        paying.RecordInsurance,
        floor.CheckPayFloor,
    ),
    events=(
        recruiting.WorkerRecruited,
        recruiting.ResponsibilityAssigned,
        recruiting.WorkerGraded,
        recruiting.WorkerConfirmed,
        WorkerRotated,
        placing.WorkerLeft,
        developing.TrainingAttended,
        developing.WorkerAppraised,
        paying.PayRecorded,
        paying.PayCorrected,
        paying.SocialInsurancePaid,
        floor.PayFloorChecked,
    ),
    identify=lambda command: derived_id("community-worker", command.person),
    concerns=_concern,
)


def community_worker_ref(person: UUID) -> Ref[Worker]:
    return COMMUNITY_WORKER.ref(derived_id("community-worker", person))
