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
from tests.interfaces.stories import Teller

ARCHIVES: Final = {"EPIDEMIC_CONTROL", "WORK_SAFETY", "SOCIAL_INSURANCE", "VACCINATION"}
SERVING: Final = ARCHIVES | {"CASE"}
OFFICES: Final = {
    Role.GW: SERVING, Role.GH: SERVING, Role.AL: SERVING, Role.DEPT: SERVING,
    Role.CW: SERVING | {"ASSESSMENT"}, Role.CS: SERVING | {"ASSESSMENT"},
    Role.TOWN: SERVING | {"ASSESSMENT"}, Role.COD: {"CASE", "ASSESSMENT"},
    Role.LG: {"CASE", "ASSESSMENT"}, Role.UNIT: {"CASE", "ASSESSMENT"},
    Role.EVO: {"ASSESSMENT"}, Role.ASR: {"ASSESSMENT"}, Role.AUD: {"AUDIT"},
    Role.PIO: {"SUBJECT_REQUEST"},
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


def test_who_answers_a_request_reads_what_is_asked(tmp_path: Path) -> None:
    """SYS-20: nobody answers what he cannot read; nobody else's purpose opens it."""
    with county(tmp_path) as c:
        asker = person(c, "张居民", residence={"community": "FC01", "grid": "FC01001"})
        herself = self_actor(Role.RES, asker)
        request = c.do(
            herself, "subject-requests", person=asker, kind="EXPLAIN", about="为何我被列入名单",
            community="FC01",
        )  # fmt: skip

        def read_by(actor: Actor, purpose: str) -> tuple[int, bool]:
            answer = c.http.get(
                f"/v1/subject-requests/{request}/history", params={"purpose": purpose},
                headers=c.headers(actor),
            )  # fmt: skip
            return answer.status_code, "为何我被列入名单" in answer.text

        officer = Actor(Role.PIO, UUID(int=0x910), None, None, COUNTY)
        assert read_by(officer, "SUBJECT_REQUEST") == (200, True)
        assert read_by(officer, "CASE") == (403, False)
        assert read_by(Actor(Role.TOWN, UUID(int=0x70), None, None, COUNTY), "CASE") == (403, False)
        assert read_by(herself, "OWN_DATA") == (200, True)


def test_who_watches_over_personal_data_alone_reads_who_read_what(tmp_path: Path) -> None:
    """SYS-20: as the ledgers L-READ, L-RESTRICTION, L-CONSENT and L-REQUEST, so the records."""
    with county(tmp_path) as c:
        asked = person(c, "张居民", residence={"community": "FC01", "grid": "FC01001"})
        herself = self_actor(Role.RES, asked)
        consent = c.do(
            herself, "consents", person=asked, purpose="WISH", notice="1号", separate=True,
            community="FC01",
        )  # fmt: skip
        restricted = c.do(
            Role.PIO, "data-subjects", person=asked, ground="OBJECTION", reason="合成",
            document_no="1号",
        )  # fmt: skip
        c.http.get(
            f"/v1/persons/{asked}/history", params={"purpose": "CASE"}, headers=c.headers(WORKER)
        )
        reads = derived_id("access", asked)
        nobody, keepers = set[Role](), {Role.CW, Role.CS}
        for path, more in (
            (f"reads/{reads}", nobody), (f"data-subjects/{restricted}", nobody),
            (f"consents/{consent}", keepers),
        ):  # fmt: skip
            for role in set(Role) - {Role.SYS}:
                actor = Actor(role, derived_id("test-actor", role), None, None, COUNTY)
                status = c.http.get(f"/v1/{path}", headers=c.headers(actor)).status_code
                may = role in {Role.PIO, Role.AUD} | more
                assert status == (200 if may else 403), (path, role)
        assert c.http.get(f"/v1/consents/{consent}", headers=c.headers(herself)).status_code == 200


def test_a_mediation_is_read_by_whoever_mediates_or_supervises(teller: Teller) -> None:
    """SYS-13, S9 art. 27: confidential, also to who may read the rest of the case."""
    c = teller.c
    c.settle()
    case = c.ledger("L-DISPUTE")[0]["case"]

    def opened(role: Role, purpose: str = "CASE") -> dict[str, str]:
        actor = Actor(role, derived_id("test-actor", role), None, None, COUNTY)
        found = c.get(f"cases/{case}/history", actor, purpose=purpose, min_position=0)["events"]
        return {event["name"]: str(event["data"]) for event in found}

    for role, may in (
        (Role.CW, True), (Role.CS, True), (Role.LEG, True), (Role.TOWN, True), (Role.COD, True),
        (Role.GW, False), (Role.GH, False), (Role.DEPT, False), (Role.LG, False), (Role.MEM, False),
    ):  # fmt: skip
        texts = opened(role)
        assert "[sealed]" not in texts["case.reported"], role
        for name in ("case.mediation_session_held", "case.mediation_agreement_reached"):
            assert ("[sealed]" not in texts[name]) is may, (role, name)
    assert "[sealed]" not in opened(Role.AUD, "AUDIT")["case.mediation_agreement_reached"]
