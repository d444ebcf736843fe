"""?dry_run=true decides, shows the events that would be recorded, and writes nothing."""

import re
from typing import Any, Final

import orjson
import pytest

from domain.kernel import Actor, derived_id
from domain.registry import COMMANDS
from domain.roles import Role
from interfaces.http.commands import is_for_people
from tests.county import County, self_actor
from tests.interfaces.stories import Teller

PERSON: Final = {"full_name": "某人（合成）", "phone": "13800000001", "synthetic": True}
REPORT: Final = {"channel": "WINDOW", "text": "路灯不亮", "community": "FC01"}
GRID: Final = derived_id("grid", "FC01001")
DRY: Final = {"dry_run": "true"}
ID: Final = re.compile(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=PTJL-FC01-)[0-9A-F]{12}")
# Whose record a part of it is, its author may not read: what he released, rated or disputed at
# others, what others asked for, a paper that names no voter, the notice his objection hangs under.
OUT_OF_SIGHT: Final = {
    "ballot.cast": {"ballots"},
    "meeting.request-leave": {"meetings"},
    "objection.lodge": {"notices"},
    "objection.request-review": {"notices"},
    "objection.withdraw": {"notices"},
    "order.release": {"orders"},
    "social_organisation.rate-project": {"social-organisations"},
    "volunteer.dispute": {"volunteer-books"},
    "volunteer.rate": {"volunteer-books"},
}


def without_ids(event: dict[str, Any]) -> Any:
    """What a dry run can know of an event: ids are minted anew in earnest."""
    seen = {name: event[name] for name in ("collection", "version", "name", "data")}
    return orjson.loads(ID.sub(b"*", orjson.dumps(seen)))


@pytest.mark.parametrize("name", [n for n, kind in COMMANDS.items() if is_for_people(kind)])
def test_what_is_shown_is_what_is_then_recorded(teller: Teller, name: str) -> None:
    shown, recorded = teller.tried[name]
    assert shown
    unseen = OUT_OF_SIGHT.get(name, set())
    assert {event["collection"] for event in shown if event["data"] is None} == unseen
    recorded = [e | {"data": None} if e["collection"] in unseen else e for e in recorded]
    assert [without_ids(event) for event in shown] == [without_ids(event) for event in recorded]


def test_a_dry_run_answers_200_and_opens_no_address(c: County) -> None:
    answer = c.ask(Role.CW, "persons", params=DRY, **PERSON)
    body = answer.json()
    assert (answer.status_code, answer.headers["ETag"]) == (200, '"1"')
    assert "Location" not in answer.headers
    assert (body["version"], body["position"]) == (1, None)
    [event] = body["events"]
    assert (event["collection"], event["name"]) == ("persons", "person.registered")
    assert event["stream"] == body["id"]
    assert c.http.get(f"/v1/persons/{body['id']}", headers=c.headers(Role.AUD)).status_code == 404


def test_personal_text_is_not_shown_without_a_purpose(c: County) -> None:
    answer = c.ask(Role.CW, "persons", params=DRY, **PERSON)
    assert answer.json()["events"][0]["data"]["full_name"] == "[sealed]"
    assert PERSON["phone"] not in answer.text
    assert "sealed:" not in answer.text


def test_what_needs_consent_would_be_asked_for(c: County) -> None:
    body = {"last_day": "2022-10-01", "reason": "RESIGNED"}
    answer = c.ask(Role.CS, "grids", GRID, "end-head", params=DRY, **body)
    assert answer.status_code == 200
    assert "Location" not in answer.headers
    [event] = answer.json()["events"]
    assert (event["name"], event["data"]["command"]) == ("approval.requested", "grid.end-head")


def test_an_event_of_a_record_that_the_caller_may_not_read_is_named_only(c: County) -> None:
    resident = self_actor(Role.RES, derived_id("test", "passer-by"))
    [event] = c.ask(resident, "cases", params=DRY, **REPORT, anonymous=True).json()["events"]
    assert (event["name"], event["data"]) == ("case.reported", None)
    here = Actor(Role.CW, None, None, None, ("community:FC01",))
    [event] = c.ask(here, "cases", params=DRY, **REPORT, anonymous=True).json()["events"]
    assert event["data"]["community"] == "FC01"


def test_what_would_change_nothing_shows_nothing(teller: Teller) -> None:
    c, body = teller.c, {"net": "SAFETY", "on": "2022-10-08"}
    assert c.ask(Role.TOWN, "grids", GRID, "absorb-net", **body).status_code == 200
    c.settle()
    assert c.ask(Role.TOWN, "grids", GRID, "absorb-net", params=DRY, **body).json()["events"] == []


def test_what_would_be_refused_is_refused(c: County) -> None:
    for actor, path, body, status in (
        (Role.CW, ("grids", GRID, "activate"), {"on": "2022-01-04"}, 403),
        (Role.TOWN, ("grids", GRID, "activate"), {"on": "2022-01-04"}, 409),
        (Role.CW, ("persons",), {"full_name": 5}, 422),
    ):
        answer = c.ask(actor, *path, params=DRY, **body)
        assert answer.status_code == status, answer.text
        assert "events" not in answer.json()


def test_what_was_done_in_earnest_shows_no_events(teller: Teller) -> None:
    answer = teller.c.ask(Role.CW, "persons", **PERSON | {"phone": None})
    assert answer.status_code == 201
    assert "events" not in answer.json()
    teller.c.settle()


def test_a_line_of_a_batch_can_be_tried_too(c: County) -> None:
    line = {"command": "person.register", "dry_run": True, "body": PERSON}
    headers = c.headers(Role.CW) | {"Content-Type": "application/x-ndjson"}
    told = c.http.post("/v1/commands", content=orjson.dumps(line), headers=headers).json()
    assert (told["status"], told["position"]) == (200, None)
    assert [event["name"] for event in told["events"]] == ["person.registered"]


@pytest.mark.parametrize("spelt", ["dry-run=true", "dryrun=true", "dry_run=maybe"])
def test_a_misspelt_dry_run_writes_nothing(c: County, spelt: str) -> None:
    answer = c.http.post(f"/v1/persons?{spelt}", json=PERSON, headers=c.headers(Role.CW))
    assert answer.status_code in (400, 422)
