"""Whistle and escalation: S50, R-07, P-13."""

from typing import Any

import pytest

from domain.case import (
    AnswerWhistle,
    BlowWhistle,
    CaseEscalated,
    EscalateCase,
    EscalationLevel,
    MarkWhistleUnanswered,
    WhistleAnswered,
    WhistleBlown,
    WhistleKind,
    WhistleUnanswered,
)
from domain.kernel import SYSTEM, Actor
from domain.roles import Role
from tests.domain.case.test_timers import CLOSED
from tests.domain.case.world import (
    AT_WORK,
    HEATER,
    HEATING,
    NEW,
    OPEN,
    SECRETARY,
    STREETS,
    TOLD,
    TOWN,
    at,
    case,
    hers,
    new_id,
)
from tests.spec import moment

NOW = "2022-02-08 10:00"
BLOW = BlowWhistle(kind=WhistleKind.EMERGENCY, department=HEATING, call="主管爆裂")
BLOWN = WhistleBlown(
    **hers(NOW), whistle=new_id("whistle"), kind=WhistleKind.EMERGENCY, department=HEATING,
    call="主管爆裂", answer_due_at=moment("2022-02-08 10:30"),
)  # fmt: skip
ANSWER = AnswerWhistle(
    department=HEATING, arrived_at=moment("2022-02-08 10:30"), answer="已到场关阀"
)
TO_TOWN = EscalateCase(level=EscalationLevel.TOWN, question="管网更新资金")
TO_COUNTY = EscalateCase(level=EscalationLevel.COUNTY, question="管网更新资金")
TO_GROUP = EscalateCase(level=EscalationLevel.LEADING_GROUP, question="管网更新资金")
OFFICE = Actor(role=Role.COD)


def changed(fact: Any, **fields: object) -> Any:
    return fact.model_copy(update=fields)


def escalated(level: EscalationLevel) -> CaseEscalated:
    return CaseEscalated(**hers(NOW), level=level, question="管网更新资金")


def test_the_secretary_calls_a_department_to_the_spot() -> None:
    case(*AT_WORK).by(SECRETARY).at(NOW).when(BLOW).then(BLOWN)


@pytest.mark.parametrize("kind", [WhistleKind.LONG_STANDING, WhistleKind.JOINT_ENFORCEMENT])
def test_what_is_no_emergency_is_answered_in_a_working_day(kind: WhistleKind) -> None:
    (fact,) = case(*AT_WORK).by(SECRETARY).at(NOW).when(changed(BLOW, kind=kind)).facts()
    assert isinstance(fact, WhistleBlown)
    assert fact.answer_due_at == moment("2022-02-10 00:00")


def test_any_open_case_has_a_whistle_but_no_other() -> None:
    for facts in (NEW, OPEN, TOLD):
        assert case(*facts).by(SECRETARY).when(BLOW).facts()
    case(*TOLD, CLOSED).by(SECRETARY).when(BLOW).then_refused("wrong_state")


def test_a_department_is_called_again_only_after_it_answered() -> None:
    case(*AT_WORK, BLOWN).by(SECRETARY).when(BLOW).then_refused("whistle_unanswered")
    assert case(*AT_WORK, BLOWN).by(SECRETARY).when(changed(BLOW, department=STREETS)).facts()
    case(*AT_WORK).by(SECRETARY).when(changed(BLOW, department="DEPT-NONE")).then_refused(
        "no_such_body"
    )


def answered(arrived: str, in_time: bool) -> WhistleAnswered:
    return WhistleAnswered(
        **hers("2022-02-08 11:00"), whistle=new_id("whistle"), department=HEATING,
        arrived_at=moment(arrived), in_time=in_time, answer="已到场关阀",
    )  # fmt: skip


def test_the_department_answers_with_its_time_of_arrival() -> None:
    given = case(*AT_WORK, BLOWN).by(HEATER).at("2022-02-08 11:00")
    given.when(ANSWER).then(answered("2022-02-08 10:30", in_time=True))
    late = changed(ANSWER, arrived_at=moment("2022-02-08 10:31"))
    given.when(late).then(answered("2022-02-08 10:31", in_time=False))


