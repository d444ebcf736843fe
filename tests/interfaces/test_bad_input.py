"""Bad input of every kind: a 4xx with a code and a sentence, nothing written, the rest unharmed."""

import json
import re
from collections.abc import Iterator
from functools import reduce
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import orjson
import pytest

from domain.kernel import Actor, derived_id
from domain.registry import COMMANDS
from domain.roles import Role
from interfaces.http.commands import path_of
from interfaces.http.examples import examples
from tests.county import County, adopt_rules, county, self_actor
from tests.interfaces.stories import Teller

JSON: Final = {"Content-Type": "application/json"}
NDJSON: Final = {"Content-Type": "application/x-ndjson"}
PERSON: Final = {"full_name": "某人（合成）", "synthetic": True}
NOBODY: Final = UUID(int=0x40AD)
HAN: Final = re.compile(r"[一-鿿]")


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    """The answer is this problem, with a sentence that tells something."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["status"], body["code"]) == (status, code)
    assert len(body["detail"]) > 5
    return body


def post(c: County, content: bytes, path: str = "/v1/persons", **more: str) -> Any:
    return c.http.post(path, content=content, headers=c.headers(Role.CW) | JSON | more)


def faults(c: County, content: bytes, path: str = "/v1/persons") -> set[tuple[str, str]]:
    """Where a body is wrong, and how."""
    body = problem(post(c, content, path), 422, "invalid_request")
    assert all(HAN.search(error["detail"]) for error in body["errors"]), body
    return {(error["pointer"], error["code"]) for error in body["errors"]}


def get(c: County, path: str, actor: Actor | Role = Role.AUD, **headers: str) -> Any:
    return c.http.get(f"/v1/{path}", headers=c.headers(actor) | headers)


# Bodies


@pytest.mark.parametrize(
    ("content", "pointer", "code"),
    [
        (b'{"full_name":"x","colour":1}', "/colour", "extra_forbidden"),
        (b"{}", "/full_name", "missing"),
        (b"", "/full_name", "missing"),
        (b'{"full_name":5}', "/full_name", "string_type"),
        (b'{"full_name":"x","synthetic":"true"}', "/synthetic", "bool_type"),
        (b'{"full_name":"x","residence":[]}', "/residence", "model_type"),
        (b'{"full_name":""}', "/full_name", "string_too_short"),
        (b'{"full_name":"   "}', "/full_name", "string_too_short"),
        (b'{"full_name":"%s"}' % (b"x" * 201), "/full_name", "string_too_long"),
        (b'{"full_name":"x","party_member":"BOSS"}', "/party_member", "enum"),
        (b'{"full_name":"x","unit":"7"}', "/unit", "uuid_parsing"),
        (b'{"full_name":"x","residence":{"community":"x"}}', "/residence/community",
         "string_pattern_mismatch"),
        (b'{"full_name":"x","unit_since":"2022-02-30"}', "/unit_since", "date_parsing"),
        (b'{"full_name":"x","unit_since":1640995200}', "/unit_since", "date_type"),
        (b'{"full_name":"x","unit_since":"1640995200"}', "/unit_since", "time_format"),
        (b'{"full_name":"x","unit_since":"0001-01-01"}', "/unit_since", "year_out_of_range"),
        (b'{"full_name":"x","unit_since":"9999-12-31"}', "/unit_since", "year_out_of_range"),
        (b'{"full_name":"x","full_name":"y"}', "/full_name", "duplicate_key"),
        (b'{"full_name":"x","residence":{"grid":null,"grid":null}}', "/residence/grid",
         "duplicate_key"),
        (b'{"full_name":"a\\u0000b"}', "/full_name", "control_character"),
        (b'{"full_name":"a\\u001bb"}', "/full_name", "control_character"),
        (b'{"full_name":"sealed:1:x"}', "/full_name", "looks_sealed"),
        (b'{"full_name":"  sealed:1:x"}', "/full_name", "looks_sealed"),
        (b'{"full_name":"a\\ud800b"}', "", "json_invalid"),
        (b'{"full_name":"\xff\xfe"}', "", "json_invalid"),
        ('{"full_name":"x"}'.encode("utf-16"), "", "json_invalid"),
        (b'\xef\xbb\xbf{"full_name":"x"}', "", "json_invalid"),
        (b'{"full_name":"x"', "", "json_invalid"),
        (b'{"full_name":"x"}{}', "", "json_invalid"),
        (b"nonsense", "", "json_invalid"),
        (b"[" * 100_000, "", "json_invalid"),
        (b'{"full_name":' + b"[" * 50_000 + b"]" * 50_000 + b"}", "", "json_invalid"),
        (b"[]", "", "model_type"),
        (b"null", "", "model_type"),
        (b'"x"', "", "model_type"),
    ],
)  # fmt: skip
def test_a_body_is_taken_strictly(c: County, content: bytes, pointer: str, code: str) -> None:
    assert (pointer, code) in faults(c, content)


@pytest.mark.parametrize(
    "number", [b"1e400", b"9" * 30, b"9" * 5000, b"-" + b"9" * 400, b"NaN", b"1.5", b"true"]
)
def test_a_number_is_a_whole_number_in_range(c: County, number: bytes) -> None:
    path = f"/v1/orders/{NOBODY}/amend"
    assert faults(c, b'{"people_needed":%s}' % number, path)


def test_all_faults_of_a_body_are_told_at_once(c: County) -> None:
    found = faults(c, b'{"synthetic":1,"colour":2}')
    assert {pointer for pointer, _ in found} == {"/full_name", "/synthetic", "/colour"}


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where a body has plain values."""
    match value:
        case dict():
            for key, item in value.items():
                yield from leaves(item, (*path, key))
        case list():
            for index, item in enumerate(value):
                yield from leaves(item, (*path, index))
        case _:
            yield path


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    return reduce(lambda found, key: found[key], path, value)


