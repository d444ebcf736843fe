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
    ReplyAsCoHandler,
    ReportCase,
    terms,
)
from domain.kernel import Concern, Event
from tests.domain.case.world import GIVEN_OUT, HEATING, NEW, STREETS, WANG, case
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
