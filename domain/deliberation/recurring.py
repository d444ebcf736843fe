"""A problem that comes back: ≥3 cases of one category at one place within 30 days (P-14).

One stream for each place and category: it knows which cases were counted, so that none counts
twice. Each time it comes back, P-14 proposes it for deliberation.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.case import Case, CaseState, Category, case_ref
from domain.grid import place_ref
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Event,
    Label,
    Outcome,
    Reads,
    Ref,
    derived_id,
    require,
)
from domain.roles import Role
from domain.vocabulary import CommunityCode, GridCode, Moment, PlaceCode

CASES_AT_LEAST: Final = 3  # P-14
WITHIN: Final = timedelta(days=30)
NO_MATTER: Final = (None, CaseState.NOT_ACCEPTED, CaseState.MERGED, CaseState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Problem:
    community: str = ""
    times: int = 0
    counted: frozenset[UUID] = frozenset()


class RecurringProblemDetected(Event[Problem], name="problem.detected"):
    """cases: those that show it. occurrence: 1 the first time, 2 when it has come back again."""

    place: PlaceCode
    community: CommunityCode
    grid: GridCode
    category: Category
    cases: tuple[UUID, ...]
    since: Moment
    until: Moment
    occurrence: int

    def apply(self, state: Problem) -> Problem:
        return replace(
            state,
            community=self.community,
            times=self.occurrence,
            counted=state.counted | frozenset(self.cases),
        )


class DetectRecurringProblem(
    Command[Problem], verb="detect", label=Label("发现反复问题", "Detect recurring problem"),
    who=(Role.SYS,), opens=True,
):  # fmt: skip
    """Looks whether these cases are one problem that came back; nothing if some count no more."""

    place: PlaceCode
    category: Category
    cases: Annotated[tuple[UUID, ...], Field(min_length=CASES_AT_LEAST, max_length=1000)]

    def reads(self, state: Problem, context: Context) -> Reads:
        yield place_ref(self.place)
        for id in self.cases:
            yield case_ref(id)

    def decide(self, state: Problem, context: Context) -> Outcome:
        place = context.look(place_ref(self.place))
        found = {id: context.look(case_ref(id)) for id in self.cases if id not in state.counted}
        alike = {id: case for id, case in found.items() if self._shows_it(case)}
        moments = sorted(case.reported_at for case in alike.values() if case.reported_at)
        require(
            len(alike) >= CASES_AT_LEAST and moments[-1] - moments[0] <= WITHIN,
            "no_recurring_problem",
            "这些事件不足三件或不在三十日内，不构成反复问题。",
            "Fewer than three of these count, or they span more than 30 days: it is no problem "
            "that recurs.",
        )
        yield RecurringProblemDetected(
            place=self.place,
            community=place.community,
            grid=place.grid_on(context.on),
            category=self.category,
            cases=tuple(sorted(alike)),
            since=moments[0],
            until=moments[-1],
            occurrence=state.times + 1,
        )

    def _shows_it(self, case: Case) -> bool:
        """A duplicate that was merged, or what was not accepted, is no further case."""
        return (
            case.state not in NO_MATTER
            and case.place == self.place
            and case.category is self.category
        )


PROBLEM: Final = Aggregate(
    name="problem",
    collection="problems",
    label=Label("反复问题", "Recurring problem"),
    initial=Problem(),
    commands=(DetectRecurringProblem,),
    events=(RecurringProblemDetected,),
    identify=lambda command: derived_id("problem", command.place, command.category),
    concerns=lambda state, command: Concern(community=state.community or None),
)


def problem_ref(place: str, category: Category) -> Ref[Problem]:
    return PROBLEM.ref(derived_id("problem", place, category))