def put(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    """A copy with another value at a place."""
    if not path:
        return new
    key, *rest = path
    if isinstance(value, dict):
        return value | {key: put(value[key], tuple(rest), new)}
    return [put(item, tuple(rest), new) if n == key else item for n, item in enumerate(value)]


LEAVES_MAX: Final = 40  # of one body; a ruleset has hundreds
WRONG: Final = ("a\x00b", 10**30, float("inf"), {"a": {"b": 1}}, [[]])
WRONG_TIMES: Final = ("0001-01-01T00:00:00+23:59", "2022-02-30", "5", 5, "2022-13-01T00:00:00Z")


@pytest.mark.parametrize("name", [name for name, body in examples().items() if body])
def test_no_field_of_any_command_takes_what_it_cannot_keep(c: County, name: str) -> None:
    kind, body = COMMANDS[name], examples()[name]
    path = f"/v1{path_of(kind)}".replace("{id}", str(NOBODY))
    headers = c.headers(min(kind.who - {Role.SYS})) | JSON
    for place in list(leaves(body))[:LEAVES_MAX]:
        is_time = re.match(r"\d{4}-\d\d-\d\d", str(at(body, place)))
        for wrong in (*WRONG, *(WRONG_TIMES if is_time else ())):
            content = json.dumps(put(body, place, wrong))
            answer = c.http.post(path, content=content, headers=headers)
            assert answer.status_code == 422, (place, wrong, answer.text)


# What surrounds a body


def test_a_body_of_50_megabytes_is_told_to_be_split(c: County) -> None:
    body = problem(post(c, b"x" * (50 << 20)), 413, "too_large")
    assert "1024 KiB" in body["detail"]
    problem(post(c, b"x" * (50 << 20), "/v1/commands", **NDJSON), 413, "too_large")
    problem(post(c, b"x" * (50 << 20), "/v1/scores/2022/dry-run"), 413, "too_large")


def test_a_body_that_does_not_say_how_long_it_is_stops_being_read(c: County) -> None:
    read = []

    def endless() -> Iterator[bytes]:
        for n in range(50):
            read.append(n)
            yield b" " * (1 << 20)

    headers = c.headers(Role.CW) | JSON
    problem(c.http.post("/v1/persons", content=endless(), headers=headers), 413, "too_large")


def test_another_content_type_is_refused(c: County) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    problem(post(c, b"full_name=x", **form), 415, "wrong_content_type")
    problem(post(c, b"{}", "/v1/commands", **JSON), 415, "wrong_content_type")


@pytest.mark.parametrize(
    ("header", "value", "status", "code"),
    [
        ("If-Match", "seven", 400, "bad_if_match"),
        ("If-Match", 'W/"7"', 400, "bad_if_match"),
        ("If-Match", '"7", "8"', 400, "bad_if_match"),
        ("If-Match", '"9"', 412, "stale_version"),
        ("If-Match", '"99999999999999999999"', 400, "bad_if_match"),
        ("Occurred-At", "yesterday", 400, "bad_time"),
        ("Occurred-At", "2022-02-30T00:00:00+08:00", 400, "bad_time"),
        ("Occurred-At", "1640995200", 400, "bad_time"),
        ("Occurred-At", "0001-01-01T00:00:00+23:59", 400, "bad_time"),
        ("Occurred-At", "9999-12-31T23:59:59-23:59", 400, "bad_time"),
        ("Occurred-At", "2022-01-05T00:00:00", 400, "time_without_zone"),
        ("Occurred-At", "2099-01-01T00:00:00+08:00", 409, "in_the_future"),
        ("On-Behalf-Of", "somebody", 422, "invalid_request"),
        ("Idempotency-Key", "", 422, "invalid_request"),
        ("Idempotency-Key", "k" * 121, 422, "invalid_request"),
    ],
)
def test_headers_are_looked_at(c: County, header: str, value: str, status: int, code: str) -> None:
    problem(post(c, json.dumps(PERSON).encode(), **{header: value}), status, code)


def test_a_day_that_has_not_come_is_no_fact(c: County) -> None:
    answer = c.http.post(
        f"/v1/grids/{derived_id('grid', 'FC01001')}/absorb-net",
        json={"net": "SAFETY", "on": "2099-01-01"},
        headers=c.headers(Role.TOWN),
    )
    problem(answer, 409, "in_the_future")


def test_a_key_used_for_something_else_is_refused(teller: Teller) -> None:
    c, key = teller.c, {"Idempotency-Key": "一把钥匙".encode().hex()}
    first = post(c, json.dumps(PERSON).encode(), **key)
    assert first.status_code == 201
    before = c.system.log.position()
    other = json.dumps(PERSON | {"full_name": "别人（合成）"}).encode()
    problem(post(c, other, **key), 422, "key_reused")
    again = post(c, json.dumps(PERSON).encode(), **key)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert c.system.log.position() == before


def test_who_acts_for_himself_acts_on_nobody_elses_behalf(c: County) -> None:
    me = self_actor(Role.RES, NOBODY)
    body = {"channel": "WINDOW", "text": "有异响", "community": "FC01"}
    for actor in (me, self_actor(Role.MER, NOBODY)):
        headers = c.headers(actor, **{"On-Behalf-Of": str(UUID(int=0xB0))})
        problem(c.http.post("/v1/cases", json=body, headers=headers), 403, "not_on_behalf")


# Addresses and their parameters


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("nothing", 404, "not_found"),
        ("cases", 405, "method_not_allowed"),
        ("cases/", 404, "not_found"),
        ("cases/7", 422, "invalid_request"),
        (f"cases/{NOBODY}", 404, "not_found"),
        (f"nothings/{NOBODY}", 404, "not_found"),
        (f"cases/{derived_id('grid', 'FC01001')}", 404, "not_found"),
        (f"grids/{NOBODY}/history", 404, "not_found"),
        ("ledgers/L-NOTHING", 404, "no_such_ledger"),
        ("ledgers/L-CASE?colour=red", 400, "no_such_filter"),
        ("ledgers/L-RATES?colour=red", 400, "no_such_filter"),
        ("ledgers/L-RATES?by=colour", 400, "bad_parameter"),
        ("ledgers/L-VOL?year=x", 422, "invalid_request"),
        ("ledgers/L-VOL?person=x", 400, "bad_filter"),
        ("ledgers/L-CASE?community=%00", 400, "bad_parameter"),
        ("ledgers/L-CASE?cursor=x", 400, "bad_parameter"),
        ("ledgers/L-CASE?cursor=-1", 400, "bad_parameter"),
        (f"ledgers/L-CASE?cursor={'9' * 40}", 400, "bad_parameter"),
        ("ledgers/L-MEMBERYEAR?cursor=%EF%BC%99", 400, "bad_parameter"),
        ("ledgers/L-CASE?limit=0", 422, "invalid_request"),
        ("ledgers/L-CASE?limit=1001", 422, "invalid_request"),
        ("scores/2022?limit=1001", 422, "invalid_request"),
        ("log?limit=1001", 422, "invalid_request"),
        ("ledgers/L-CASE?limit=1e3", 422, "invalid_request"),
        ("ledgers/L-CASE?valid_at=5", 422, "invalid_request"),
        ("ledgers/L-CASE?valid_at=2022-02-30", 422, "invalid_request"),
        ("ledgers/L-CASE?valid_at=0001-01-01", 422, "invalid_request"),
        ("ledgers/L-AUDIT?valid_at=2022-01-01", 400, "no_business_date"),
        ("ledgers/L-OVERDUE?valid_at=2022-01-01", 400, "no_business_date"),
        ("ledgers/L-RATES?valid_at=2022-01-01", 400, "no_business_date"),
        ("ledgers/L-EXCLUDED?valid_at=2022-01-01", 400, "no_business_date"),
        ("ledgers/L-CASE?year=2005", 400, "no_such_filter"),
        ("ledgers/L-ORDER?year=2022&community=FC01", 400, "no_such_filter"),
        ("ledgers/L-CASE?by=community", 400, "no_such_filter"),
        ("ledgers/L-OVERDUE?by=month", 400, "no_such_filter"),
        ("ledgers/L-REG?year=2031", 409, "no_ruleset"),
        ("scores/2031", 409, "no_ruleset"),
        ("scores/1000", 422, "invalid_request"),
        (f"scores/{'9' * 30}", 422, "invalid_request"),
        (f"scores/2022/{NOBODY}", 404, "not_found"),
        ("scores/2022?cursor=5", 400, "bad_parameter"),
        ("scores/2022?cursor=1.5", 400, "bad_parameter"),
        (f"scores/2022?cursor=1.5~{NOBODY}x", 400, "bad_parameter"),
        (f"scores/2022?cursor=999999999.5~{NOBODY}", 400, "moment_not_reached"),
        ("scores/2022?offset=5", 400, "no_such_parameter"),
        ("scores/2022?kind=GOD", 422, "invalid_request"),
        ("eligibility/2022?cursor=x", 400, "bad_parameter"),
        ("eligibility/2022?cursor=1.x", 400, "bad_parameter"),
        ("approvals?waiting=ever", 422, "invalid_request"),
        ("approvals?state=PENDING", 400, "no_such_parameter"),
        ("approvals?cursor=x", 400, "bad_parameter"),
        ("rulesets?as_off=1", 400, "no_such_parameter"),
        ("ledgers?as_of=1", 400, "no_such_parameter"),
        ("log?after=-1", 422, "invalid_request"),
        ("log?after=999999999", 400, "beyond_the_end"),
        (f"log?after={'9' * 30}", 422, "invalid_request"),
        ("log/stream?after=999999999", 400, "beyond_the_end"),
        ("log?min_position=999999999", 400, "moment_not_reached"),
        ("ledgers/L-CASE?min_position=999999999", 400, "moment_not_reached"),
    ],
)
def test_what_is_not_there_is_said(c: County, path: str, status: int, code: str) -> None:
    problem(get(c, path), status, code)


