"""Any moment on the command line: compare, readers, and the log and its records as of then."""

import shlex
from typing import Any

import orjson
import pytest
from click.testing import CliRunner

from domain.kernel import derived_id
from interfaces.cli.main import main
from tests.county import County

GRID = derived_id("grid", "FC01001")
NOBODY = derived_id("test", "nobody")


def gongzhi(c: County, *words: str) -> Any:
    argv = ["--data", str(c.system.settings.data), *words]
    return CliRunner().invoke(main, argv, env={"GONGZHI_LANG": "en"})


def told(c: County, *words: str) -> list[Any]:
    answer = gongzhi(c, "--format", "json", *words)
    assert answer.exit_code == 0, answer.output
    return [orjson.loads(line) for line in answer.stdout.splitlines()]


def test_a_ledger_is_compared_as_over_http(c: County) -> None:
    rows = told(c, "compare", "L-CASE", "--before", "100", "--limit", "5", "community=FC01")
    asked = {"as_of_before": 100, "limit": 5, "community": "FC01"}
    http = c.get("ledgers/L-CASE/compare", **asked)["rows"]
    assert [(row["key"], row["change"]) for row in rows] == [
        (row["key"], row["change"]) for row in http
    ]
    assert [row["events"][0]["position"] for row in rows] == [
        row["events"][0]["position"] for row in http
    ]
    table = gongzhi(c, "--format", "csv", "compare", "L-CASE", "--before", "100")
    event = rows[0]["events"][0]
    assert f"{event['event']}@{event['position']}" in table.stdout


def test_scores_are_compared_as_over_http(c: County) -> None:
    words = ("compare", "scores", "--year", "2022", "--before", "200", "--kind", "MEMBER")
    http = c.get("scores/2022/compare", as_of_before=200, kind="MEMBER", limit=200)["changes"]
    rows = told(c, *words, "--limit", "200")
    assert rows
    assert {row["subject"] for row in rows} == {row["subject"] for row in http}
    assert gongzhi(c, *words).exit_code == 0


def test_readers_are_told_as_over_http(c: County) -> None:
    [found] = told(c, "readers", str(GRID), "--as-of", "300", "--valid-at", "2022-06-30")
    http = c.get(f"grids/{GRID}/readers", as_of=300, valid_at="2022-06-30")
    assert found == {name: value for name, value in http.items() if name != "position"}
    assert "community:FC01" in gongzhi(c, "readers", str(GRID)).stdout
    [case, *_] = c.ledger("L-CASE")
    [row] = told(c, "readers", case["case"], "--ledger", "L-CASE", "--valid-at", "2022-06-30")
    of_row = c.get("ledgers/L-CASE/readers", key=case["case"], valid_at="2022-06-30")
    assert row["posts"] == of_row["posts"]


def test_the_log_and_a_record_end_at_the_moment_asked_for(c: County) -> None:
    whole, then = told(c, "history", str(GRID)), told(c, "history", str(GRID), "--as-of", "20")
    assert 0 < len(then) < len(whole)
    events = told(c, "log", "--after", "95", "--as-of", "100")
    assert [event["position"] for event in events] == [96, 97, 98, 99, 100]
    assert told(c, "score", "2022") != told(c, "score", "2022", "--valid-at", "2022-01-31")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("compare L-CASE", 3, "[one_other_clock]"),
        ("compare L-CASE --before 100 --as-of 50", 3, "[moments_out_of_order]"),
        ("compare UNITS --valid-before 2022-01-01", 3, "[valid_at_missing]"),
        ("compare L-CASE --before 99999999", 6, "has not come"),
        ("compare L-NOPE --before 1", 2, "[no_such_ledger]"),
        ("compare scores --before 1", 2, "--year"),
        (f"readers {NOBODY}", 4, "[not_found]"),
        ("readers x", 2, "KEY"),
        (f"readers {NOBODY} --ledger L-CASE", 4, "[not_found]"),
        (f"history {GRID} --as-of 1", 4, "[not_found]"),
        ("log --as-of 99999999", 6, "has not come"),
    ],
)
def test_what_cannot_be_is_said(c: County, words: str, code: int, said: str) -> None:
    answer = gongzhi(c, *shlex.split(words))
    assert answer.exit_code == code, answer.output
    assert said in answer.stderr
