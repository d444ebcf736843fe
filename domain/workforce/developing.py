"""Trained and appraised (R-20, AM-20)."""

from dataclasses import replace
from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.calendar import Year
from domain.dates import require_happened
from domain.kernel import (
    Command,
    Context,
    Event,
    Label,
    Line,
    Outcome,
    PrivateText,
    SealedText,
    require,
)
from domain.roles import Role
from domain.workforce.state import Worker, must_have_worked_on
from domain.workforce.terms import Appraisal, months_employed

Hours = Annotated[int, Field(ge=1, le=200)]


class TrainingAttended(Event[Worker], name="community_worker.training_attended"):
    on: date
    hours: Hours
    topic: Line

    def apply(self, state: Worker) -> Worker:
        return state


class WorkerAppraised(Event[Worker], name="community_worker.appraised", sealed_for="person"):
    person: UUID
    year: Year
    result: Appraisal
    comment: SealedText

    def apply(self, state: Worker) -> Worker:
        return replace(state, appraised=state.appraised | {self.year})


class RecordTraining(
    Command[Worker], verb="record-training", label=Label("登记培训", "Record training"),
    who=(Role.CS,),
):  # fmt: skip
    """A training that the worker attended; twice a year is usual (AM-20)."""

    on: date
    hours: Hours
    topic: Line

    def decide(self, state: Worker, context: Context) -> Outcome:
        require_happened(self.on, context)
        must_have_worked_on(state, self.on)
        yield TrainingAttended(**dict(self))


class AppraiseWorker(
    Command[Worker], verb="appraise", label=Label("年度考核", "Appraise worker"), who=(Role.CS,)
):
    """The year's appraisal of a worker by the community secretary; one a year."""

    year: Year
    result: Appraisal
    comment: PrivateText

    def decide(self, state: Worker, context: Context) -> Outcome:
        require(
            self.year <= context.today.year,
            "in_the_future",
            f"{self.year}年尚未到来，不能考核。",
            f"The year {self.year} has not come yet.",
        )
        require(
            months_employed(state.spells, self.year, None) > 0,
            "not_employed_then",
            f"此人{self.year}年不是社区工作者，请核对年份。",
            f"This person was no community worker in {self.year}; check the year.",
        )
        require(
            self.year not in state.appraised,
            "appraised_already",
            f"{self.year}年度考核已登记。",
            f"The appraisal of {self.year} is on record already.",
        )
        assert state.person is not None  # noqa: S101 - who was employed is somebody
        yield WorkerAppraised(person=state.person, **dict(self))