@pytest.mark.parametrize("path", ["ledgers/L-CASE", "ledgers/L-REG", "scores/2022", "rulesets",
                                  f"grids/{derived_id('grid', 'FC01001')}"])  # fmt: skip
@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("soon", "bad_moment"),
        ("2022-02-30T00:00:00Z", "bad_moment"),
        ("2022-03-01", "bad_moment"),
        ("2022-03-01T00:00:00", "bad_moment"),
        ("2022-03-01T00:00:00 08:00", "bad_moment"),  # a plus sign that was not written as %2B
        ("0001-01-01T00:00:00+23:59", "bad_moment"),
        ("9999-12-31T23:59:59-23:59", "bad_moment"),
        ("-1", "bad_moment"),
        ("٣", "bad_moment"),
        ("9" * 30, "bad_moment"),
        ("2099-01-01T00:00:00Z", "moment_not_reached"),
        ("999999999", "moment_not_reached"),
    ],
)
def test_a_moment_is_one_that_has_come(c: County, path: str, moment: str, code: str) -> None:
    answer = c.http.get(f"/v1/{path}", params={"as_of": moment}, headers=c.headers(Role.AUD))
    problem(answer, 400, code)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2022-03-01T00:00:00Z", "bad_moment"),
        ("Tue, 99 Mar 2022 00:00:00 GMT", "bad_moment"),
        ("Tue, 01 Mar 2022 00:00:00 CST", "bad_moment"),
        ("Thu, 01 Jan 2099 00:00:00 GMT", "moment_not_reached"),
    ],
)
def test_accept_datetime_is_an_http_date_that_has_come(c: County, moment: str, code: str) -> None:
    for path in ("ledgers/L-CASE", f"grids/{derived_id('grid', 'FC01001')}"):
        problem(get(c, path, **{"Accept-Datetime": moment}), 400, code)


