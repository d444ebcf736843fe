"""What all routes share: DESIGN 6, each convention as a client sees it."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from itertools import count, pairwise
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import orjson
import pytest

from application.handler import Handler
from application.recorded import LogUnavailable
from domain.identifiers import credit_check
from domain.kernel import Actor, derived_id
from domain.roles import Role
from interfaces.rendering import as_csv
from interfaces.system import Settings, System
from tests.county import COUNTY, Clock, County, county, member, seeded, unit
from tests.interfaces.stories import Teller

GRID: Final = f"grids/{derived_id('grid', 'FC01001')}"
PERSON: Final = {"full_name": "某人（合成）", "synthetic": True}
CASE: Final = {"channel": "WINDOW", "text": "路灯不亮", "community": "FC01", "anonymous": True}
MOMENTS: Final = (
    GRID, f"{GRID}/history", "ledgers/L-CASE", "ledgers/L-REG?year=2022", "scores/2022",
    "eligibility/2022", "rulesets", "approvals",
)  # fmt: skip


@pytest.fixture
def c(teller: Teller) -> Iterator[County]:
    """A county that is written in; the ledgers know of it in the end."""
    yield teller.c
    teller.c.settle()


def get(c: County, path: str, **headers: str) -> Any:
    return c.http.get(f"/v1/{path}", headers=c.headers(Role.AUD) | headers)


def links(answer: Any) -> dict[str, str]:
    """rel → address."""
    found = re.findall(r'<([^>]*)>; rel="([^"]*)"', answer.headers.get("Link", ""))
    return {rel: address for address, rel in found}


# Commands


def test_a_new_record_has_an_address_and_a_version(c: County) -> None:
    answer = c.ask(Role.CW, "persons", **PERSON)
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/v1/persons/{answer.json()['id']}"
    assert answer.headers["ETag"] == '"1"'
    at = c.http.get(answer.headers["Location"], headers=c.headers(Role.AUD))
    assert (at.json()["version"], at.headers["ETag"]) == (1, '"1"')


def test_what_waits_for_approval_has_the_address_of_the_approval(c: County) -> None:
    body = {"last_day": "2022-10-01", "reason": "RESIGNED"}
    answer = c.ask(Role.CS, GRID, None, "end-head", **body)
    assert answer.status_code == 202
    assert answer.headers["Location"] == f"/v1/approvals/{answer.json()['pending']}"
    assert c.get(answer.headers["Location"].removeprefix("/v1/"))["state"]["state"] == "PENDING"


def test_what_changes_nothing_says_so(c: County) -> None:
    body = {"net": "SAFETY", "on": "2022-10-10"}
    first = c.ask(Role.TOWN, GRID, None, "absorb-net", **body)
    again = c.ask(Role.TOWN, GRID, None, "absorb-net", **body)
    assert first.json()["position"] == c.system.log.position()
    assert (again.status_code, again.json()["position"]) == (200, None)
    assert again.headers["ETag"] == first.headers["ETag"]


def test_who_names_the_version_he_saw_is_told_when_it_has_moved(c: County) -> None:
    id = c.do(Role.CW, "persons", **PERSON)
    path = f"/v1/persons/{id}/update"
    headers = c.headers(Role.CW)
    body = {"phone": "13800000003"}
    seen = c.http.post(path, json=body, headers=headers | {"If-Match": '"1"'})
    assert (seen.status_code, seen.headers["ETag"]) == (200, '"2"')
    late = c.http.post(path, json=body, headers=headers | {"If-Match": '"1"'})
    assert (late.status_code, late.json()["code"]) == (412, "stale_version")
    assert c.http.post(path, json=body, headers=headers | {"If-Match": "*"}).status_code == 200


# The same request twice


def test_the_same_key_gives_the_same_answer(c: County) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    first = c.ask(Role.CW, "persons", more=key, **PERSON)
    again = c.ask(Role.CW, "persons", more=key, **PERSON)
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    for header in ("Location", "ETag"):
        assert again.headers[header] == first.headers[header]
    replayed = (first.headers.get("Idempotent-Replayed"), again.headers["Idempotent-Replayed"])
    assert replayed == (None, "true")


def test_the_same_key_on_another_path_or_body_is_refused(c: County) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    c.ask(Role.CW, "persons", more=key, **PERSON)
    before = c.system.log.position()
    for path, body in (
        (("persons",), PERSON | {"full_name": "别人（合成）"}),
        (("cases",), CASE),
    ):
        answer = c.ask(Role.CW, *path, more=key, **body)
        assert (answer.status_code, answer.json()["code"]) == (422, "key_reused")
    assert c.system.log.position() == before


def test_two_callers_may_use_the_same_key(c: County) -> None:
    key = {"Idempotency-Key": str(uuid4())}
    callers = [Actor(Role.CW, derived_id("test", n), None, None, COUNTY) for n in range(2)]
    told = [c.ask(actor, "persons", more=key, **PERSON) for actor in callers]
    assert told[0].json()["id"] != told[1].json()["id"]
    assert all("Idempotent-Replayed" not in answer.headers for answer in told)


def test_what_had_its_answer_is_not_told_that_it_is_stale(c: County) -> None:
    id = c.do(Role.CW, "persons", **PERSON)
    once = {"Idempotency-Key": str(uuid4()), "If-Match": '"1"'}
    first = c.ask(Role.CW, "persons", id, "update", more=once, phone="13800000004")
    again = c.ask(Role.CW, "persons", id, "update", more=once, phone="13800000004")
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()


def test_a_key_is_remembered_when_the_program_starts_again(tmp_path: Path) -> None:
    key = {"Idempotency-Key": "the same after the restart"}
    with county(tmp_path) as before:
        first = before.ask(Role.CW, "persons", more=key, **PERSON)
        position = before.system.log.position()
    with System(Settings.of({}, tmp_path), Clock(before.clock.now), seeded(8)) as system:
        after = County(system, before.clock)
        again = after.ask(Role.CW, "persons", more=key, **PERSON)
        assert (again.status_code, again.json()) == (201, first.json())
        assert again.headers["Idempotent-Replayed"] == "true"
        other = after.ask(Role.CW, "persons", more=key, **PERSON | {"synthetic": False})
        assert (other.status_code, other.json()["code"]) == (422, "key_reused")
        assert system.log.position() == position


def test_a_batch_does_what_single_requests_do(c: County) -> None:
    lines = [
        {"command": "person.register", "key": "batch-1", "body": PERSON},
        {"command": "person.register", "key": "batch-1", "body": PERSON},
        {"command": "person.register", "key": "batch-1", "body": PERSON | {"synthetic": False}},
        {"command": "person.register", "occurred_at": "2022-01-05T09:00:00+08:00", "body": PERSON},
        {"command": "grid.absorb-net", "id": GRID.removeprefix("grids/"), "expected": 1,
         "body": {"net": "SAFETY", "on": "2022-10-10"}},
    ]  # fmt: skip
    headers = c.headers(Role.CW) | {"Content-Type": "application/x-ndjson"}
    content = b"\n".join(map(orjson.dumps, lines))
    answer = c.http.post("/v1/commands", content=content, headers=headers)
    told = [orjson.loads(line) for line in answer.content.splitlines()]
    assert [line["status"] for line in told] == [201, 201, 422, 201, 403]
    assert [line.get("replayed") for line in told] == [False, True, None, False, None]
    assert told[0]["id"] == told[1]["id"]
    [event] = c.get(f"persons/{told[3]['id']}/history")["events"]
    assert datetime.fromisoformat(event["occurred_at"]) == datetime(2022, 1, 5, 1, tzinfo=UTC)


def test_a_store_that_does_not_answer_says_when_to_come_again(
    c: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: Handler, instruction: Any) -> Any:
        raise LogUnavailable

    monkeypatch.setattr(Handler, "handling", broken)
    answer = c.ask(Role.CW, "persons", **PERSON)
    assert (answer.status_code, answer.json()["code"]) == (503, "log_unavailable")
    assert int(answer.headers["Retry-After"]) > 0


# Reading one record


def test_who_has_it_already_is_told_that_nothing_changed(c: County) -> None:
    for path in (GRID, f"{GRID}/history"):
        tag = get(c, path).headers["ETag"]
        for known in (tag, f'"0", {tag}', f"W/{tag}", "*"):
            same = get(c, path, **{"If-None-Match": known})
            assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
        assert get(c, path, **{"If-None-Match": '"0"'}).status_code == 200
    personal = c.http.get(
        f"/v1/{GRID}?purpose=AUDIT", headers=c.headers(Role.AUD) | {"If-None-Match": "*"}
    )
    assert personal.status_code == 200  # each such read is an event


# Moments


@pytest.mark.parametrize("path", MOMENTS)
def test_accept_datetime_is_as_of_by_another_name(c: County, path: str) -> None:
    now = get(c, path)
    assert "Accept-Datetime" in now.headers["Vary"]
    assert "Memento-Datetime" not in now.headers
    moment = datetime(2022, 3, 1, tzinfo=UTC)
    then = get(c, path, **{"Accept-Datetime": format_datetime(moment, usegmt=True)})
    assert then.status_code == 200, then.text
    assert parsedate_to_datetime(then.headers["Memento-Datetime"]) <= moment
    assert links(then)["original timegate"] == f"/v1/{path}"
    fixed = c.http.get(then.headers["Content-Location"], headers=c.headers(Role.AUD))
    assert fixed.json() == then.json()
    assert fixed.headers["Memento-Datetime"] == then.headers["Memento-Datetime"]
    joint = "&" if "?" in path else "?"
    by_name = get(c, f"{path}{joint}as_of=2022-03-01T08:00:00%2B08:00")
    assert by_name.json() == then.json()


@pytest.mark.parametrize("path", MOMENTS)
def test_a_moment_is_a_time_or_the_position_that_the_log_had_then(c: County, path: str) -> None:
    events = c.get("log", after=190, limit=100)["events"]
    [last, first] = next(
        pair for pair in pairwise(events)
        if pair[0]["recorded_at"] < pair[1]["recorded_at"]
    )  # fmt: skip
    joint = "&" if "?" in path else "?"
    moment = datetime.fromisoformat(first["recorded_at"]).astimezone(UTC)
    just_before = moment - timedelta(microseconds=1)
    by_time = get(c, f"{path}{joint}as_of={just_before:%Y-%m-%dT%H:%M:%S.%fZ}")
    by_position = get(c, f"{path}{joint}as_of={last['position']}")
    assert by_position.status_code == 200, by_position.text
    assert by_time.json() == by_position.json()


def test_before_the_beginning_there_was_nothing(c: County) -> None:
    for at in ("0", "2021-01-01T00:00:00Z"):
        assert get(c, f"ledgers/L-CASE?as_of={at}").json()["rows"] == []
        assert get(c, f"{GRID}?as_of={at}").status_code == 404
        assert get(c, f"rulesets?as_of={at}").json()["rulesets"]["entries"] == []


def test_valid_at_asks_the_world_and_as_of_the_log(c: County) -> None:
    """What the community learnt in October happened in January."""
    late = {"on": "2022-01-04"}
    id = str(unit(c, "迟登记局", next(codes), **late))
    learnt = c.system.log.position()

    def known(**params: Any) -> bool:
        rows = c.get("ledgers/UNITS", limit=1000, **params)["rows"]
        return id in [row["unit"] for row in rows]

    assert known(valid_at="2022-01-04")
    assert not known(valid_at="2022-01-03")
    assert known(as_of=learnt, valid_at="2022-01-04")
    assert not known(as_of=learnt - 3, valid_at="2022-01-04")


# Reading one's own writes


def test_a_read_waits_for_ones_own_write_and_says_when_to_come_again(c: County) -> None:
    position = c.ask(Role.CW, "cases", **CASE).json()["position"]
    behind = get(c, f"ledgers/L-CASE?min_position={position}")
    assert (behind.status_code, behind.json()["code"]) == (503, "read_side_behind")
    assert int(behind.headers["Retry-After"]) > 0
    c.settle()
    assert get(c, f"ledgers/L-CASE?min_position={position}").json()["position"] >= position
    for path in (GRID, f"{GRID}/history", "log", "rulesets", "scores/2022", "eligibility/2022"):
        assert get(c, f"{path}?min_position={position}").status_code == 200


# Lists


def followed(c: County, path: str) -> Iterator[dict[str, Any]]:
    """The pages of a list, from one to the next."""
    address: str | None = f"/v1/{path}"
    while address is not None:
        answer = c.http.get(address, headers=c.headers(Role.AUD))
        assert answer.status_code == 200, answer.text
        yield answer.json()
        address = links(answer).get("next")


@pytest.mark.parametrize(
    ("path", "rows"),
    [
        ("ledgers/L-CASE", "rows"),
        ("ledgers/L-CASE?community=FC01", "rows"),
        ("ledgers/L-AUDIT", "rows"),
        ("ledgers/L-MEMBERYEAR?year=2022", "rows"),
        ("ledgers/L-RATES?year=2022&by=category", "rows"),
        ("scores/2022", "scores"),
        ("scores/2022?kind=MEMBER", "scores"),
        ("eligibility/2022", "subjects"),
        ("log", "events"),
    ],
)
def test_pages_follow_each_other_without_gap_or_repetition(c: County, path: str, rows: str) -> None:
    joint = "&" if "?" in path else "?"
    whole = get(c, f"{path}{joint}limit=1000").json()[rows]
    assert len(whole) > 1
    for limit in (1, 2) if len(whole) < 50 else (7,):
        pages = list(followed(c, f"{path}{joint}limit={limit}"))
        assert [row for page in pages for row in page[rows]][:1000] == whole
        assert all(len(page[rows]) <= limit for page in pages)


def new_unit(c: County) -> None:
    """A unit with a member, a case, an approval that waits: something new in every list."""
    member(c, unit(c, "新局", next(codes), on="2022-01-04"))
    c.do(Role.CW, "cases", **CASE)
    c.ask(Role.CS, GRID, None, "end-head", last_day="2022-10-01", reason="RESIGNED")
    c.settle()


@pytest.mark.parametrize(
    ("path", "rows", "key"),
    [
        ("ledgers/UNITS", "rows", "unit"),
        ("ledgers/L-CASE", "rows", "case"),
        ("ledgers/L-CASE?community=FC01", "rows", "case"),
        ("ledgers/L-REG?year=2022", "rows", "unit"),
        ("ledgers/L-BAR?year=2022", "rows", "subject"),
        ("scores/2022", "scores", "subject"),
        ("eligibility/2022?kind=UNIT", "subjects", "subject"),
        ("approvals", "rows", "approval"),
        ("log", "events", "position"),
    ],
)
def test_what_is_entered_meanwhile_shifts_no_page(
    c: County, path: str, rows: str, key: str
) -> None:
    joint = "&" if "?" in path else "?"
    new_unit(c)
    before = [row[key] for row in get(c, f"{path}{joint}limit=1000").json()[rows]]
    assert len(before) > 2
    pages = followed(c, f"{path}{joint}limit={len(before) // 3}")
    seen: list[Any] = []
    while len(seen) < len(before):
        seen += [row[key] for row in next(pages)[rows]]
        new_unit(c)
    assert seen[: len(before)] == before


def _codes() -> Iterator[str]:
    """Unified social credit codes that nobody else uses here."""
    for number in count(1):
        first = f"1114092588880{number:04d}"
        yield first + credit_check(first)


codes = _codes()


# Formats


def test_a_ledger_comes_as_a_table_or_line_by_line(c: County) -> None:
    whole = get(c, "ledgers/L-CASE?limit=5").json()["rows"]
    lines = get(c, "ledgers/L-CASE?limit=5", Accept="application/x-ndjson")
    assert lines.headers["content-type"] == "application/x-ndjson"
    assert [orjson.loads(line) for line in lines.content.splitlines()] == whole
    table = get(c, "ledgers/L-CASE?limit=5", Accept="text/csv, application/json;q=0.5")
    assert table.headers["content-type"].startswith("text/csv; charset=utf-8")
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [row["case"] for row in rows] == [row["case"] for row in whole]
    assert links(table)["next"] == links(lines)["next"]
    assert get(c, "ledgers/L-CASE", Accept="*/*").json()["name"] == "L-CASE"


def test_an_empty_table_still_has_its_header(c: County) -> None:
    nothing = get(c, "ledgers/L-CASE?community=FC09", Accept="text/csv")
    assert nothing.text.startswith("case,case_no,channel,")
    assert len(nothing.text.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "+86"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-5.00", "-5.00"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        (" =1", "' =1"),
        ("＝1+1", "'＝1+1"),
        ("甲局", "甲局"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, shown: str) -> None:
    [_, [found]] = csv.reader(io.StringIO(as_csv(["a"], [{"a": text}]), newline=""))
    assert found == shown


# The description


def test_the_description_needs_nothing_from_elsewhere(c: County) -> None:
    file = c.http.get("/openapi.json").json()
    assert file["openapi"].startswith("3.1")
    assert not re.search(r"https?://", json.dumps(file))
    shared = {"400", "401", "403", "404", "409", "422", "503"}
    for path, methods in file["paths"].items():
        for method, operation in methods.items():
            if path in ("/health", "/ready"):
                continue
            expected = shared | {"412", "413", "415"} if method == "post" else shared
            assert expected <= operation["responses"].keys(), (method, path)
