"""Recategorising and correcting: old values stay, a missed deadline stays missed (SYS-05)."""

from typing import Any

import pytest

from domain.calendar import Limit, LimitUnit
from domain.case import (
    CaseAccepted,
    CaseCorrected,
    CaseImported,
    CaseKind,
    CaseRecategorised,
    Category,
    Classification,
    CorrectCase,
    DeadlineRecomputed,
    Recategorise,
    RecomputeCause,
    Urgency,
)
from tests.domain.case.test_timers import CLOSED
from tests.domain.case.world import (
    ASSIGNED,
    AT_WORK,
    CONTACTED,
    DONE,
    DUE,
    NEW,
    OPEN,
    REPORTED,
    RULED,
    TOLD,
    at,
    case,
    hers,
)
from tests.spec import moment

NOW = "2022-02-08 10:00"
RECATEGORISE = Recategorise(
    kind=CaseKind.HELP, category=Category.UTILITIES, urgency=Urgency.COMPLEX, reason="需更换管网"
)
BEFORE = Classification(kind=CaseKind.HELP, category=Category.UTILITIES, urgency=Urgency.ORDINARY)


def changed(fact: Any, **fields: object) -> Any:
    return fact.model_copy(update=fields)


def recategorised(overdue: bool = False, **after: object) -> CaseRecategorised:
    return CaseRecategorised(
        **hers(NOW), before=BEFORE, after=changed(BEFORE, **after), overdue=overdue,
        reason="需更换管网",
    )  # fmt: skip


def test_a_longer_limit_counts_from_the_first_day() -> None:
    case(*AT_WORK, CONTACTED).at(NOW).when(RECATEGORISE).then(
        recategorised(urgency=Urgency.COMPLEX),
        DeadlineRecomputed(
            **at(NOW), cause=RecomputeCause.RECATEGORISED, before=DUE,
            started_at=moment("2022-01-28 16:00"),
            limit=Limit(amount=15, unit=LimitUnit.WORKING_DAYS),
            due_at=moment("2022-02-24 00:00"), remind_at=moment("2022-02-23 00:00"), **RULED,
        ),
    )  # fmt: skip


def test_it_never_lengthens_a_deadline_already_missed() -> None:
    late = case(*AT_WORK).at("2022-02-10 00:01")
    (fact,) = late.when(RECATEGORISE).facts()
    assert isinstance(fact, CaseRecategorised)
    assert fact.overdue
    assert len(case(*AT_WORK).at("2022-02-10 00:00").when(RECATEGORISE).facts()) == 2


def test_a_shorter_limit_counts_from_now() -> None:
    emergency = changed(RECATEGORISE, urgency=Urgency.EMERGENCY)
    _, moved = case(*AT_WORK).at(NOW).when(emergency).facts()
    assert isinstance(moved, DeadlineRecomputed)
    assert moved.due_at == moment("2022-02-08 12:00")
    assert moved.started_at == moment(NOW)


def test_a_shorter_limit_that_ends_later_than_the_old_one_changes_nothing() -> None:
    consult = changed(RECATEGORISE, urgency=Urgency.CONSULT)
    (fact,) = case(*AT_WORK).at("2022-02-09 10:00").when(consult).facts()
    assert isinstance(fact, CaseRecategorised)


def test_first_contact_moves_with_it_while_it_is_not_missed() -> None:
    emergency = changed(RECATEGORISE, urgency=Urgency.EMERGENCY)
    _, moved = case(*OPEN).at("2022-01-28 17:00").when(emergency).facts()
    assert isinstance(moved, DeadlineRecomputed)
    assert moved.first_contact_due_at == moment("2022-01-28 17:30")
    longer = changed(RECATEGORISE, urgency=Urgency.COMPLEX)
    _, moved = case(*OPEN).at("2022-01-28 17:00").when(longer).facts()
    assert isinstance(moved, DeadlineRecomputed)
    assert moved.first_contact_due_at == moment("2022-01-30 00:00")
    _, moved = case(*OPEN).at("2022-01-30 00:01").when(longer).facts()
    assert isinstance(moved, DeadlineRecomputed)
    assert moved.first_contact_due_at is None


def test_whoever_was_spoken_to_need_not_be_spoken_to_anew() -> None:
    for now in ("2022-01-28 17:00", "2022-01-30 00:00"):
        spoken_to = changed(CONTACTED, happened_at=moment("2022-01-28 16:30"))
        _, moved = case(*AT_WORK, spoken_to).at(now).when(RECATEGORISE).facts()
        assert isinstance(moved, DeadlineRecomputed)
        assert moved.first_contact_due_at is None


