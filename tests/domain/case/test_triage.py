"""Problem discovery: AcceptCase and DeclineCase, EX-13, S2 art. 11."""

from datetime import date
from typing import Any

import pytest

from domain.calendar import CalendarYear, Limit, LimitUnit, calendar_ref
from domain.case import (
    AcceptCase,
    CaseAccepted,
    CaseKind,
    CaseNotAccepted,
    CaseReported,
    Category,
    Channel,
    ContactWay,
    DeclineCase,
    DeclineReason,
    Recategorise,
    Urgency,
)
from domain.case.terms import CATEGORIES
from domain.codes import CODE_LIST, CodeAdded, CodeRetired, code_list_ref
from domain.ruleset import Rulebook, rulebook_ref
from tests.domain.case.world import (
    ACCEPTED,
    EVIDENCE,
    NEW,
    OPEN,
    REPORTED,
    SECRETARY,
    at,
    case,
    hers,
)
from tests.spec import moment

ACCEPT = AcceptCase(kind=CaseKind.HELP, category=Category.UTILITIES, urgency=Urgency.ORDINARY)
DECLINE = DeclineCase(
    reason=DeclineReason.EMERGENCY_LINE, advice="请拨打110", told_by=ContactWay.PHONE
)
UNPLACED = CaseReported(
    **at("2022-01-28 15:00"), channel=Channel.GRID_PATROL, photos=(EVIDENCE,), community="FC01"
)


def test_five_working_days_over_the_spring_festival_ex13() -> None:
    case(*NEW).at("2022-01-28 16:00").when(ACCEPT).then(ACCEPTED)


@pytest.mark.parametrize(
    ("urgency", "contact", "due"),
    [
        (Urgency.EMERGENCY, "2022-01-28 16:30", "2022-01-28 18:00"),
        (Urgency.UTILITY, "2022-01-28 18:00", "2022-01-29 16:00"),
        (Urgency.CONSULT, "2022-01-30 00:00", "2022-01-31 00:00"),
        (Urgency.ORDINARY, "2022-01-30 00:00", "2022-02-10 00:00"),
        (Urgency.COMPLEX, "2022-01-30 00:00", "2022-02-24 00:00"),
    ],
)
def test_the_urgency_sets_both_due_times(urgency: Urgency, contact: str, due: str) -> None:
    accept = ACCEPT.model_copy(update={"urgency": urgency})
    (fact,) = case(*NEW).at("2022-01-28 16:00").when(accept).facts()
    assert isinstance(fact, CaseAccepted)
    assert fact.first_contact_due_at == moment(contact)
    assert fact.due_at == moment(due)


def test_the_clock_runs_from_when_it_was_accepted_not_from_when_it_was_written_down() -> None:
    late = case(*NEW).at("2022-02-08 10:00", happened="2022-01-28 16:00")
    late.when(ACCEPT).then(ACCEPTED)


def test_a_reminder_comes_a_day_before_or_in_the_last_quarter_of_a_short_limit() -> None:
    emergency = ACCEPT.model_copy(update={"urgency": Urgency.EMERGENCY})
    (fact,) = case(*NEW).at("2022-01-28 16:00").when(emergency).facts()
    assert isinstance(fact, CaseAccepted)
    assert fact.remind_at == moment("2022-01-28 17:30")
    assert fact.limit == Limit(amount=2, unit=LimitUnit.HOURS)


def test_over_the_new_year_both_calendars_are_named() -> None:
    (fact,) = case(*NEW).at("2022-12-30 16:00").when(ACCEPT).facts()
    assert isinstance(fact, CaseAccepted)
    assert fact.calendar == {2022: 1, 2023: 1}
    assert fact.due_at == moment("2023-01-10 00:00")


def test_a_year_without_calendar_is_refused_not_guessed() -> None:
    blind = case(*NEW).at("2022-12-30 16:00").looking({calendar_ref(2023): CalendarYear()})
    blind.when(ACCEPT).then_refused("calendar_year_missing")


def test_without_a_ruleset_nothing_is_accepted() -> None:
    case(*NEW).looking({rulebook_ref(): Rulebook()}).when(ACCEPT).then_refused("no_ruleset")


