"""Who could see this then: by scope, as a person named, and by the post held on the day."""

from typing import Any, Final
from uuid import UUID

import pytest

from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import County, person
from tests.interfaces.stories import Teller
from tests.interfaces.stories.teller import records

NOBODY: Final = derived_id("test", "nobody")


@pytest.fixture
def c(teller: Teller) -> County:
    teller.c.settle()
    return teller.c


def readers(c: County, path: str, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = c.get(f"{path}/readers", **asked)
    return found


def test_a_case_is_read_by_its_community_and_by_who_held_its_posts(c: County) -> None:
    [case, *_] = [row for row in c.ledger("L-CASE") if row["community"] == "FC01"]
    found = readers(c, f"cases/{case['case']}", valid_at="2022-06-30")
    assert {"county", "town", "community:FC01"} <= set(found["scopes"])
    assert "community:FC02" not in found["scopes"]
    secretary = [post for post in found["posts"] if post["person"] == str(c.secretary)]
    assert [(p["role"], p["scope"], p["post"], p["ledger"]) for p in secretary] == [
        ("CS", "community:FC01", "SECRETARY", "POSTS")
    ]
    of_row = c.get("ledgers/L-CASE/readers", key=case["case"], valid_at="2022-06-30")
    assert set(of_row["scopes"]) == set(found["scopes"])
    assert of_row["posts"] == found["posts"]


def test_a_post_that_had_not_begun_or_was_over_gave_no_sight(c: County) -> None:
    [case, *_] = [row for row in c.ledger("L-CASE") if row["community"] == "FC01"]
    newcomer = person(c, "周委员（合成）", party_member="FULL")
    before = c.system.log.position()
    c.do(
        Role.COD, "bodies", c.body("FC01"), "appoint", person=newcomer, post="JUDGE",
        basis="COUNTY_ASSIGNED", document_no="【合成】77号",
        period={"start": "2022-03-01", "end": "2022-03-31"},
    )  # fmt: skip

    def may(**asked: Any) -> bool:
        found = readers(c, f"cases/{case['case']}", **asked)["posts"]
        return str(newcomer) in {post["person"] for post in found}

    assert [may(valid_at=day) for day in ("2022-02-28", "2022-03-01", "2022-03-31")] == [
        False, True, True,
    ]  # fmt: skip
    assert not may(valid_at="2022-04-01")
    assert not may(valid_at="2022-03-15", as_of=before), "it was not on record yet"


def test_what_it_says_is_what_reading_lets_through(c: County) -> None:
    """Of a record of every kind: every scope and person told may read it, and no other scope."""
    everywhere = {scope for _, found in _of_each_kind(c) for scope in found["scopes"]}
    assert len(everywhere) > 4
    for path, found in _of_each_kind(c):
        for scope in everywhere:
            actor = Actor(Role(found["roles"][0]), NOBODY, None, None, (scope,))
            status = c.http.get(f"/v1/{path}", headers=c.headers(actor)).status_code
            assert (status == 200) == (scope in found["scopes"]), (path, scope)
        if len(found["roles"]) < len(Role) - 1:
            other = next(role for role in Role if role.value not in found["roles"])
            actor = Actor(other, NOBODY, None, None, ("county",))
            assert c.http.get(f"/v1/{path}", headers=c.headers(actor)).status_code == 403, path
        for named in found["persons"][:2]:
            actor = Actor(Role.RES, UUID(named), None, None, ("self",))
            assert c.http.get(f"/v1/{path}", headers=c.headers(actor)).status_code == 200, path


def _of_each_kind(c: County) -> list[tuple[str, dict[str, Any]]]:
    paths = [f"{kind.collection}/{ids[0]}" for kind, ids in records(c).items() if ids]
    return [(path, readers(c, path)) for path in paths]


def test_a_moment_of_the_record_is_read_with_todays_authorisation(c: County) -> None:
    """`as_of` shows what was known then, to who may read it now (ADR 0021)."""
    [case, *_] = c.ledger("L-CASE")
    for role in (Role.COD, Role.CS, Role.RES):
        refused = c.http.get(f"/v1/cases/{case['case']}/readers", headers=c.headers(role))
        assert (refused.status_code, refused.json()["code"]) == (403, "role_not_allowed")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        (f"cases/{NOBODY}/readers", 404, "not_found"),
        (f"ledgers/L-CASE/readers?key={NOBODY}", 404, "not_found"),
        ("ledgers/L-REG/readers?key=1", 404, "not_found"),
        ("ledgers/L-AUDIT/readers?key=1", 404, "not_found"),
        ("ledgers/L-CASE/readers", 422, "invalid_request"),
    ],
)
def test_of_what_is_not_there_nobody_is_told(c: County, path: str, status: int, code: str) -> None:
    answer = c.http.get(f"/v1/{path}", headers=c.headers(Role.AUD))
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
