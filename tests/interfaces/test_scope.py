"""Who may read what: those a record concerns, also where they only help, and nobody's name more."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

import pytest

from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import (
    COUNTY,
    County,
    county,
    found,
    grid,
    member,
    person,
    register,
    self_actor,
    served,
    unit,
)
from tests.examples.test_agreements import Pact

HEATING, STREETS, POLICE = "DEPT-HEATING", "DEPT-STREETS", "DEPT-POLICE"


@pytest.fixture
def c(tmp_path: Path) -> Iterator[County]:
    with county(tmp_path) as c:
        yield c


COMMUNITY: Final = Actor(Role.CS, derived_id("test-actor", "cs"), None, None, ("community:FC01",))
NEIGHBOUR: Final = Actor(Role.CS, derived_id("test-actor", "cs"), None, None, ("community:FC02",))


def liaison(of: UUID) -> Actor:
    return Actor(Role.UNIT, derived_id("test-actor", "unit"), None, None, (f"unit:{of}",))


def officer(body: str) -> Actor:
    return Actor(Role.DEPT, derived_id("test-actor", body), body, None, (f"body:{body}",))


def may_read(c: County, actor: Actor, case: str) -> bool:
    """The same of the record, its history and the ledger."""
    headers = c.headers(actor)
    asked = [c.http.get(f"/v1/cases/{case}{part}", headers=headers) for part in ("", "/history")]
    listed = [row["case"] for row in c.get("ledgers/L-CASE", actor)["rows"]]
    [found] = {answer.status_code == 200 for answer in asked} | {case in listed}
    return found


def test_a_department_reads_the_cases_it_reported_helps_with_or_is_called_to(c: County) -> None:
    for code in (HEATING, STREETS, POLICE):
        found(c, code, "DEPARTMENT", on="2022-01-04", document_no="【合成】5号")
    case = c.do(
        officer(STREETS), "cases", channel="DEPT_LINK", community="FC01", text="路面塌陷（合成）",
        grid="FC01001", department=STREETS,
    )  # fmt: skip
    assert may_read(c, officer(STREETS), case)
    kind = {"kind": "HELP", "category": "PARKING_ROADS", "urgency": "ORDINARY"}
    c.do(Role.CW, "cases", case, "accept", **kind)
    c.do(Role.CW, "cases", case, "assign", handler="FC01")
    assert not may_read(c, officer(HEATING), case)
    community = Actor(Role.CW, derived_id("test-actor", "cw"), "FC01", None, COUNTY)
    c.do(community, "cases", case, "invite-co-handler", body=HEATING, task="查管线（合成）")
    assert may_read(c, officer(HEATING), case)
    assert not may_read(c, officer(POLICE), case)
    c.do(
        Role.CS, "cases", case, "blow-whistle", kind="EMERGENCY", department=POLICE,
        call="维持秩序（合成）",
    )  # fmt: skip
    assert may_read(c, officer(POLICE), case)
    c.refused(officer(POLICE), "scope_not_allowed", "cases", case, "start")


def test_commitments_are_seen_by_the_community_and_the_party_and_by_nobody_else(c: County) -> None:
    pact = Pact(c, [("2022-06-30", 3)])
    strangers = [
        Actor(Role.CS, derived_id("test-actor", "cs"), "FC02", None, ("community:FC02",)),
        Actor(Role.UNIT, derived_id("test-actor", "unit"), None, None, (f"unit:{c.secretary}",)),
    ]
    for ledger in ("L-AGR", "L-COMMIT"):
        for actor in (pact.secretary, pact.liaison):
            [row] = c.get(f"ledgers/{ledger}", actor)["rows"]
            assert row["agreement"] == pact.id
        for actor in strangers:
            assert c.get(f"ledgers/{ledger}", actor)["rows"] == []


def test_the_id_of_an_anonymous_command_cannot_be_tried_out(c: County) -> None:
    """Whoever knows the residents' ids and guesses a key must not find out whose it is."""
    resident = person(c, "报事居民")
    report = {"channel": "WECHAT_ACCOUNT", "community": "FC01", "text": "夜间施工（合成）"}
    case = c.do(
        self_actor(Role.RES, resident), "cases", more={"Idempotency-Key": "1"}, **report,
        anonymous=True,
    )  # fmt: skip
    [event] = c.get(f"cases/{case}/history")["events"]
    tried = derived_id("command", f"person/{resident}", "1")
    assert str(tried) not in (event["command"], event["correlation"])