def test_a_first_contact_may_still_be_made_in_its_last_moment() -> None:
    _, moved = case(*AT_WORK).at("2022-01-30 00:00").when(RECATEGORISE).facts()
    assert isinstance(moved, DeadlineRecomputed)
    assert moved.first_contact_due_at == moment("2022-01-30 00:00")


@pytest.mark.parametrize("due", [{}, {"due_at": DUE}])
def test_what_came_from_elsewhere_keeps_the_due_time_it_came_with_or_none(due: Any) -> None:
    foreign = CaseImported(**at("2022-01-28 15:00"), external_ref="c1", steps=1, **due)
    accepted = CaseAccepted(**hers("2022-01-28 16:00"), urgency=Urgency.ORDINARY, **due)
    (fact,) = case(*NEW, foreign, accepted).at(NOW).when(RECATEGORISE).facts()
    assert isinstance(fact, CaseRecategorised)


def test_another_category_alone_moves_no_date() -> None:
    noise = changed(RECATEGORISE, urgency=Urgency.ORDINARY, category=Category.NOISE)
    case(*AT_WORK).at(NOW).when(noise).then(recategorised(category=Category.NOISE))


def test_after_handling_no_date_moves() -> None:
    for facts in (DONE, TOLD, (*TOLD, CLOSED)):
        (fact,) = case(*facts).at(NOW).when(RECATEGORISE).facts()
        assert isinstance(fact, CaseRecategorised)
        assert not fact.overdue


def test_the_same_classification_is_no_change() -> None:
    same = changed(RECATEGORISE, urgency=Urgency.ORDINARY)
    case(*AT_WORK).when(same).then_nothing()


def test_what_was_not_triaged_is_not_recategorised() -> None:
    case(*NEW).when(RECATEGORISE).then_refused("wrong_state")


def test_what_law_enforcement_settles_must_not_chase_satisfaction_so_it_is_marked() -> None:
    enforced = changed(RECATEGORISE, urgency=Urgency.ORDINARY, law_enforcement=True)
    case(*AT_WORK).at(NOW).when(enforced).then(recategorised(law_enforcement=True))


# Correcting


def test_a_correction_keeps_what_stood_before() -> None:
    correct = CorrectCase(needs_reply=False, address="东街9号", reason="电话核实")
    case(*OPEN).at(NOW).when(correct).then(
        CaseCorrected(
            **hers(NOW), needs_reply=False, needs_reply_was=True, address="东街9号",
            reason="电话核实",
        )
    )  # fmt: skip


def test_a_grid_is_corrected_to_an_active_one_of_the_community() -> None:
    unplaced = changed(REPORTED, grid=None)
    correct = CorrectCase(grid="FC01001", reason="现场核实")
    (fact,) = case(unplaced).at(NOW).when(correct).facts()
    assert isinstance(fact, CaseCorrected)
    assert case(unplaced, fact).state.grid == "FC01001"
    elsewhere = changed(correct, grid="FC02001")
    case(unplaced).when(elsewhere).then_refused("no_such_grid")


def test_what_is_right_already_is_not_corrected() -> None:
    same = CorrectCase(needs_reply=True, grid="FC01001", reason="核对")
    case(*OPEN).when(same).then_nothing()


def test_a_contact_found_later_makes_the_reporter_reachable() -> None:
    nameless = changed(REPORTED, reporter=None, anonymous=True, reachable=False)
    (fact,) = case(nameless).when(CorrectCase(contact="138…", reason="来电")).facts()
    assert isinstance(fact, CaseCorrected)
    assert case(nameless, fact).state.reachable


@pytest.mark.parametrize("facts", [(), (*OPEN, ASSIGNED)])
def test_only_a_case_that_exists_is_corrected(facts: Any) -> None:
    correct = CorrectCase(title="暖气", reason="补标题")
    if facts:
        assert case(*facts).when(correct).facts()
    else:
        case().when(correct).then_refused("no_such_case")


def test_law_enforcement_left_out_stays_as_it_was() -> None:
    enforced = recategorised(law_enforcement=True)
    noise = changed(RECATEGORISE, urgency=Urgency.ORDINARY, category=Category.NOISE)
    (fact,) = case(*AT_WORK, enforced).at(NOW).when(noise).facts()
    assert isinstance(fact, CaseRecategorised)
    assert fact.after.law_enforcement
    off = changed(noise, law_enforcement=False)
    (fact,) = case(*AT_WORK, enforced).at(NOW).when(off).facts()
    assert isinstance(fact, CaseRecategorised)
    assert not fact.after.law_enforcement
