"""Bringing foreign cases in, and the defect that only history can have: EX-16 case 2, 5.3."""

from datetime import date
from typing import Any

import pytest

from domain.case import (
    CASE,
    AssignCase,
    CaseAccepted,
    CaseActivityRecorded,
    CaseAssigned,
    CaseClosed,
    CaseFedBack,
    CaseHandled,
    CaseImported,
    CaseOutcome,
    CaseReported,
    CaseResumed,
    CaseState,
    CaseSuspended,
    Channel,
    ContactWay,
    FirstContactMade,
    ImportCaseHistory,
    ReopenCase,
    ReopenCause,
    ReportCase,
    RequestExtension,
    ResumeCase,
    Stage,
    Step,
    StepKind,
    SuspendCase,
)
from domain.kernel import SYSTEM, Event
from tests.domain.case.world import HEATER, SECRETARY, TOWN, WANG, at, case, hers
from tests.spec import moment

DUTCH = ImportCaseHistory(
    channel_ref="case-10011", external_ref="case-10011", source_channel="Internet",
    department="General", community="FC01", due=moment("2011-12-06 13:41"),
    steps=(
        Step(kind=StepKind.REPORTED, happened_at=moment("2011-10-11 13:45"),
             activity="Confirmation of receipt", group="Group 1", resource="Resource21"),
        Step(happened_at=moment("2011-10-12 08:26"), activity="T02 Check", group="Group 4",
             resource="Resource10"),
        Step(kind=StepKind.HANDLED, happened_at=moment("2011-11-24 15:37"),
             activity="T10 Determine necessity"),
    ),
)  # fmt: skip


def changed(fact: Any, **fields: object) -> Any:
    return fact.model_copy(update=fields)


def imported(command: ImportCaseHistory) -> tuple[Event[Any], ...]:
    facts = case().by(SYSTEM).at("2022-05-10 09:00").when(command).facts()
    return tuple(fact for fact in facts if isinstance(fact, Event))


def step(kind: StepKind, when: str) -> Step:
    return Step(kind=kind, happened_at=moment(when))


def test_every_step_becomes_a_fact_at_its_own_time() -> None:
    case().by(SYSTEM).at("2022-05-10 09:00").when(DUTCH).then(
        CaseReported(
            **at("2011-10-11 13:45"), channel=Channel.IMPORT, channel_ref="case-10011",
            community="FC01",
        ),
        CaseImported(
            **at("2011-10-11 13:45"), external_ref="case-10011", source_channel="Internet",
            department="General", due_at=moment("2011-12-06 13:41"), steps=3,
        ),
        CaseActivityRecorded(
            **at("2011-10-11 13:45"), activity="Confirmation of receipt", group="Group 1",
            resource="Resource21",
        ),
        CaseActivityRecorded(
            **at("2011-10-12 08:26"), activity="T02 Check", group="Group 4",
            resource="Resource10",
        ),
        CaseHandled(**at("2011-11-24 15:37"), handler="FC01", by=None),
        CaseActivityRecorded(**at("2011-11-24 15:37"), activity="T10 Determine necessity"),
    )  # fmt: skip


WHOLE = changed(
    DUTCH,
    channel=Channel.HOTLINE,
    handler="DEPT-HEATING",
    reporter=WANG,
    first_contact_due=moment("2022-01-30 00:00"),
    due=moment("2022-02-10 00:00"),
    outcome=CaseOutcome.RESOLVED,
    steps=(
        step(StepKind.REPORTED, "2022-01-28 15:00"),
        step(StepKind.ACCEPTED, "2022-01-28 16:00"),
        step(StepKind.ASSIGNED, "2022-01-28 17:00"),
        step(StepKind.FIRST_CONTACT, "2022-01-29 10:00"),
        step(StepKind.HANDLED, "2022-02-10 09:00"),
        step(StepKind.FED_BACK, "2022-02-10 10:00"),
        step(StepKind.CLOSED, "2022-02-11 09:00"),
    ),
)


def test_native_steps_make_native_facts() -> None:
    facts = imported(WHOLE)
    assert [type(fact) for fact in facts] == [
        CaseReported,
        CaseImported,
        CaseAccepted,
        CaseAssigned,
        FirstContactMade,
        CaseHandled,
        CaseFedBack,
        CaseClosed,
    ]
    assert facts[4] == FirstContactMade(
        **hers("2022-01-29 10:00"), way=ContactWay.PLATFORM, in_time=True
    )
    assert facts[5] == CaseHandled(**hers("2022-02-10 09:00"), handler="DEPT-HEATING", overdue=True)
    assert facts[7] == CaseClosed(
        **at("2022-02-11 09:00"), outcome=CaseOutcome.RESOLVED, stages=tuple(Stage),
        chain_complete=True,
    )  # fmt: skip


