"""The standing questions over HTTP and on the command line, and what is recorded of asking."""

import re
from typing import Any, Final
from uuid import UUID

import orjson
import pytest
from click.testing import CliRunner

from domain.kernel import Actor
from domain.roles import Role
from interfaces.cli.main import main
from interfaces.menu import OF_SYSTEM
from interfaces.questions import KNOWN
from interfaces.scoping import FOR_EVERYBODY
from projections.questions import QUESTIONS
from tests.county import County
from tests.interfaces.stories import Teller

CLOSED: Final = "cases-closed-without-feedback"
ODD: Final = (
    "-1", "0", "1", "3", "1900", "9" * 30, "1900-01-01", "2199-12-31",
    "1900-01-01T00:00:00%2B14:00", "2199-12-31T23:59:59-12:00", str(UUID(int=0)), "FC99", "%00",
)  # fmt: skip
AUDITOR: Final = Actor(Role.AUD, UUID(int=0xA0D), None, None, ("county",))
TOWN: Final = Actor(Role.TOWN, UUID(int=0x70), None, None, ("county",))


def asked(c: County, path: str, actor: Actor = TOWN, **headers: str) -> Any:
    return c.http.get(f"/v1/questions/{path}", headers=c.headers(actor, **headers))


def test_every_question_is_told_with_its_system_its_title_and_its_columns(c: County) -> None:
    told = c.http.get("/v1/questions", headers=c.headers(TOWN)).json()["questions"]
    assert [each["name"] for each in told] == list(KNOWN)
    for each in told:
        assert each["system"].startswith("SYS-")
        assert each["part"] == OF_SYSTEM[each["system"]].part
        assert each["title"].endswith("？")
        assert each["columns"]
        assert all(p["title"] and p["schema"] for p in each["parameters"])


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_every_question_is_answered_on_one_page_and_in_each_form(c: County, name: str) -> None:
    answer = asked(c, f"{name}?year=2022&limit=1000").json()
    assert answer["name"] == name
    # What other tests enrol after the scores were published is a difference in each of its lines.
    assert answer["next"] is None or (name, len(answer["rows"])) == ("score-drift", 1000)
    for row in answer["rows"]:
        assert list(row) == list(KNOWN[name].row.__struct_fields__)
    table = asked(c, f"{name}?year=2022", Accept="text/csv").text
    assert table.splitlines()[0] == ",".join(KNOWN[name].row.__struct_fields__)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_what_a_question_does_not_know_is_refused_with_what_it_does(c: County, name: str) -> None:
    answer = asked(c, f"{name}?nonsense=1", **{"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["code"]) == (400, "no_such_filter")
    question = KNOWN[name]
    for known in ("year", *question.parameters, *question.row.__struct_fields__):
        assert known in answer.json()["detail"]
    dated = asked(c, f"{name}?year=2022&valid_at=2022-06-30")
    assert dated.status_code == (200 if question.dated else 400)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_parameter_is_read_strictly(c: County, name: str) -> None:
    for parameter, about in KNOWN[name].parameters.items():
        if about.kind is not str:
            answer = asked(c, f"{name}?year=2022&{parameter}=%21")
            assert (answer.status_code, answer.json()["code"]) == (400, "bad_parameter")


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_a_parameter_may_be_odd_or_huge(c: County, name: str) -> None:
    """Answered or refused, never broken."""
    for parameter in KNOWN[name].parameters:
        for text in ODD:
            answer = asked(c, f"{name}?year=2022&{parameter}={text}")
            assert answer.status_code == 200 or answer.json()["detail"], text


def test_who_sees_no_county_sees_no_row_that_is_not_of_his_place(c: County) -> None:
    here = Actor(Role.CS, UUID(int=1), None, None, ("community:FC01",))
    nowhere = Actor(Role.CS, UUID(int=1), None, None, ("community:FC09",))
    for name, question in KNOWN.items():
        everything = asked(c, f"{name}?year=2022&limit=1000").json()["rows"]
        seen = asked(c, f"{name}?year=2022&limit=1000", here).json()["rows"]
        if name not in FOR_EVERYBODY:
            assert asked(c, f"{name}?year=2022", nowhere).json()["rows"] == []
        assert all(row in everything for row in seen)
        if "community" in question.row.__struct_fields__:
            assert seen == [row for row in everything if row["community"] == "FC01"], name


def test_there_is_no_other_question(c: County) -> None:
    answer = asked(c, "who-is-the-best")
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_question")


def test_the_command_line_lists_and_asks(teller: Teller) -> None:
    data = ["--data", str(teller.c.system.settings.data), "--format", "json"]
    listed = CliRunner().invoke(main, [*data, "ask"])
    told = [orjson.loads(line) for line in listed.stdout.splitlines()]
    assert [each["question"] for each in told] == list(KNOWN)
    for name in KNOWN:
        found = CliRunner().invoke(main, [*data, "ask", name, "--year", "2022"])
        assert found.exit_code == 0, (name, found.output)
        shown = CliRunner().invoke(main, ["ask", name, "--help"])
        assert KNOWN[name].title.hans in shown.stdout
    assert CliRunner().invoke(main, [*data, "ask", "nothing"]).exit_code == 2


def test_a_question_has_a_name_of_its_own_and_the_number_of_its_system() -> None:
    assert len(KNOWN) == len(QUESTIONS)
    for question in QUESTIONS:
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", question.name)
        assert re.fullmatch(r"SYS-(0[1-9]|1\d|2[0-2])", question.system)
