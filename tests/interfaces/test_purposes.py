"""Personal fields are read for a purpose that is the reader's to give, and in his name (SYS-20)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from domain.access import Purpose
from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import COUNTY, County, county, person, self_actor

ARCHIVES: Final = {"EPIDEMIC_CONTROL", "WORK_SAFETY", "SOCIAL_INSURANCE", "VACCINATION"}
SERVING: Final = ARCHIVES | {"CASE"}
OFFICES: Final = {
    Role.GW: SERVING, Role.GH: SERVING, Role.AL: SERVING, Role.DEPT: SERVING,
    Role.CW: SERVING | {"ASSESSMENT"}, Role.CS: SERVING | {"ASSESSMENT"},
    Role.TOWN: SERVING | {"ASSESSMENT"}, Role.COD: {"CASE", "ASSESSMENT"},
    Role.LG: {"CASE", "ASSESSMENT"}, Role.UNIT: {"CASE", "ASSESSMENT"},
    Role.EVO: {"ASSESSMENT"}, Role.ASR: {"ASSESSMENT"}, Role.AUD: {"AUDIT"}, Role.PIO: set(),
    Role.LEG: {"CASE"}, Role.ORG: {"CASE"}, Role.MEM: {"CASE"}, Role.VOL: {"CASE"},
    Role.RES: set(), Role.MER: set(),
}  # fmt: skip
WORKER: Final = Actor(Role.GW, derived_id("test-actor", "gw"), "FC01", None, ("grid:FC01001",))


@pytest.fixture(scope="module")
def c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with county(tmp_path_factory.mktemp("county")) as c:
        yield c


@pytest.fixture(scope="module")
def resident(c: County) -> UUID:
    return person(c, "张居民", residence={"community": "FC01", "grid": "FC01001"})


def read(c: County, actor: Actor, id: UUID, purpose: str) -> tuple[int, str | None]:
    """Status, and the code of what was refused."""
    before = c.system.log.position()
    answer = c.http.get(
        f"/v1/persons/{id}/history", params={"purpose": purpose}, headers=c.headers(actor)
    )
    shown = "张居民" in answer.text
    assert shown is (answer.status_code == 200) is (c.system.log.position() > before)
    return answer.status_code, answer.json().get("code")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SYS}))
def test_each_office_gives_its_own_purposes_only(c: County, resident: UUID, role: Role) -> None:
    actor = Actor(role, derived_id("test-actor", role), None, None, COUNTY)
    for purpose in Purpose:
        may = purpose in OFFICES[role]
        expected = (200, None) if may else (403, "purpose_not_allowed")
        assert read(c, actor, resident, purpose) == expected, purpose


def test_who_reads_his_own_data_is_the_person_himself(c: County, resident: UUID) -> None:
    assert read(c, self_actor(Role.RES, resident), resident, "OWN_DATA") == (200, None)
    assert read(c, WORKER, resident, "OWN_DATA") == (403, "purpose_not_allowed")
    nobody = Actor(Role.CW, None, None, None, COUNTY)
    assert read(c, nobody, resident, "OWN_DATA") == (403, "purpose_not_allowed")


def test_who_read_whose_data_and_what_for_is_a_filter_of_the_audit(tmp_path: Path) -> None:
    with county(tmp_path) as c:
        asked, other = (
            person(c, "张居民", residence={"community": "FC01", "grid": "FC01001"})
            for _ in range(2)
        )
        headers = c.headers(WORKER, **{"On-Behalf-Of": str(asked)})
        for id in (asked, other):
            c.http.get(f"/v1/persons/{id}/history", params={"purpose": "CASE"}, headers=headers)
        c.settle()
        events = c.get("log", limit=1000)["events"]
        [event] = [
            event for event in events
            if event["name"] == "access.read" and event["data"]["record"] == str(asked)
        ]  # fmt: skip
        reader = {
            "role": "GW", "person": str(WORKER.person), "body": "FC01", "on_behalf_of": str(asked),
        }  # fmt: skip
        assert event["actor"] == reader
        [entry] = c.ledger("L-AUDIT", opened=str(asked))
        assert reader.items() <= entry.items()
        assert (entry["purpose"], entry["personal_read"]) == ("CASE", True)
        found: list[dict[str, Any]] = c.ledger("L-AUDIT", purpose="CASE")
        assert {row["opened"] for row in found} == {str(asked), str(other)}
        assert c.ledger("L-AUDIT", purpose="AUDIT") == []