def test_a_misspelt_dry_run_does_not_write(c: County) -> None:
    answer = post(c, json.dumps(PERSON).encode(), "/v1/persons?dryrun=true")
    assert "dryrun" in problem(answer, 400, "no_such_parameter")["detail"]


def test_an_unknown_method_is_refused(c: County) -> None:
    answer = c.http.delete(f"/v1/cases/{NOBODY}", headers=c.headers(Role.AUD))
    problem(answer, 405, "method_not_allowed")


# The caller's language


@pytest.mark.parametrize(
    ("accepted", "told"),
    [
        ("zh-Hans", "查无此记录，请核对编号。"),
        ("zh-CN,zh;q=0.9,en;q=0.5", "查无此记录，请核对编号。"),
        ("zh-Hant", "查無此記錄，請覈對編號。"),
        ("zh-TW", "查無此記錄，請覈對編號。"),
        ("zh-Hant-HK, en;q=0.9", "查無此記錄，請覈對編號。"),
        ("en", "No such record; check its id."),
        ("en-GB", "No such record; check its id."),
        ("fr, en; q=0.4, zh; q=0.3", "No such record; check its id."),
        ("zh;q=0, en;q=0.1", "No such record; check its id."),
        ("zh;q=0.1, en;q=0.9", "No such record; check its id."),
        ("fr", "查无此记录，请核对编号。"),
        ("", "查无此记录，请核对编号。"),
        ("en;q=x", "查无此记录，请核对编号。"),
        (";;;,,,=", "查无此记录，请核对编号。"),
    ],
)
def test_a_problem_is_told_in_the_callers_language(c: County, accepted: str, told: str) -> None:
    answer = get(c, f"cases/{NOBODY}", **{"Accept-Language": accepted})
    assert problem(answer, 404, "not_found")["detail"] == told


