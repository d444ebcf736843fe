"""What comes back is proposed for deliberation, what is resolved is laid: P-14, P-09."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from domain.agreement import (
    AGREEMENT,
    AgreementDrafted,
    AgreementNegotiated,
    PartyKind,
    ProposeCommitment,
    Terms,
    agreement_ref,
)
from domain.case import (
    CASE,
    Case,
    CaseKind,
    CaseMerged,
    CaseReported,
    CaseState,
    Category,
    Channel,
    ReportCase,
    case_ref,
)
from domain.deliberation import (
    DELIBERATION,
    PROBLEM,
    DetectRecurringProblem,
    ItemClass,
    Promise,
    ProposeItem,
    RecurringProblemDetected,
    deliberation_ref,
    problem_ref,
)
from domain.grid import PLACE, place_ref
from domain.kernel import Ref
from domain.policies import POLICIES, Issue, Trigger
from domain.roles import Role
from domain.vocabulary import FiveForm, FivePurpose
from tests.domain.communities import THE_NINE
from tests.domain.deliberation.facts import ADOPTED, LAID, TO_DELIBERATED
from tests.domain.grid.examples import COMPOUND, assigned
from tests.domain.world import UNIT_A, WORLD
from tests.spec import STREAM, Given, given, moment

A, B, C, D = (UUID(int=n) for n in range(0xC1, 0xC5))
PLACE_CODE = COMPOUND.code
HARMONY = {place_ref(PLACE_CODE): PLACE.replay([assigned(COMPOUND, "FC01001")])}


def reported(day: str, **other: Any) -> Case:
    fact = CaseReported(
        channel=Channel.HOTLINE, category=Category.NOISE, community="FC01", grid="FC01001",
        place=PLACE_CODE, happened_at=moment(f"{day} 09:00"),
    )  # fmt: skip
    return CASE.replay([fact.model_copy(update=other)])


CASES = {case_ref(id): reported(day) for id, day in (
    (A, "2022-04-01"), (B, "2022-04-20"), (C, "2022-05-01"), (D, "2022-05-09"),
)}  # fmt: skip
DETECT = DetectRecurringProblem(place=PLACE_CODE, category=Category.NOISE, cases=(A, B, C))
DETECTED = RecurringProblemDetected(
    place=PLACE_CODE, community="FC01", grid="FC01001", category=Category.NOISE,
    cases=(A, B, C), since=moment("2022-04-01 09:00"), until=moment("2022-05-01 09:00"),
    occurrence=1,
)  # fmt: skip


def looking(*facts: Any, **cases: Case) -> Given[Any]:
    other = {case_ref({"a": A, "b": B, "c": C, "d": D}[name]): c for name, c in cases.items()}
    return given(PROBLEM, *facts).by(Role.SYS).looking(HARMONY).looking({**CASES, **other})


def test_three_cases_of_a_category_at_a_place_within_thirty_days_are_a_problem_p14() -> None:
    looking().when(DETECT).then(DETECTED)
    assert PROBLEM.identify(DETECT) == problem_ref(PLACE_CODE, Category.NOISE).id
    a_day_longer = looking(c=reported("2022-05-02"))
    a_day_longer.when(DETECT).then_refused("no_recurring_problem")


@pytest.mark.parametrize(
    "other", [{"category": Category.SANITATION}, {"place": "FC01001B001"}, {"place": None}]
)
def test_what_is_of_another_kind_or_place_is_another_matter_p14(other: dict[str, Any]) -> None:
    looking(c=reported("2022-05-01", **other)).when(DETECT).then_refused("no_recurring_problem")


def test_a_duplicate_merged_away_is_no_further_case_p14() -> None:
    merged = CASE.replay(
        [CaseMerged(master=A, happened_at=moment("2022-05-01 10:00"))], reported("2022-05-01")
    )
    looking(c=merged).when(DETECT).then_refused("no_recurring_problem")
    assert merged.state is CaseState.MERGED


def test_a_case_counts_once_so_that_a_problem_comes_back_with_three_new_ones_p14() -> None:
    more = DETECT.model_copy(update={"cases": (B, C, D)})
    looking(DETECTED).when(more).then_refused("no_recurring_problem")
    new = {case_ref(UUID(int=n)): reported("2022-05-05") for n in (1, 2, 3)}
    again = DETECT.model_copy(update={"cases": (A, *(ref.id for ref in new))})
    [second] = looking(DETECTED).looking(new).when(again).facts()
    assert second.occurrence == 2  # type: ignore[union-attr]
    assert A not in second.cases  # type: ignore[union-attr]


def follow(name: str, event: Any, states: dict[Ref[Any], Any]) -> list[Issue]:
    world: dict[Ref[Any], Any] = {**WORLD, **states}
    [policy] = [policy for policy in POLICIES if policy.name == name]
    trigger = Trigger(STREAM, event, 7, moment("2022-05-10 09:00"))
    return list(policy.then(trigger, lambda ref: world.get(ref, ref.aggregate.initial)))


def test_a_recurring_problem_is_proposed_for_deliberation_p14() -> None:
    [issue] = follow("P-14", DETECTED, {})
    assert issue.aggregate is DELIBERATION
    assert isinstance(issue.command, ProposeItem)
    proposed = issue.command
    assert (proposed.problem, proposed.occurrence) == (STREAM, 1)
    assert proposed.item_class is ItemClass.STRONG_DEMANDS_AND_DISPUTES
    assert given(DELIBERATION).by(Role.SYS).looking(THE_NINE).when(proposed).facts()


ITEM = {deliberation_ref(STREAM): DELIBERATION.replay([*TO_DELIBERATED, ADOPTED])}
TERMS = Terms(
    form=FiveForm.SHARED_RESOURCES, purpose=FivePurpose.HOMELAND, title="夜间开放车位",
    deliverable="二十个车位", weight=2, due_on=date(2022, 11, 30),
)  # fmt: skip
PROMISED = LAID[0].model_copy(update={"promise": Promise(unit=UNIT_A, terms=TERMS)})
DRAFTED = AgreementDrafted(
    community="FC01", party=UNIT_A, party_kind=PartyKind.UNIT, year=2022, framework="【合成】1号"
)
NEGOTIATED = AgreementNegotiated(work_priorities=("a",), projects=("b",), measures=("c",))


def test_a_task_becomes_a_case_p09() -> None:
    issues = follow("P-09", ADOPTED, ITEM)
    reports = [issue.command for issue in issues]
    assert [report.channel_ref for report in reports] == [  # type: ignore[attr-defined]
        f"{STREAM}/{task.task}" for task in LAID
    ]
    for report in reports:
        assert isinstance(report, ReportCase)
        assert (report.channel, report.kind) == (Channel.DELIBERATION, CaseKind.SUGGESTION)
        assert given(CASE).by(Role.SYS).looking(THE_NINE).when(report).facts()
        given(CASE).by(Role.CW).looking(THE_NINE).when(report).then_refused("channel_of_the_system")


def test_a_units_promise_joins_its_draft_agreement_p09() -> None:
    ref = agreement_ref("FC01", UNIT_A, 2022)
    adopted = ADOPTED.model_copy(update={"tasks": (PROMISED,)})
    [issue] = follow("P-09", adopted, {**ITEM, ref: AGREEMENT.replay([DRAFTED])})
    assert (issue.aggregate, issue.stream) == (AGREEMENT, ref.id)
    assert issue.command == ProposeCommitment(terms=TERMS)


def test_a_promise_that_no_draft_takes_up_becomes_a_case_p09() -> None:
    """A text that was agreed on is changed by its two sides only."""
    ref = agreement_ref("FC01", UNIT_A, 2022)
    adopted = ADOPTED.model_copy(update={"tasks": (PROMISED,)})
    for state in ({}, {ref: AGREEMENT.replay([DRAFTED, NEGOTIATED])}):
        [issue] = follow("P-09", adopted, {**ITEM, **state})
        assert issue.aggregate is CASE


def test_a_task_is_answered_once_though_its_draft_is_signed_before_a_run_is_repeated_p09() -> None:
    ref = agreement_ref("FC01", UNIT_A, 2022)
    adopted = ADOPTED.model_copy(update={"tasks": (PROMISED, *LAID[1:])})
    told = [
        [issue.part for issue in follow("P-09", adopted, {**ITEM, ref: AGREEMENT.replay(facts)})]
        for facts in ([DRAFTED], [DRAFTED, NEGOTIATED])
    ]
    assert told == [[str(task.task) for task in LAID]] * 2


def test_the_place_of_a_case_lies_in_its_grid_p14() -> None:
    report = ReportCase(
        channel=Channel.WINDOW, text="噪音", anonymous=True, community="FC01", grid="FC01001",
        place=PLACE_CODE,
    )  # fmt: skip
    reporting = given(CASE).by(Role.CW).looking(WORLD)
    reporting.when(report).then_refused("no_such_place")
    [fact] = reporting.looking(HARMONY).when(report).facts()
    assert fact.place == PLACE_CODE  # type: ignore[union-attr]
    nowhere = report.model_copy(update={"grid": None})
    reporting.looking(HARMONY).when(nowhere).then_refused("no_such_place")
