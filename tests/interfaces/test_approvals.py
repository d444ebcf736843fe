"""What waits for consent: a list for who may give it, and one for who asked; HTTP and CLI."""

from typing import Any
from uuid import UUID

import orjson
import pytest
from click.testing import CliRunner

from domain.kernel import Actor, derived_id
from domain.roles import Role
from interfaces.cli.main import main
from tests.county import COUNTY, County, self_actor
from tests.interfaces.stories import Teller

GRID = derived_id("grid", "FC01001")
TOWN = Actor(Role.TOWN, derived_id("test", "town"), None, None, ("town",))
HERE = Actor(Role.CS, derived_id("test", "secretary"), None, None, ("community:FC01",))
THERE = Actor(Role.CS, derived_id("test", "another"), None, None, ("community:FC02",))


@pytest.fixture
def waits(teller: Teller) -> str:
    """The approval that the secretary of FC01 asked the town for."""
    return str(teller.known["waiting"])


@pytest.fixture
def secretary(teller: Teller) -> Actor:
    return Actor(Role.CS, teller.c.secretary, None, None, ("community:FC01",))


def ids(c: County, actor: Actor, whose: str | None = None, **params: Any) -> list[str]:
    asked = params | ({"waiting": whose} if whose else {})
    return [row["approval"] for row in c.get("approvals", actor, **asked)["rows"]]


def test_it_waits_for_those_whose_role_and_scope_may_consent(
    c: County, waits: str, secretary: Actor
) -> None:
    assert waits in ids(c, TOWN, "for-me")
    for actor in (HERE, THERE, secretary, Actor(Role.AUD, None, None, None, COUNTY)):
        assert waits not in ids(c, actor, "for-me")
    elsewhere = Actor(Role.TOWN, TOWN.person, None, None, ("community:FC02",))
    assert ids(c, elsewhere, "for-me") == []


def test_what_waits_for_me_is_what_i_could_grant(teller: Teller, c: County) -> None:
    """The list and the command agree, for every approval and every caller."""
    callers = [TOWN, HERE, THERE, *(Actor(role, TOWN.person, None, None, COUNTY) for role in Role
                                    if role is not Role.SYS)]  # fmt: skip
    rows = c.get("approvals", Role.AUD, limit=1000)["rows"]
    assert rows
    for row in rows:
        for actor in callers:
            tried = c.ask(actor, "approvals", row["approval"], "grant", params={"dry_run": True})
            mine = row["approval"] in ids(c, actor, "for-me", limit=1000)
            assert mine is (tried.status_code != 403), (row, actor, tried.text)


def test_nobody_is_asked_to_consent_to_his_own_request(c: County, waits: str) -> None:
    asker = c.get(f"approvals/{waits}")["state"]["requester"]["person"]
    himself = Actor(Role.TOWN, UUID(asker), None, None, ("town",))
    assert waits not in ids(c, himself, "for-me")
    assert waits in ids(c, himself, "mine")


def test_who_asked_sees_what_of_his_waits(c: County, waits: str, secretary: Actor) -> None:
    assert ids(c, secretary, "mine") == [waits]
    assert ids(c, HERE, "mine") == []
    assert waits in ids(c, HERE)
    assert ids(c, THERE) == []


def test_who_asked_without_any_other_scope_sees_and_reads_it(c: County, waits: str) -> None:
    asker = c.get(f"approvals/{waits}")["state"]["requester"]["person"]
    himself = self_actor(Role.CS, asker)
    assert ids(c, himself) == ids(c, himself, "mine") == [waits]
    assert c.get(f"approvals/{waits}", himself)["state"]["state"] == "PENDING"


def test_a_token_without_a_person_has_nothing_that_is_his(c: County) -> None:
    nobody = Actor(Role.CW, None, None, None, COUNTY)
    answer = c.http.get("/v1/approvals?waiting=mine", headers=c.headers(nobody))
    assert (answer.status_code, answer.json()["code"]) == (400, "nobody_named")


def test_what_was_decided_waits_no_more_but_did_before(teller: Teller) -> None:
    c = teller.c
    me = Actor(Role.CS, derived_id("test", "asker"), None, None, ("community:FC01",))
    body = {"last_day": "2022-10-01", "reason": "RESIGNED"}
    answer = c.ask(me, "grids", GRID, "end-head", **body)
    asked, waited = answer.json()["pending"], answer.json()["position"]
    c.settle()
    assert ids(c, me, "mine") == [asked]
    assert c.ask(TOWN, "approvals", asked, "refuse", reason="再议").status_code == 200
    c.settle()
    assert ids(c, me, "mine") == []
    assert ids(c, me, "mine", as_of=waited) == [asked]
    [row] = c.get("ledgers/APPROVALS", me, requester=me.person)["rows"]
    assert (row["state"], row["decided_as"]) == ("REFUSED", "TOWN")
    assert row["decided_by"] == str(TOWN.person)


def test_the_list_has_pages(teller: Teller) -> None:
    c = teller.c
    me = Actor(Role.CS, derived_id("test", "busy"), None, None, ("community:FC01",))
    body = {"last_day": "2022-10-02", "reason": "RESIGNED"}
    asked = [c.ask(me, "grids", GRID, "end-head", **body).json()["pending"] for _ in range(5)]
    c.settle()
    page, seen = c.get("approvals", me, waiting="mine", limit=2), []
    while True:
        seen += [row["approval"] for row in page["rows"]]
        if page["next"] is None:
            break
        page = c.get("approvals", me, waiting="mine", limit=2, cursor=page["next"])
    assert seen == asked


def test_the_command_line_lists_them_too(c: County, waits: str, secretary: Actor) -> None:
    def listed(*words: str) -> list[str]:
        argv = ["--data", str(c.system.settings.data), "--format", "json", "approvals", *words]
        answer = CliRunner().invoke(main, argv, catch_exceptions=False)
        assert answer.exit_code == 0, answer.output
        return [orjson.loads(line)["approval"] for line in answer.stdout.splitlines()]

    assert waits in listed()
    assert waits in listed("--role", "TOWN")
    assert waits not in listed("--role", "COD")
    assert waits not in listed("--role", "TOWN", "--scope", "community:FC02")
    assert listed("--mine", "--person", str(secretary.person)) == [waits]
    assert listed("--as-of", "1") == []