def test_the_faults_of_a_body_are_told_in_it_too(c: County) -> None:
    told = {
        language: post(c, b'{"full_name":"x","on":1}', **{"Accept-Language": language}).json()
        for language in ("zh-Hans", "zh-Hant", "en")
    }
    assert {language: body["errors"][0]["detail"] for language, body in told.items()} == {
        "zh-Hans": "没有此项，请删去。",
        "zh-Hant": "沒有此項，請刪去。",
        "en": "There is no such field; remove it.",
    }


# Batches


def batch(c: County, *lines: bytes, **more: str) -> list[dict[str, Any]]:
    headers = c.headers(Role.CW) | NDJSON | more
    answer = c.http.post("/v1/commands", content=b"\n".join(lines), headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [orjson.loads(line) for line in answer.content.splitlines()]


def test_a_bad_line_leaves_the_others_of_its_batch_alone(teller: Teller) -> None:
    c, good = teller.c, orjson.dumps({"command": "person.register", "body": PERSON})
    bad = {
        b'{"command":"person.register","body":{"full_name"': (422, "invalid_request"),
        b"": (422, "invalid_request"),
        b"\xff\xfe": (422, "invalid_request"),
        b"[]": (422, "invalid_request"),
        b"[" * 5000: (422, "invalid_request"),
        b'{"command":"person.register","body":{"full_name":"a\\u0000"}}': (422, "invalid_request"),
        b'{"command":"person.register","body":{"full_name":"x","full_name":"y"}}': (
            422, "invalid_request"),
        b'{"command":"person.register","colour":1,"body":{}}': (422, "invalid_request"),
        b'{"command":"person.register","body":{"full_name":7}}': (422, "invalid_request"),
        b'{"command":"person.register","body":{"full_name":%s}}' % (b"9" * 5000): (
            422, "invalid_request"),
        b'{"command":"person.vanish","body":{}}': (404, "no_such_command"),
        b'{"command":"access.record","body":{}}': (404, "no_such_command"),
        b'{"command":"person.update","body":{}}': (400, "id_missing"),
        b'{"command":"person.register","id":"%s","body":{"full_name":"x"}}'
        % str(NOBODY).encode(): (400, "id_not_wanted"),
        b'{"command":"person.update","id":"%s","body":{}}' % str(NOBODY).encode(): (
            404, "not_found"),
        b'{"command":"person.register","occurred_at":"2022-01-05T00:00:00","body":{}}': (
            422, "invalid_request"),
        b'{"command":"person.register","occurred_at":"2099-01-05T00:00:00Z",'
        b'"body":{"full_name":"x"}}': (409, "in_the_future"),
        b'{"command":"order.issue","id":"%s","body":{}}' % str(NOBODY).encode(): (
            403, "role_not_allowed"),
    }  # fmt: skip
    before = c.system.log.position()
    told = batch(c, *(line for one in bad for line in (good, one)), good)
    assert [line["line"] for line in told] == list(range(1, 2 * len(bad) + 2))
    assert {line["status"] for line in told[::2]} == {201}
    assert [(line["status"], line["code"]) for line in told[1::2]] == list(bad.values())
    assert all(len(line["detail"]) > 5 for line in told[1::2])
    assert c.system.log.position() == before + len(bad) + 1


def test_a_fault_in_a_line_is_pointed_at(c: County) -> None:
    line = b'{"command":"person.register","body":{"full_name":"x","residence":{"grid":5}}}'
    [told] = batch(c, line, **{"Accept-Language": "zh-Hant"})
    assert told["errors"] == [
        {"pointer": "/body/residence/grid", "code": "string_type", "detail": "須爲文字。"}
    ]


def test_an_empty_batch_changes_nothing(c: County) -> None:
    assert batch(c, b"") == []


def test_too_many_lines_are_told_to_be_split(c: County) -> None:
    headers = c.headers(Role.CW) | NDJSON
    answer = c.http.post("/v1/commands", content=b"{}\n" * 10_001, headers=headers)
    problem(answer, 413, "too_many_lines")


# Time without a calendar


def test_a_year_without_a_calendar_is_an_error_not_monday_to_friday(tmp_path: Path) -> None:
    with county(tmp_path) as c:
        case = c.do(Role.CW, "cases", **examples()["case.report"] | {"reporter": c.secretary})
        c.at("2027-01-04 09:00")
        adopt_rules(c, 2027)
        before = c.system.log.position()
        body = examples()["case.accept"]
        answer = c.ask(Role.CW, "cases", case, "accept", **body)
        assert "2027" in problem(answer, 409, "calendar_year_missing")["detail"]
        assert c.system.log.position() == before


def test_a_trial_is_not_made_earnest_by_saying_it_twice(c: County) -> None:
    path = "/v1/bodies?dry_run=true&dry_run=false"
    body = examples()["body.establish"]
    problem(c.http.post(path, json=body, headers=c.headers(Role.COD)), 400, "parameter_twice")


def test_a_read_side_that_is_gone_is_no_bug(tmp_path: Path) -> None:
    with county(tmp_path) as c:
        c.settle()
        with c.system.epochs.opened() as opened:
            opened.store.engine.dispose()
        for file in tmp_path.glob("read*"):
            file.unlink()
        for path in ("/v1/ledgers/L-CASE", "/ready", "/v1/scores/2022"):
            answer = c.http.get(path, headers=c.headers(Role.AUD))
            assert (answer.status_code, answer.json()["code"]) == (503, "read_side_unavailable")
            assert answer.headers["Retry-After"]


def test_who_filters_by_what_there_is_not_is_told_what_there_is(c: County) -> None:
    answer = c.http.get("/v1/ledgers/L-CASE?year=2005", headers=c.headers(Role.AUD))
    told = problem(answer, 400, "no_such_filter")
    assert "year" in told["detail"]
    assert "community, channel" in told["detail"]
