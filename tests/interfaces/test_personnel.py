"""Pay and appraisals are read by whom they are about and by personnel offices only: SYS-15."""

from typing import Final
from uuid import UUID

import pytest

from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import COUNTY, County, self_actor
from tests.interfaces.stories import Teller

LEDGERS: Final = ("L-WORKER", "L-PAY", "L-PAYFLOOR")
HERE, THERE = ("community:FC01",), ("community:FC02",)


def seen(c: County, name: str, actor: Actor) -> int:
    year = {} if name == "L-WORKER" else {"year": 2022}
    return len(c.get(f"ledgers/{name}", actor, limit=1000, **year)["rows"])


@pytest.mark.parametrize("name", LEDGERS)
def test_who_reads_a_ledger_of_personnel(c: County, name: str) -> None:
    somebody = UUID(int=5)
    for role, scopes in (
        (Role.CS, HERE), (Role.TOWN, ("town",)), (Role.COD, COUNTY), (Role.AUD, COUNTY),
    ):  # fmt: skip
        assert seen(c, name, Actor(role, somebody, scopes=scopes))
    for role, scopes in (
        (Role.CS, THERE), (Role.CW, HERE), (Role.CW, COUNTY), (Role.EVO, COUNTY),
        (Role.GH, HERE), (Role.LG, COUNTY), (Role.CW, ("self",)),
    ):  # fmt: skip
        assert not seen(c, name, Actor(role, somebody, scopes=scopes)), (role, scopes)


def test_a_worker_reads_his_own_row_record_and_pay(teller: Teller, c: County) -> None:
    for person in {row["person"] for row in c.ledger("L-WORKER")}:
        me = self_actor(Role.CW, person)
        assert seen(c, "L-WORKER", me) == 1
        record = derived_id("community-worker", person)
        assert c.get(f"community-workers/{record}", me)["id"] == str(record)
    paid = c.ledger("L-PAY", year=2022)[0]["worker"]
    owner = next(row["person"] for row in c.ledger("L-WORKER") if row["worker"] == paid)
    assert seen(c, "L-PAY", self_actor(Role.CW, owner)) == 1


def test_a_colleague_reads_neither_record_nor_events(c: County) -> None:
    record = c.ledger("L-WORKER")[0]["worker"]
    for scopes in (HERE, COUNTY):
        colleague = Actor(Role.CW, UUID(int=5), scopes=scopes)
        answer = c.http.get(f"/v1/community-workers/{record}", headers=c.headers(colleague))
        assert answer.status_code == 403
        events = c.get("log", colleague, after=0, limit=1000)["events"]
        assert not [e for e in events if e["name"].startswith("community_worker.")]


def test_ledgers_say_whom_their_rows_are_about(c: County) -> None:
    people = {row["worker"]: row["person"] for row in c.ledger("L-WORKER")}
    for name in ("L-PAY", "L-PAYFLOOR"):
        for row in c.ledger(name, year=2022):
            assert (row["person"], row["community"]) == (people[row["worker"]], "FC01")
    [rated] = [row for row in c.ledger("L-ORG") if row["projects"]]
    assert (rated["title"], rated["delivered"], rated["ratings"]) == ("义剪社（合成）", 1, "5/1")
    numbers = {row["case"]: row["case_no"] for row in c.ledger("L-CASE")}
    for row in c.ledger("L-DISPUTE"):
        assert (row["case_no"], row["community"]) == (numbers[row["case"]], "FC01")


def test_no_question_quotes_a_row_that_its_ledger_does_not_show(c: County) -> None:
    """SYS-22: what compares any ledger between two moments is read as that ledger is."""
    before = "2021-12-20T00:00:00+08:00"

    def quoted(ledger: str, role: Role, *scopes: str) -> int:
        actor = Actor(role, UUID(int=5), scopes=scopes)
        told = {"ledger": ledger, "then": before, "year": 2022, "limit": 1000, "min_position": 0}
        return len(c.get("questions/a-ledger-at-two-moments", actor, **told)["rows"])

    for name in (*LEDGERS, "L-DISPUTE", "L-READ", "L-CONSENT", "L-REQUEST"):
        assert quoted(name, Role.AUD, *COUNTY), name
        assert not quoted(name, Role.EVO, *COUNTY), name
        assert not quoted(name, Role.GW, *HERE), name
    assert quoted("L-AUDIT", Role.TOWN, *COUNTY)
    assert not quoted("L-AUDIT", Role.CS, *HERE)
    assert quoted("L-CASE", Role.CS, *HERE)
    assert not quoted("L-CASE", Role.CS, *THERE)
