"""Recruited, made responsible, confirmed, graded: how somebody comes into post (R-20, R-21)."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from domain.community import community_ref, must_be_community
from domain.dates import require_happened
from domain.grid import grid_ref
from domain.kernel import (
    Command,
    Context,
    Event,
    Label,
    Outcome,
    Period,
    PrivateText,
    Reads,
    SealedText,
    require,
)
from domain.person import person_ref
from domain.roles import Role
from domain.vocabulary import CommunityCode, DocumentNo, GridCode
from domain.workforce.pay_system import pay_standards_ref
from domain.workforce.placing import must_fit, put_on
from domain.workforce.state import Grading, Place, Worker, must_have_worked_on, must_work
from domain.workforce.terms import Grade, WorkerPost, WorkerState


class WorkerRecruited(Event[Worker], name="community_worker.recruited"):
    """recruitment_no: of the open recruitment (R-20)."""

    person: UUID
    community: CommunityCode
    recruitment_no: DocumentNo
    on: date

    def apply(self, state: Worker) -> Worker:
        return replace(
            state,
            person=self.person,
            state=WorkerState.RECRUITED,
            place=Place(community=self.community),
            placed_on=self.on,
            responsible=False,
            grading=None,
            spells=(*state.spells, Period(start=self.on)),
        )


class ResponsibilityAssigned(
    Event[Worker], name="community_worker.responsibility_assigned", sealed_for="person"
):
    person: UUID
    text: SealedText
    grid: GridCode | None = None
    on: date

    def apply(self, state: Worker) -> Worker:
        began = state.state is WorkerState.RECRUITED
        place = state.place and Place(community=state.place.community, grid=self.grid)
        return replace(
            state,
            state=WorkerState.ON_PROBATION if began else state.state,
            place=place,
            placed_on=self.on if place != state.place else state.placed_on,
            responsible=True,
        )


class WorkerConfirmed(Event[Worker], name="community_worker.confirmed"):
    on: date

    def apply(self, state: Worker) -> Worker:
        return replace(state, state=WorkerState.IN_POST)


class WorkerGraded(Event[Worker], name="community_worker.graded"):
    grading: Grading
    document_no: DocumentNo

    def apply(self, state: Worker) -> Worker:
        return replace(state, grading=self.grading)


class RecruitWorker(
    Command[Worker], verb="recruit", label=Label("录用社区工作者", "Recruit community worker"),
    who=(Role.TOWN,), opens=True,
):  # fmt: skip
    """Takes on whom an open recruitment chose; after a departure, again (R-20)."""

    person: UUID
    community: CommunityCode
    recruitment_no: DocumentNo  # open recruitment, by its announcement's number
    on: date

    def reads(self, state: Worker, context: Context) -> Reads:
        yield community_ref(self.community)
        yield person_ref(self.person)

    def decide(self, state: Worker, context: Context) -> Outcome:
        require_happened(self.on, context)
        must_be_community(self.community, context)
        require(
            context.look(person_ref(self.person)).exists,
            "no_such_person",
            "查无此人，请先登记人员。",
            "There is no such person; register the person first.",
        )
        require(
            state.state in (None, WorkerState.LEFT),
            "worker_exists",
            "此人已是社区工作者，无需再录用。",
            "This person is a community worker already.",
        )
        require(
            not any(spell.end is None or self.on <= spell.end for spell in state.spells),
            "employment_overlaps",
            "新录用日期须晚于上次离职日期，请核对。",
            "The new employment must begin after the last one ended; check the date.",
        )
        yield WorkerRecruited(**dict(self))


class AssignResponsibility(
    Command[Worker], verb="assign-responsibility",
    label=Label("明确岗位责任", "Assign responsibility"), who=(Role.CS,),
):  # fmt: skip
    """Says what a worker answers for, and in which grid; with the first he begins (R-20).

    Who goes to another grid is rotated.
    """

    text: PrivateText
    grid: GridCode | None = None
    on: date

    def reads(self, state: Worker, context: Context) -> Reads:
        if self.grid is not None:
            yield grid_ref(self.grid)

    def decide(self, state: Worker, context: Context) -> Outcome:
        must_work(state)
        require_happened(self.on, context)
        must_have_worked_on(state, self.on)
        place, person = state.place, state.person
        assert place and person  # noqa: S101, PT018 - who works has both
        require(
            place.grid in (None, self.grid),
            "rotate_the_worker",
            f"此人现在网格{place.grid}，调整网格须由镇党委办理轮岗。",
            f"This worker is in grid {place.grid}: the town rotates him to another.",
        )
        if self.grid is not None:
            grid = context.look(grid_ref(self.grid))
            must_fit(grid, place.community, person)
            yield from put_on(grid, person, self.on)
        yield ResponsibilityAssigned(person=person, **dict(self))


class ConfirmWorker(
    Command[Worker], verb="confirm", label=Label("转正", "Confirm in post"), who=(Role.TOWN,)
):
    """Probation is over: the worker is in post, with a responsibility and a grade."""

    on: date

    def decide(self, state: Worker, context: Context) -> Outcome:
        require_happened(self.on, context)
        require(
            state.state is WorkerState.ON_PROBATION,
            "not_on_probation",
            "此人不在试用期。请先明确岗位责任，或无需再转正。",
            "This worker is not on probation: assign a responsibility first, or it is done.",
        )
        require(
            state.grading is not None,
            "not_graded",
            "请先核定岗位和等级，再办理转正。",
            "Give the worker a post and a grade first.",
        )
        must_have_worked_on(state, self.on)
        yield WorkerConfirmed(on=self.on)


class GradeWorker(
    Command[Worker], verb="grade", label=Label("核定岗位等级", "Grade worker"), who=(Role.TOWN,)
):
    """Gives one of the three posts, and a grade inside its band, from a day on (R-21)."""

    post: WorkerPost
    grade: Grade
    since: date
    document_no: DocumentNo

    def reads(self, state: Worker, context: Context) -> Reads:
        yield pay_standards_ref()

    def decide(self, state: Worker, context: Context) -> Outcome:
        must_work(state)
        require_happened(self.since, context)
        must_have_worked_on(state, self.since)
        band = context.look(pay_standards_ref()).in_force(self.since).band(self.post)
        require(  # inside the post's band
            band.holds(self.grade),
            "grade_outside_band",
            f"该岗位等级为{band.lowest}至{band.highest}级，请在区间内核定。",
            f"This post has grades {band.lowest} to {band.highest}; choose one of them.",
        )
        before = state.grading
        require(
            before is None or before.since <= self.since,
            "before_last_grading",
            f"起算日期不得早于上次定级日期{before and before.since}。",
            f"It cannot begin before the last grading, {before and before.since}.",
        )
        grading = Grading(post=self.post, grade=self.grade, since=self.since)
        if before is None or (before.post, before.grade) != (self.post, self.grade):
            yield WorkerGraded(grading=grading, document_no=self.document_no)