def test_an_anonymous_report_names_its_reporter_nowhere(c: County) -> None:
    """SYS-05: the envelope neither, whoever entered it."""
    resident = person(c, "报事居民")
    report = {"channel": "WECHAT_ACCOUNT", "community": "FC01", "text": "夜间施工（合成）"}
    own = c.do(self_actor(Role.RES, resident), "cases", **report, anonymous=True)
    worker = Actor(Role.CW, derived_id("test-actor", "cw"), "FC01", None, COUNTY)
    entered = c.do(
        worker, "cases", more={"On-Behalf-Of": str(resident)}, **report, anonymous=True
    )  # fmt: skip
    for case, signed in ((own, None), (entered, str(worker.person))):
        [event] = c.get(f"cases/{case}/history")["events"]
        assert event["actor"]["person"] == signed
        assert str(resident) not in str(event)
    audited = c.ledger("L-AUDIT", event="case.reported")
    assert [(entry["role"], entry["person"]) for entry in audited] == [
        ("RES", None), ("CW", str(worker.person)),
    ]  # fmt: skip
    named = c.do(self_actor(Role.RES, resident), "cases", **report)
    [event] = c.get(f"cases/{named}/history")["events"]
    assert event["actor"]["person"] == str(resident)


@pytest.mark.parametrize("purpose", [{}, {"purpose": "CASE"}])
def test_whom_a_record_has_left_it_tells_nothing_of_what_it_was(
    c: County, purpose: dict[str, str]
) -> None:
    grid(c, "FC01002")
    case = c.do(
        Role.CW, "cases", channel="GRID_PATROL", community="FC01", grid="FC01001",
        text="夜间施工（合成）",
    )  # fmt: skip
    here, there = (Actor(Role.GW, None, None, None, (f"grid:FC0100{n}",)) for n in (1, 2))
    before = c.system.log.position()

    def status(actor: Actor | Role, part: str, **moment: int) -> int:
        params = purpose | moment
        answer = c.http.get(f"/v1/cases/{case}{part}", params=params, headers=c.headers(actor))
        return int(answer.status_code)

    for part in ("", "/history"):
        assert status(here, part, as_of=before) == 200
    c.do(Role.CW, "cases", case, "correct", grid="FC01002", reason="地点有误（合成）")
    for part in ("", "/history"):
        assert status(here, part) == status(here, part, as_of=before) == 403
        assert status(there, part) == 200
        # Whoever has the record now, and had it then, may ask about the past.
        assert status(Role.CW, part, as_of=before) == 200
    for asker, rows in ((here, []), (Role.CW, [case])):
        found = c.get("ledgers/L-CASE", asker, as_of=before)["rows"]
        assert [row["case"] for row in found] == rows
        why = c.http.get(
            f"/v1/ledgers/L-CASE/why?case={case}&as_of={before}", headers=c.headers(asker)
        )
        assert why.status_code == (200 if rows else 404)