def test_it_answers_once_for_itself_and_only_when_called() -> None:
    done = case(*AT_WORK, BLOWN, answered("2022-02-08 10:30", in_time=True)).by(HEATER)
    done.at("2022-02-08 12:00").when(ANSWER).then_refused("no_whistle")
    case(*AT_WORK).by(HEATER).when(ANSWER).then_refused("no_whistle")
    case().by(HEATER).when(ANSWER).then_refused("no_such_case")
    other = Actor(role=Role.DEPT, body=STREETS)
    case(*AT_WORK, BLOWN).by(other).when(ANSWER).then_refused("not_of_that_body")


def test_it_arrives_after_the_whistle_and_not_in_the_future() -> None:
    given = case(*AT_WORK, BLOWN).by(HEATER).at("2022-02-08 11:00")
    for arrived in ("2022-02-08 09:59", "2022-02-08 11:01"):
        early_or_late = changed(ANSWER, arrived_at=moment(arrived))
        given.when(early_or_late).then_refused("arrival_out_of_range")


MARK = MarkWhistleUnanswered(whistle=new_id("whistle"))
MISSED = WhistleUnanswered(
    **at("2022-02-08 10:30"), whistle=new_id("whistle"), department=HEATING,
    answer_due_at=moment("2022-02-08 10:30"),
)  # fmt: skip


def test_a_whistle_not_answered_in_time_goes_to_the_organisation_department() -> None:
    """P-13."""
    given = case(*AT_WORK, BLOWN).by(SYSTEM).at("2022-02-08 10:30")
    told = f"{HEATING}逾期未应哨，请督办。"
    county = CaseEscalated(**hers("2022-02-08 10:30"), level=EscalationLevel.COUNTY, question=told)
    given.when(MARK).then(MISSED, county)
    given.at("2022-02-08 10:29").when(MARK).then_refused("not_due")


def test_an_unanswered_whistle_is_marked_once_and_one_answered_never() -> None:
    """P-13."""
    for facts in (
        (BLOWN, answered("2022-02-08 10:31", in_time=False)),
        (BLOWN, MISSED),
        (),
    ):
        assert not case(*AT_WORK, *facts).by(SYSTEM).at("2022-02-08 12:00").when(MARK).facts()


def test_what_is_with_the_county_already_or_over_is_not_escalated_again() -> None:
    """P-13: it counts for the appraisal all the same."""
    late = changed(MISSED, happened_at=moment("2022-02-09 12:00"))
    for level in (EscalationLevel.COUNTY, EscalationLevel.LEADING_GROUP):
        given = case(*AT_WORK, escalated(level), BLOWN).by(SYSTEM).at("2022-02-09 12:00")
        given.when(MARK).then(late)
    case(*TOLD, BLOWN, CLOSED).by(SYSTEM).at("2022-02-09 12:00").when(MARK).then(late)
    with_town = case(*AT_WORK, escalated(EscalationLevel.TOWN), BLOWN).by(SYSTEM)
    assert len(with_town.at("2022-02-09 12:00").when(MARK).facts()) == 2


def test_it_may_still_be_answered_and_stays_late() -> None:
    given = case(*AT_WORK, BLOWN, MISSED).by(HEATER).at("2022-02-08 11:00")
    late = changed(ANSWER, arrived_at=moment("2022-02-08 10:45"))
    given.when(late).then(answered("2022-02-08 10:45", in_time=False))


def test_a_question_goes_up_step_by_step() -> None:
    town, county = escalated(EscalationLevel.TOWN), escalated(EscalationLevel.COUNTY)
    group = escalated(EscalationLevel.LEADING_GROUP)
    case(*AT_WORK).by(SECRETARY).at(NOW).when(TO_TOWN).then(town)
    case(*AT_WORK, town).by(TOWN).at(NOW).when(TO_COUNTY).then(county)
    case(*AT_WORK, town).by(TOWN).at(NOW).when(TO_GROUP).then(group)
    case(*AT_WORK, town, county).by(OFFICE).at(NOW).when(TO_GROUP).then(group)


def test_no_level_is_skipped_taken_twice_or_used_by_another() -> None:
    town = escalated(EscalationLevel.TOWN)
    case(*AT_WORK).by(TOWN).when(TO_COUNTY).then_refused("level_skipped")
    case(*AT_WORK, town).by(SECRETARY).when(TO_TOWN).then_refused("escalated_already")
    case(*AT_WORK, town).by(SECRETARY).when(TO_COUNTY).then_refused("not_your_level")
    case(*AT_WORK).by(TOWN).when(TO_TOWN).then_refused("not_your_level")
    case(*TOLD, CLOSED).by(SECRETARY).when(TO_TOWN).then_refused("wrong_state")
