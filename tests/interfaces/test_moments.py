"""Any moment, everywhere: every GET takes `as_of` and Accept-Datetime, and `valid_at` where there
are business dates; RFC 7089's headers and TimeMaps."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from typing import Any, Final

import pytest

from domain.kernel import derived_id
from domain.roles import Role
from interfaces.http.proofs import PUBLIC
from tests.county import County, county, person

GRID: Final = f"grids/{derived_id('grid', 'FC01001')}"
# GETs that are of no moment, and why.
OF_NO_MOMENT: Final = {
    "/health": "of this process, now",
    "/ready": "of this process, now",
    "/v1/ledgers": "what the software can answer, not what it knows",
    "/v1/questions": "what the software can answer, not what it knows",
    "/v1/persons/{id}/copy": "all that is held; what was erased is not to be had at any moment",
    "/v1/data-subjects/{id}/receipt": "of an erasure, which is once",
    "/v1/log/{position}": "an event never changes",
    "/v1/log/stream": "what is to come; what has come is at /v1/log",
}
# GETs of a moment that look at no business date, and why.
UNDATED: Final = {
    "/v1/audit/{year}": "each question as it is asked without a day",
    "/v1/approvals": "consent is asked and given when it is recorded",
    "/v1/log": "events as they were recorded, each with its own occurred_at",
    "/v1/drift/{year}": "what was published is of the year's end",
    "/v1/event-logs/{kind}.xes": "events, each with its own time",
    "/v1/event-logs/{kind}.ocel.json": "events, each with its own time",
    "/v1/papers/service-extracts/{id}": "what was issued then",
    "/v1/papers/score-sheets/{year}/{subject}": "of the year's end",
    "/v1/papers/honours/{id}": "what was held then",
    "/v1/exports/{id}/content": "of the position that the package was derived from",
    "/v1/{collection}/{id}": "a record holds its own dates; ledgers read them as on a day",
    "/v1/{collection}/{id}/history": "events, each with its own occurred_at",
    "/v1/{collection}/{id}/timemap": "versions, by when they were recorded",
}
# What only some records have: see test_papers.py, test_subjects.py.
OF_ONE: Final = ("/v1/papers/", "/v1/persons/", "/v1/data-subjects/")
MEMENTO: Final = re.compile(r'<([^>]+)>; rel="([^"]+)"; datetime="([^"]+)"')


def reads(c: County) -> dict[str, set[str]]:
    """Path → the parameters of its GET, as the OpenAPI file has them."""
    paths = c.http.get("/openapi.json").json()["paths"]
    return {
        path: {p["name"] for p in methods["get"].get("parameters", ())}
        for path, methods in paths.items()
        if "get" in methods and not path.startswith(PUBLIC)
    }


def test_every_get_is_of_any_moment(c: County) -> None:
    found = reads(c)
    assert OF_NO_MOMENT.keys() | UNDATED.keys() <= found.keys()
    for path, parameters in found.items():
        if path not in OF_NO_MOMENT:
            assert {"as_of", "Accept-Datetime"} <= parameters, (
                f"{path}: give it `asked: AsOf`, or say in OF_NO_MOMENT why it is of none"
            )
            assert ("valid_at" in parameters) != (path in UNDATED), (
                f"{path}: give it `valid_at`, or say in UNDATED why it has no business date"
            )


def addressed(c: County) -> list[str]:
    """An address of every GET that is of a moment."""
    unit = c.ledger("UNITS")[0]["unit"]
    [package, *_] = [row["package"] for row in c.ledger("L-EXPORT")]
    filled = {
        "{collection}/{id}": GRID, "exports/{id}": f"exports/{package}", "{year}": "2022",
        "{subject}": unit, "ledgers/{name}": "ledgers/UNITS",
        "{kind}": "cases",
        "questions/{name}": "questions/cases-closed-without-feedback",
    }  # fmt: skip
    found = []
    for path in reads(c).keys() - OF_NO_MOMENT.keys():
        if path.startswith(OF_ONE):
            continue
        address = path
        for name, value in filled.items():
            address = address.replace(name, value)
        if "/ledgers/" in path and path.endswith("/readers"):
            address = f"/v1/ledgers/UNITS/readers?key={unit}"
        if path.endswith("/ledgers/{name}/why"):
            address += f"?unit={unit}"
        if address.endswith("/compare"):
            address += "?as_of_before=100"
        assert "{" not in address
        found.append(address)
    return found


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("soon", "bad_moment"),
        ("2022-03-01T00:00:00", "bad_moment"),
        ("2099-01-01T00:00:00Z", "moment_not_reached"),
        ("999999999", "moment_not_reached"),
    ],
)
def test_every_get_refuses_what_is_no_moment_or_has_not_come(
    c: County, moment: str, code: str
) -> None:
    for address in addressed(c):
        joint = "&" if "?" in address else "?"
        answer = c.http.get(f"{address}{joint}as_of={moment}", headers=c.headers(Role.AUD))
        assert (answer.status_code, answer.json()["code"]) == (400, code), address
        assert answer.json()["detail"]


def test_an_answer_to_a_past_moment_says_so_on_every_get(c: County) -> None:
    head = c.system.log.position()
    [last] = c.system.log.read(head - 1, 1)
    at = (last.recorded_at + timedelta(seconds=1)).astimezone(UTC)
    c.clock.now = max(c.clock.now, at + timedelta(seconds=1))  # what is asked is recorded later
    for address in addressed(c):
        now = c.http.get(address, headers=c.headers(Role.AUD))
        assert now.status_code == 200, (address, now.text)
        assert "Memento-Datetime" not in now.headers
        assert "Accept-Datetime" in now.headers["Vary"]
        assert f'<{address}>; rel="original timegate"' in now.headers["Link"]
        accept = {"Accept-Datetime": format_datetime(at, usegmt=True)}
        then = c.http.get(address, headers=c.headers(Role.AUD) | accept)
        assert then.status_code == 200, (address, then.text)
        [(memento, rel, told)] = MEMENTO.findall(then.headers["Link"])
        assert (rel, told) == ("memento", then.headers["Memento-Datetime"])
        assert parsedate_to_datetime(told) <= at
        assert memento == then.headers["Content-Location"]
        fixed = c.http.get(memento, headers=c.headers(Role.AUD))
        assert fixed.content == then.content, address
        assert "Content-Location" not in fixed.headers
        assert f'<{memento}>; rel="memento"' in fixed.headers["Link"]


def get(c: County, path: str, **headers: str) -> Any:
    return c.http.get(f"/v1/{path}", headers=c.headers(Role.AUD) | headers)


def test_a_timemap_lists_every_version_with_its_address_and_time(c: County) -> None:
    now = get(c, GRID)
    link = f'</v1/{GRID}/timemap>; rel="timemap"; type="application/link-format"'
    assert link in now.headers["Link"]
    answer = get(c, f"{GRID}/timemap")
    assert answer.headers["content-type"].startswith("application/link-format")
    assert f'</v1/{GRID}>; rel="original timegate"' in answer.text
    assert f'</v1/{GRID}/timemap>; rel="self"; type="application/link-format"' in answer.text
    listed = MEMENTO.findall(answer.text)
    events = c.get(f"{GRID}/history")["events"]
    assert len(listed) == len(events) == now.json()["version"] > 1
    assert [rel for _, rel, _ in listed[1:-1]] == ["memento"] * (len(events) - 2)
    assert (listed[0][1], listed[-1][1]) == ("first memento", "last memento")
    for version, ((address, _, told), event) in enumerate(zip(listed, events, strict=True), 1):
        memento = c.http.get(address, headers=c.headers(Role.AUD))
        assert memento.json()["version"] == version
        assert memento.headers["Memento-Datetime"] == told
        recorded = datetime.fromisoformat(event["recorded_at"])
        assert timedelta(0) <= parsedate_to_datetime(told) - recorded < timedelta(seconds=1)
    third = events[2]["position"]
    assert len(MEMENTO.findall(get(c, f"{GRID}/timemap?as_of={third}").text)) == 3


def test_a_version_is_there_at_the_time_that_is_told_of_it(tmp_path: Path) -> None:
    """RFC 7089: Accept-Datetime with a Memento-Datetime, which has whole seconds, finds it."""
    with county(tmp_path) as fresh:
        fresh.clock.now += timedelta(milliseconds=300)
        path = f"persons/{person(fresh, '某人')}"
        fresh.clock.now += timedelta(minutes=1)
        first = MEMENTO.findall(get(fresh, f"{path}/timemap").text)[0][2]
        assert get(fresh, path, **{"Accept-Datetime": first}).json()["version"] == 1


def test_the_timemap_of_a_stranger_s_record_is_closed_to_him(c: County) -> None:
    elsewhere = c.headers(Role.CS)
    assert c.http.get(f"/v1/{GRID}/timemap", headers=elsewhere).status_code == 200
    nothing = c.http.get(f"/v1/grids/{derived_id('no')}/timemap", headers=elsewhere)
    assert (nothing.status_code, nothing.json()["code"]) == (404, "not_found")


def test_the_log_of_a_moment_ends_there(c: County) -> None:
    page = c.get("log", after=90, limit=50, as_of=100)
    assert [event["position"] for event in page["events"]] == list(range(91, 101))
    assert (page["next"], page["head"]) == (100, 100)
    beyond = get(c, "log?after=101&as_of=100")
    assert (beyond.status_code, beyond.json()["code"]) == (400, "beyond_the_end")


def test_scores_are_asked_on_a_business_date_too(c: County) -> None:
    """Registered later in the year than the day: not registered on it."""

    def on(path: str, day: str) -> Any:
        return get(c, f"{path}?limit=1000&valid_at={day}").json()

    for path in ("scores/2022", "eligibility/2022"):
        assert on(path, "2022-12-31") == get(c, f"{path}?limit=1000").json()
        assert on(path, "2022-01-31") != on(path, "2022-12-31")
    scores = (on("scores/2022", day)["scores"] for day in ("2022-01-31", "2022-12-31"))
    early, late = ({row["subject"]: row["earned"] for row in rows} for rows in scores)
    subject = next(id for id in late if id in early and early[id] != late[id])
    sheet = get(c, f"scores/2022/{subject}?valid_at=2022-01-31").json()
    assert (sheet["earned"], late[subject]) == (early[subject], get_earned(c, subject))
    for path in ("scores/2022", f"scores/2022/{subject}", "eligibility/2022", "rulesets"):
        bad = get(c, f"{path}?valid_at=2022-02-30")
        assert (bad.status_code, bad.json()["code"]) == (422, "invalid_request")


def get_earned(c: County, subject: str) -> Any:
    return get(c, f"scores/2022/{subject}").json()["earned"]


def test_of_all_rules_those_in_force_on_a_day(c: County) -> None:
    every = get(c, "rulesets").json()["rulesets"]["entries"]
    [one] = get(c, "rulesets?valid_at=2022-12-31").json()["rulesets"]["entries"]
    assert one in every
    assert get(c, "rulesets?valid_at=1999-12-31").json()["rulesets"]["entries"] == []