def test_a_case_closed_without_feedback_shows_it_ex16() -> None:
    without = tuple(s for s in WHOLE.steps if s.kind is not StepKind.FED_BACK)
    facts = imported(changed(WHOLE, steps=without))
    closed = facts[-1]
    assert isinstance(closed, CaseClosed)
    assert not closed.chain_complete
    assert Stage.FEEDBACK not in closed.stages
    assert CASE.replay(facts).state is CaseState.CLOSED


def test_without_a_clock_of_ours_nothing_is_reckoned_in_working_days() -> None:
    handled = imported(WHOLE)[5]
    assert isinstance(handled, CaseHandled)
    assert handled.days_late is None
    assert handled.working_days_used is None


def test_a_step_that_leads_back_is_only_an_activity() -> None:
    steps = (
        *DUTCH.steps,
        changed(DUTCH.steps[0], happened_at=moment("2011-11-25 09:00")),
    )
    facts = imported(changed(DUTCH, steps=steps))
    assert sum(isinstance(fact, CaseReported) for fact in facts) == 1
    assert sum(isinstance(fact, CaseActivityRecorded) for fact in facts) == 4
    assert CASE.replay(facts).state is CaseState.HANDLED


def test_the_sources_end_date_closes_as_it_stands() -> None:
    facts = imported(changed(DUTCH, closed=moment("2011-10-11 13:41")))
    assert facts[-1] == CaseClosed(
        **at("2011-10-11 13:41"), stages=(Stage.COLLECTION, Stage.HANDLING), chain_complete=False
    )
    closed_twice = imported(changed(WHOLE, closed=moment("2022-02-12 09:00")))
    assert sum(isinstance(fact, CaseClosed) for fact in closed_twice) == 1


def test_the_same_case_is_not_imported_twice() -> None:
    facts = imported(DUTCH)
    case(*facts).by(SYSTEM).when(DUTCH).then_refused("case_exists")
    assert CASE.identify(DUTCH) == CASE.identify(changed(DUTCH, department="Experts"))
    report = ReportCase(channel=Channel.IMPORT, channel_ref="case-10011", community="FC01")
    assert CASE.identify(DUTCH) == CASE.identify(report)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"steps": DUTCH.steps[1:]}, "history_without_report"),
        ({"steps": (DUTCH.steps[0], DUTCH.steps[2], DUTCH.steps[1])}, "steps_out_of_order"),
        ({"closed": moment("2022-05-10 09:01")}, "in_the_future"),
        (
            {"steps": (*DUTCH.steps, step(StepKind.CLOSED, "2022-05-10 09:01"))},
            "in_the_future",
        ),
        (
            {"steps": (*DUTCH.steps, step(StepKind.ACTIVITY, "2012-05-10 09:01"))},
            "activity_unnamed",
        ),
        ({"community": "FC09"}, "no_such_community"),
        ({"grid": "FC02001"}, "no_such_grid"),
    ],
)
def test_a_mapping_that_lies_is_refused(change: dict[str, Any], code: str) -> None:
    given = case().by(SYSTEM).at("2022-05-10 09:00")
    given.when(changed(DUTCH, **change)).then_refused(code)


def test_an_imported_case_goes_on_like_any_other() -> None:
    facts = imported(WHOLE)
    reopen = ReopenCase(cause=ReopenCause.NOT_RESOLVED, reason="复发")
    assert case(*facts).by(SECRETARY).at("2022-05-10 09:00").when(reopen).facts()


@pytest.mark.parametrize("due", [None, moment("2011-12-06 13:41")])
def test_an_imported_case_is_assigned_by_the_rules_of_today(due: Any) -> None:
    steps = (DUTCH.steps[0], step(StepKind.ACCEPTED, "2011-10-12 09:00"))
    facts = imported(changed(DUTCH, steps=steps, due=due))
    (fact,) = case(*facts).at("2022-05-10 09:00").when(AssignCase()).facts()
    assert isinstance(fact, CaseAssigned)
    assert fact.return_by == moment("2022-05-12 00:00")


def test_what_has_no_due_time_of_ours_is_not_extended_but_may_be_suspended() -> None:
    steps = (*WHOLE.steps[:3], step(StepKind.FIRST_CONTACT, "2022-01-29 10:00"))
    facts = imported(changed(WHOLE, steps=steps))
    given = case(*facts).at("2022-02-08 10:00")
    ask = RequestExtension(working_days=1, reason="x")
    given.by(HEATER).when(ask).then_refused("no_due_time")
    suspend = SuspendCase(reason="x", review_on=date(2022, 3, 1), told_by=ContactWay.PHONE)
    (stopped,) = given.by(TOWN).when(suspend).facts()
    assert isinstance(stopped, CaseSuspended)
    resumed = case(*facts, stopped).by(TOWN).at("2022-02-18 10:00").when(ResumeCase()).facts()
    assert [type(fact) for fact in resumed] == [CaseResumed]