def test_who_reports_in_confidence_is_shown_for_a_purpose_only(c: County) -> None:
    """SYS-05: in what names him, whoever enters it or works on it; not in the audit either."""
    resident, other = person(c, "报事居民"), person(c, "另一居民")
    me = self_actor(Role.RES, resident)
    report = {"channel": "WECHAT_ACCOUNT", "community": "FC01", "grid": "FC01001"}
    worker = Actor(Role.CW, derived_id("test-actor", "cw"), "FC01", None, COUNTY)
    told = {"text": "夜间施工（合成）", "confidential": True}
    own = c.do(me, "cases", **report, **told)
    entered = c.do(worker, "cases", more={"On-Behalf-Of": str(resident)}, **report, **told)
    kind = {"kind": "HELP", "category": "PARKING_ROADS", "urgency": "ORDINARY"}
    c.do(worker, "cases", own, "accept", **kind)
    c.do(worker, "cases", own, "assign", handler="FC01")
    master = c.do(self_actor(Role.RES, other), "cases", **report, text="夜间施工（合成）")
    c.do(worker, "cases", entered, "merge", master=master)
    c.do(me, "cases", own, "withdraw")
    for case in (own, entered, master):
        for part in ("", "/history"):
            found = str(c.get(f"cases/{case}{part}", worker))
            assert str(resident) not in found, part
            assert (str(other) in found) is (case == master)
    logged = [e for e in c.get("log", worker, limit=1000)["events"] if e["collection"] == "cases"]
    audited = [row for row in c.ledger("L-AUDIT") if row["collection"] == "cases"]
    for found in (logged, audited, c.ledger("L-CASE")):
        assert len(found) >= 3
        assert str(resident) not in str(found)
    assert str(resident) in str(c.get(f"cases/{own}", me))
    assert str(resident) in str(c.get(f"cases/{own}/history", worker, purpose="CASE"))


def test_a_unit_and_the_community_of_registration_see_what_is_told_of_their_members(
    c: County,
) -> None:
    """Of a service and a missed quarter the unit on its day (AM-08), else the last one."""
    a, b = unit(c, "甲局", "111409249999000116"), unit(c, "乙站", "121409249999000113")
    li = member(c, a, name="李某")
    c.at("2022-02-01 09:00")
    register(c, li)
    c.at("2022-02-15 18:00")
    served(c, li, "2022-02-15 09:00")
    c.at("2022-08-20 09:00")
    c.do(Role.UNIT, "persons", li, "change-unit", approved_by=Role.UNIT, unit=b, on="2022-08-15")
    c.at("2023-01-20 09:00")
    before, now, other = liaison(a), liaison(b), liaison(derived_id("test", "no unit"))
    quarters = {actor: missed(c, actor) for actor in (before, now, other, COMMUNITY, NEIGHBOUR)}
    assert quarters == {
        before: [2], now: [3, 4], other: [], COMMUNITY: [2, 3, 4], NEIGHBOUR: [],
    }  # fmt: skip
    assert len(c.get("ledgers/L-VOL", before)["rows"]) == 1
    for ledger in ("L-MEMBERREG", "PERSONS"):
        assert [row["person"] for row in c.get(f"ledgers/{ledger}", now)["rows"]] == [str(li)]
        assert c.get(f"ledgers/{ledger}", before)["rows"] == []
    for ledger in ("L-VOL", "L-MEMBERREG", "PERSONS"):
        assert c.get(f"ledgers/{ledger}", other)["rows"] == []
    assert c.get("ledgers/L-VOL", now)["rows"] == []


def missed(c: County, actor: Actor) -> list[int]:
    return sorted(row["quarter"] for row in c.get("ledgers/L-MISSED", actor)["rows"])


def test_a_grid_worker_sees_the_overdue_and_the_excluded_cases_of_his_grid(c: County) -> None:
    anonymous = {"channel": "WECHAT_ACCOUNT", "anonymous": True}
    case = c.do(
        Role.CW, "cases", **anonymous, community="FC01", grid="FC01001", text="路灯不亮（合成）"
    )
    kind = {"kind": "HELP", "category": "PARKING_ROADS", "urgency": "ORDINARY"}
    c.do(Role.CW, "cases", case, "accept", **kind)
    c.do(Role.CW, "cases", case, "assign", handler="FC01")
    c.at("2022-12-01 09:00")
    for ledger in ("L-OVERDUE", "L-EXCLUDED"):
        for code, seen in (("FC01001", [case]), ("FC01002", [])):
            worker = Actor(Role.GW, derived_id("test-actor", code), None, None, (f"grid:{code}",))
            rows = c.get(f"ledgers/{ledger}", worker, year=2022)["rows"]
            assert [row["case"] for row in rows] == seen, (ledger, code)
