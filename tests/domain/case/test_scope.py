"""Whom a case concerns, how it is identified, what it is called: what the edges derive from it."""

from enum import StrEnum
from types import NoneType
from typing import get_args
from uuid import UUID

import pytest

from domain.case import (
    CASE,
    LABELS,
    AnswerWhistle,
    Case,
    Channel,
    CoHandlerInvited,
    ReplyAsCoHandler,
    ReportCase,
    WhistleBlown,
    WhistleKind,
    terms,
)
from domain.kernel import Actor, Concern, Event
from domain.roles import Role
from tests.domain.case.world import GIVEN_OUT, HEATING, NEW, STREETS, WANG, case, hers
from tests.spec import moment


def test_a_case_concerns_its_community_grid_handler_and_reporter() -> None:
    expected = Concern(community="FC01", grid="FC01001", persons=frozenset({WANG}))
    assert CASE.concerns(case(*NEW).state, None) == expected
    assert CASE.concerns(case(*GIVEN_OUT).state, None).body == HEATING


def test_a_report_concerns_what_it_names() -> None:
    unit = UUID(int=4)
    report = ReportCase(
        channel=Channel.DEPT_LINK, community="FC01", grid="FC01001", department=STREETS, unit=unit
    )
    assert CASE.concerns(CASE.initial, report) == Concern(
        community="FC01", grid="FC01001", unit=unit, body=STREETS, anybody=True
    )


def test_only_a_report_that_names_nobody_is_anybodys() -> None:
    report = ReportCase(channel=Channel.WINDOW, community="FC01", reporter=WANG)
    assert not CASE.concerns(CASE.initial, report).anybody
    unnamed = ReportCase(channel=Channel.WINDOW, community="FC01")
    assert not CASE.concerns(case(*NEW).state, unnamed).anybody


def test_a_body_that_helps_or_is_called_acts_in_its_own_scope() -> None:
    state = case(*GIVEN_OUT).state
    reply = ReplyAsCoHandler(body=STREETS, reply="已挖开")
    answer = AnswerWhistle(department=STREETS, arrived_at=moment("2022-02-08 10:00"), answer="已到")
    assert CASE.concerns(state, reply).body == STREETS
    assert CASE.concerns(state, answer).body == STREETS


def test_who_reported_it_helps_or_was_called_may_read_it() -> None:
    reported = NEW[0].model_copy(update={"department": STREETS})
    assert CASE.concerns(case(reported).state, None).readers == {STREETS}
    invited = CoHandlerInvited(**hers("2022-02-07 09:00"), body=HEATING, task="x")
    called = WhistleBlown(
        **hers("2022-02-07 09:00"), whistle=WANG, kind=WhistleKind.EMERGENCY, department="POLICE",
        call="x", answer_due_at=moment("2022-02-07 09:30"),
    )  # fmt: skip
    state = case(*GIVEN_OUT, invited, called).state
    assert CASE.concerns(state, None).readers == {HEATING, "POLICE"}


@pytest.mark.parametrize("role", [Role.RES, Role.MER, Role.UNIT])
def test_who_reports_anonymously_signs_with_his_role_only(role: Role) -> None:
    report = ReportCase(channel=Channel.WINDOW, community="FC01", anonymous=True)
    assert report.signed(Actor(role, WANG, "FC01", WANG, ("self",))) == Actor(role)
    worker = Actor(Role.CW, UUID(int=1), "FC01", WANG)
    assert report.signed(worker) == Actor(Role.CW, UUID(int=1), "FC01")
    named = report.model_copy(update={"anonymous": False})
    assert named.signed(worker) == worker


def test_every_code_has_a_label() -> None:
    lists = [
        value
        for value in vars(terms).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value is not StrEnum
    ]
    assert lists
    for codes in lists:
        assert set(LABELS[codes]) == set(codes)


def test_commands_and_facts_have_one_name_each() -> None:
    verbs = [command.verb for command in CASE.commands]
    names = [event.name for event in CASE.events]
    assert len(set(verbs)) == len(verbs)
    assert len(set(names)) == len(names)
    assert all(name.startswith("case.") for name in names)
    assert all(command.who and command.label.hans for command in CASE.commands)


@pytest.mark.parametrize("event", CASE.events)
def test_what_may_be_missing_need_not_be_stored(event: type[Event[Case]]) -> None:
    """The log leaves out what is None, so every field that may be None has a default."""
    for name, field in event.model_fields.items():
        nullable = NoneType in get_args(field.annotation)
        assert not (nullable and field.is_required()), name
