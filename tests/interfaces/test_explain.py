"""Every figure can be asked why, and answers down to the bytes in the log (law 4)."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
import pytest
from click.testing import CliRunner

from domain.calendar import day_ending_at
from domain.kernel import Actor
from domain.roles import Role
from interfaces.cli.main import main
from interfaces.http.ledgers import OTHERS
from interfaces.ledgers import ASKED, STORED, titles
from interfaces.rendering import cell
from tests.county import County, county
from tests.interfaces.stories import Teller

EVO: Final = Actor(Role.EVO, UUID(int=0xE70), None, None, ("county",))
ELSEWHERE: Final = Actor(Role.CS, UUID(int=0xE71), None, None, ("community:FC09",))
YEAR: Final = 2022


def rows(c: County, name: str, **params: Any) -> list[dict[str, Any]]:
    if name in ASKED or "year" in STORED[name].columns:
        params["year"] = YEAR
    return c.ledger(name, **params)[:3]


def named(name: str, row: dict[str, Any]) -> dict[str, str]:
    """All columns of a row that a query can say."""
    columns = (STORED.get(name) or ASKED[name]).row.__struct_fields__
    said = {column: cell(row[column]) for column in columns if column not in OTHERS}
    return {column: text for column, text in said.items() if text and len(text) < 150}


def why(c: County, path: str, actor: Actor = EVO, **params: Any) -> Any:
    return c.http.get(f"/v1/{path}/why", params=params, headers=c.headers(actor))


def ledgers_with_rows(c: County) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, *_ in titles():
        yield from ((name, row) for row in rows(c, name))


def test_any_row_of_any_ledger_names_the_events_behind_it(c: County) -> None:
    found = 0
    for name, row in ledgers_with_rows(c):
        answer = why(c, f"ledgers/{name}", Actor(Role.AUD, UUID(int=1), None, None, ("county",)),
                     **named(name, row), **({"year": YEAR} if name in ASKED else {}))  # fmt: skip
        assert answer.status_code == 200, (name, answer.text)
        body = answer.json()
        positions = {p for f in body["figures"] for i in f["inputs"] for p in i["events"]}
        assert positions == {event["position"] for event in body["events"]}
        assert max(positions, default=0) <= body["position"]
        assert positions or name in ASKED, name
        found += bool(positions)
        assert {k: v for k, v in row.items() if k in body["row"]} == body["row"], name
    assert found > 100


def test_a_stored_row_names_all_that_made_it_and_the_log_has_them_to_the_byte(c: County) -> None:
    [case, *_] = rows(c, "L-CASE")
    body = why(c, "ledgers/L-CASE", case=case["case"]).json()
    history = c.get(f"cases/{case['case']}/history")["events"]
    assert {e["position"] for e in body["events"]} <= {e["position"] for e in history}
    assert body["events"][0]["event"] == "case.reported"
    for event in body["events"]:
        line = c.http.get(event["log"], headers=c.headers(Role.AUD)).json()
        assert hashlib.sha256(line["line"].encode()).hexdigest() == event["entry"]
        assert (line["entry"], line["event"]["name"]) == (event["entry"], event["event"])
        stream, version, name, stored = line["line"].split("\t")
        assert (stream, int(version)) == (line["event"]["stream"], line["event"]["version"])
        assert name == event["event"]
        assert orjson.loads(stored)["recorded_at"]
        c.system.tlog.sign()
        assert c.http.get(event["proof"]).status_code == 200


def test_a_due_time_prints_its_sum_over_the_calendar(c: County) -> None:
    """HANDBOOK 3.9: day 0 is the day of receipt; SYS-21: by the version it was reckoned with."""
    looked = 0
    for row in c.ledger("L-DEADLINE"):
        by_days = row["set_by"] in ("case.deadline_extended", "notice.posted")
        if row["set_by"] != "case.accepted" and not by_days:
            continue
        said = {"record": row["record"], "what": row["what"]}
        figure, *_ = why(c, "ledgers/L-DEADLINE", **said).json()["figures"]
        inputs = {each["name"]: each["value"] for each in figure["inputs"]}
        days = {name: told for name, told in inputs.items() if name.startswith("2")}
        if not days:
            continue
        until = day_ending_at(datetime.fromisoformat(row["due_at"]))
        assert max(days) == str(until)
        first, steps = date.fromisoformat(min(days)), (until - date.fromisoformat(min(days))).days
        assert sorted(days) == [str(first + timedelta(days=n)) for n in range(steps + 1)]
        worked = [told for told in days.values() if told not in ("weekend", "holiday")]
        assert worked == [str(n) for n in range(1, len(worked) + 1)]
        if row["set_by"] == "case.accepted" and "WORKING_DAYS" in inputs["limit"]:
            assert len(worked) == int(inputs["limit"].split()[0]) + inputs.get("added_days", 0)
            looked += 1
        if by_days:  # of a publicity the first day counts (HANDBOOK 4.5)
            assert len(worked) == inputs["working_days"], row["set_by"]
            looked += 1
        assert f"其中工作日{len(worked)}日" in figure["sentence"]
        assert any(name.startswith("calendar") for name in inputs)
    assert looked > 1


def test_a_rate_is_its_counts_and_their_cases(c: County) -> None:
    [row, *_] = [r for r in rows(c, "L-RATES") if not r["response"].startswith("0/")]
    body = why(c, "ledgers/L-RATES", group=row["group"], year=YEAR).json()
    response = next(f for f in body["figures"] if f["figure"] == "response")
    top, bottom = response["inputs"]
    assert response["value"] == f"{top['value']}/{bottom['value']}" == row["response"]
    assert (len(top["events"]), len(bottom["events"])) == (top["value"], bottom["value"])


@pytest.mark.parametrize(
    ("ledger", "figure", "rule"),
    [
        ("L-CADENCE", "status", "AM-14"),
        ("L-ELIG", "eligible", "SYS-17"),
        ("L-REG", "percent", "R-31"),
        ("L-MEMBERYEAR", "bar", "R-32"),
    ],
)
def test_a_figure_tells_its_rule_and_its_arithmetic(
    c: County, ledger: str, figure: str, rule: str
) -> None:
    for row in rows(c, ledger):
        year = {"year": YEAR} if ledger in ASKED else {}
        body = why(c, f"ledgers/{ledger}", **named(ledger, row), **year).json()
        found = next(each for each in body["figures"] if each["figure"] == figure)
        assert found["value"] == row[figure]
        assert rule in found["rules"]
        assert found["sentence"]
        assert found["inputs"] or (ledger, row["status"]) == ("L-CADENCE", "OPEN")


def test_every_line_of_a_sheet_and_every_veto(c: County) -> None:
    unit = next(s for s in c.get(f"scores/{YEAR}", limit=1000)["scores"] if s["kind"] == "UNIT")
    sheet = c.sheet(unit["subject"])
    body = why(c, f"scores/{YEAR}/{unit['subject']}").json()
    lines = [*sheet["lines"], *sheet["bonus"], *sheet["deductions"]]
    told = {figure["figure"]: figure for figure in body["figures"]}
    whole = {"BALLOT", "total", "grade"}
    assert told.keys() == {x["line"] for x in lines} | {x["rule"] for x in sheet["checks"]} | whole
    for line in lines:
        figure = told[line["line"]]
        assert (figure["value"], figure["sentence"]) == (line["points"], line["sentence"])
        assert {i["name"]: i["value"] for i in figure["inputs"]} == line["inputs"]
        assert sorted({p for i in figure["inputs"] for p in i["events"]}) == line["evidence"]
        assert figure["ruleset"] == sheet["ruleset"]
    assert told["BALLOT"]["value"] == sheet["ballot"]["points"]
    assert (told["total"]["value"], told["grade"]["value"]) == (sheet["total"], sheet["grade"])
    one = why(c, f"scores/{YEAR}/{unit['subject']}", line="U2").json()
    assert [each["figure"] for each in one["figures"]] == ["U2"]


def test_a_total_is_the_sum_that_it_tells(c: County) -> None:
    """HANDBOOK 4.3: the lines rescaled, then ballots, bonus and deductions."""
    looked = 0
    for row in c.get(f"scores/{YEAR}", limit=1000)["scores"]:
        figure = why(c, f"scores/{YEAR}/{row['subject']}", line="total").json()["figures"][0]
        told = {each["name"]: each["value"] for each in figure["inputs"]}
        if figure["value"] is None:
            assert "missing" in told or not Decimal(told["out_of"])
            continue
        of_lines = Decimal(told["earned"]) * Decimal(told["rescaled_to"]) / Decimal(told["out_of"])
        rest = (Decimal(told[name] or 0) for name in ("BALLOT", "bonus", "deductions"))
        total = of_lines.quantize(Decimal("0.01"), ROUND_HALF_UP) + sum(rest)
        assert Decimal(figure["value"]) == max(total, Decimal(0))
        looked += 1
    assert looked > 0


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("ledgers/L-CASE/why", 400, "several_rows"),
        (f"ledgers/L-CASE/why?case={UUID(int=5)}", 404, "no_such_row"),
        ("ledgers/L-CASE/why?colour=red", 400, "no_such_filter"),
        ("ledgers/L-NONE/why", 404, "no_such_ledger"),
        ("ledgers/L-RATES/why?year=2022&group=FC01&by=colour", 400, "bad_parameter"),
        (f"scores/2022/{UUID(int=5)}/why", 404, "not_found"),
        ("log/999999999", 404, "not_found"),
        ("log/0", 422, "invalid_request"),
    ],
)
def test_what_names_no_figure_is_refused_with_what_to_say(
    c: County, path: str, status: int, code: str
) -> None:
    answer = c.http.get(f"/v1/{path}", headers=c.headers(EVO))
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text


def test_who_may_not_see_the_row_or_the_event_is_told_nothing(c: County) -> None:
    [case, *_] = [row for row in rows(c, "L-CASE") if row["community"] == "FC01"]
    answer = why(c, "ledgers/L-CASE", ELSEWHERE, case=case["case"])
    assert (answer.status_code, answer.json()["code"]) == (404, "no_such_row")
    position = c.get(f"cases/{case['case']}/history")["events"][0]["position"]
    answer = c.http.get(f"/v1/log/{position}", headers=c.headers(ELSEWHERE))
    assert answer.status_code == 403
    unit = next(s for s in c.get(f"scores/{YEAR}", limit=1000)["scores"] if s["kind"] == "UNIT")
    assert why(c, f"scores/{YEAR}/{unit['subject']}", ELSEWHERE).status_code == 403


def test_as_of_a_moment_only_what_was_known_then_is_behind_it(c: County) -> None:
    [case, *_] = rows(c, "L-CASE")
    events = why(c, "ledgers/L-CASE", case=case["case"]).json()["events"]
    then = events[0]["position"]
    old = why(c, "ledgers/L-CASE", case=case["case"], as_of=then).json()
    assert (old["position"], [e["position"] for e in old["events"]]) == (then, [then])


def test_the_command_line_says_why(teller: Teller) -> None:
    c = teller.c
    data = ["--data", str(c.system.settings.data)]
    [case, *_] = rows(c, "L-CASE")
    asked = ["why", "L-CASE", f"case={case['case']}"]
    shown = CliRunner().invoke(main, [*data, *asked])
    assert shown.exit_code == 0, shown.output
    assert "case.reported" in shown.stdout
    body = orjson.loads(CliRunner().invoke(main, [*data, "--format", "json", *asked]).stdout)
    assert body["row"]["case"] == case["case"]
    assert body["events"] == why(c, "ledgers/L-CASE", case=case["case"]).json()["events"]
    several = CliRunner().invoke(main, [*data, "why", "L-CASE"])
    assert (several.exit_code, "several_rows" in several.stderr) == (2, True)
    none = CliRunner().invoke(main, [*data, "why", "L-CASE", f"case={UUID(int=5)}"])
    assert (none.exit_code, "no_such_row" in none.stderr) == (4, True)
    unit = next(s for s in c.get(f"scores/{YEAR}", limit=1000)["scores"] if s["kind"] == "UNIT")
    line = CliRunner().invoke(main, [*data, "explain", str(YEAR), unit["subject"], "--line", "U2"])
    assert line.exit_code == 0, line.output
    assert "obliged_members" in line.stdout


def test_a_row_is_asked_why_as_it_is_shown_on_a_day(tmp_path: Path) -> None:
    """SYS-02: a body renamed in March still bears its old name in January."""
    with county(tmp_path) as fresh:
        body = fresh.body("FC01")
        [old] = [row["title"] for row in fresh.ledger("BODIES") if row["code"] == "FC01"]
        fresh.do(
            Role.COD, "bodies", body, "rename", title="新名社区（合成）", on="2022-01-04",
            document_no="【合成】9号",
        )  # fmt: skip
        then = {"code": "FC01", "title": old, "valid_at": "2022-01-03"}
        answer = why(fresh, "ledgers/BODIES", **then)
        assert answer.status_code == 200, answer.text
        assert answer.json()["row"]["title"] == old