def test_a_case_is_accepted_once() -> None:
    case(*OPEN).when(ACCEPT).then_refused("wrong_state")
    case().when(ACCEPT).then_refused("no_such_case")


def test_it_is_not_accepted_before_it_was_reported() -> None:
    case(*NEW).at("2022-01-28 14:59").when(ACCEPT).then_refused("before_previous_step")


def test_where_it_is_must_be_known_by_now() -> None:
    accept = ACCEPT.model_copy(update={"summary": "井盖破损"})
    case(UNPLACED).when(accept).then_refused("place_not_recorded")
    assert case(UNPLACED).when(accept.model_copy(update={"address": "东街"})).facts()
    (fact,) = case(UNPLACED).when(accept.model_copy(update={"grid": "FC01001"})).facts()
    assert isinstance(fact, CaseAccepted)
    assert fact.grid == "FC01001"
    elsewhere = accept.model_copy(update={"grid": "FC02001"})
    case(UNPLACED).when(elsewhere).then_refused("no_such_grid")


def test_what_it_is_must_be_said_in_words_by_now() -> None:
    accept = ACCEPT.model_copy(update={"address": "东街"})
    case(UNPLACED).when(accept).then_refused("matter_not_recorded")


def test_declining_says_where_to_go_and_how_the_reporter_was_told() -> None:
    case(*NEW).by(SECRETARY).when(DECLINE).then(
        CaseNotAccepted(**hers("2022-02-08 10:00"), **dict(DECLINE))
    )
    silent = DECLINE.model_copy(update={"told_by": None})
    case(*NEW).by(SECRETARY).when(silent).then_refused("reporter_not_told")


def test_who_cannot_be_reached_need_not_be_told() -> None:
    nobody = REPORTED.model_copy(update={"reporter": None, "reachable": False})
    silent = DECLINE.model_copy(update={"told_by": None})
    assert case(nobody).by(SECRETARY).when(silent).facts()


def test_it_is_not_declined_before_it_was_reported() -> None:
    early = case(*NEW).by(SECRETARY).at("2022-02-08 10:00", happened="2022-01-28 14:59")
    early.when(DECLINE).then_refused("before_previous_step")


def test_what_was_accepted_is_not_declined() -> None:
    case(*OPEN).by(SECRETARY).when(DECLINE).then_refused("wrong_state")


UTILITIES = CodeAdded(
    list_name=CATEGORIES, code=Category.UTILITIES, hans="公用", en="Utilities",
    start=date(2022, 1, 1), document_no="【合成】5号",
)  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "refused"),
    [
        ((), False),
        ((UTILITIES,), False),
        ((UTILITIES.model_copy(update={"start": date(2022, 1, 29)}),), True),
        ((UTILITIES, CodeRetired(code="UTILITIES", on=date(2022, 1, 28), reason="合成")), False),
        ((UTILITIES, CodeRetired(code="UTILITIES", on=date(2022, 1, 27), reason="合成")), True),
    ],
)
def test_a_category_is_given_while_the_countys_list_has_it(
    facts: tuple[Any, ...], refused: bool
) -> None:
    """SYS-21: a code is retired, never deleted; what has it keeps it."""
    listed = {code_list_ref(CATEGORIES): CODE_LIST.replay(facts)}
    accepting = case(*NEW).at("2022-01-28 16:00").looking(listed).when(ACCEPT)
    change = Recategorise(
        kind=CaseKind.COMPLAINT, category=Category.NOISE, urgency=Urgency.ORDINARY, reason="合成"
    )
    noise = changing(change, listed)
    back = changing(change.model_copy(update={"category": Category.UTILITIES}), listed)
    assert noise.facts(), "a code that is in no list is nobody's to retire"
    assert back.facts(), "what has it keeps it"
    if refused:
        accepting.then_refused("category_not_in_use")
        other = case(*OPEN, *noise.facts()).looking(listed).at("2022-01-28 16:00")
        other.when(change.model_copy(update={"category": Category.UTILITIES})).then_refused(
            "category_not_in_use"
        )
    else:
        accepting.then(ACCEPTED)


def changing(change: Recategorise, listed: dict[Any, Any]) -> Any:
    return case(*OPEN).looking(listed).at("2022-01-28 16:00").when(change)
