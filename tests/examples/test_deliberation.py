"""What SYS-06, SYS-08 and SYS-09 refuse, through the API; what the clock and policies add."""

from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import County, person, self_actor, shanghai

HERE = {"community": "FC01"}
SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
THERE = [{"type": type, "number": 4} for type in ("COMMUNITY", "RESIDENT", "UNIT")]
YES = [{"text": "同意", "votes": [{"type": v["type"], "in_favour": 4} for v in THERE]}]


@pytest.fixture
def item(c: County) -> str:
    """Of all residents' concern; its meeting has been held."""
    c.at("2022-03-01 09:00")
    who = person(c, "提议人", residence=HERE)
    me = self_actor(Role.RES, who)
    item = c.do(
        me, "deliberations", **HERE, item_class="OTHER", title="加装电梯", text="四号楼", person=who
    )
    c.do(Role.CS, "deliberations", item, "screen", listed=True, needs_residents_meeting=True)
    invited = {"kind": "RESIDENT", "person": who}
    meeting = c.do(
        Role.CS, "meetings", **HERE, type="DELIBERATION", convenor="FC01", title="议事会（合成）",
        place="议事中心", starts_at=shanghai("2022-03-05 15:00"), agenda=[{"subject": "电梯"}],
        invited=[invited],
    )  # fmt: skip
    c.do(Role.CS, "deliberations", item, "schedule", meeting=meeting)
    c.at("2022-03-05 17:00")
    line = {"participant": invited, "status": "PRESENT"}
    c.do(Role.CS, "meetings", meeting, "record-attendance", lines=[line])
    c.do(Role.CS, "meetings", meeting, "hold", held_at=shanghai("2022-03-05 15:00"))
    return item


def test_fewer_than_three_types_are_no_deliberation_sys08(c: County, item: str) -> None:
    sat = {"present": THERE[:2], "options": YES}
    c.refused(Role.CS, "not_multi_party", "deliberations", item, "record", **sat)


def test_what_touches_all_is_not_resolved_without_their_meeting_and_its_tasks_are_cases_p09(
    c: County, item: str
) -> None:
    c.do(Role.CS, "deliberations", item, "record", present=THERE, options=YES)
    adopt = {"option": 1, "tasks": [{"body": "FC01", "text": "招标", "due_on": "2022-04-30"}]}
    c.refused(Role.CS, "residents_vote_missing", "deliberations", item, "adopt", **adopt)
    vote = {"held_on": "2022-03-05", "entitled": 100, "present": 50, "in_favour": 50}
    c.do(Role.CS, "deliberations", item, "record-residents-vote", **vote)
    c.refused(Role.CS, "residents_vote_not_valid", "deliberations", item, "adopt", **adopt)
    c.at("2022-03-08 09:00")
    again = vote | {"held_on": "2022-03-08", "present": 51}
    c.refused(
        Role.CS, "vote_recorded", "deliberations", item, "record-residents-vote",
        **vote | {"present": 51},
    )  # fmt: skip
    c.do(Role.CS, "deliberations", item, "record-residents-vote", **again)
    c.do(Role.CS, "deliberations", item, "adopt", **adopt)
    [case] = c.ledger("L-CASE", channel="DELIBERATION")
    assert (case["community"], case["state"]) == ("FC01", "REPORTED")
    [row] = c.ledger("L-DELIB", community="FC01")
    assert (row["state"], row["tasks"], row["tasks_done"]) == ("RESOLVED", 1, 0)


def box(c: County) -> tuple[Actor, Actor, dict[str, Any]]:
    """A worker and a resident at a box in service."""
    c.at("2022-03-01 09:00")
    worker = Actor(Role.CW, person(c, "社区工作者"), None, None, ("community:FC01",))
    witness = person(c, "见证人", residence=HERE)
    id = c.do(Role.CS, "channels", **HERE, type="BOX", place="大厅", in_charge=worker.person)
    c.do(Role.CS, "channels", id, "start")
    return worker, self_actor(Role.RES, witness), {**HERE, "witness": witness}


def test_nobody_opens_a_box_twice_over_nor_signs_for_a_wrong_count_sys06(c: County) -> None:
    worker, witness, about = box(c)
    asked = c.ask(worker, "box-openings", **about, count=2).json()["pending"]
    same = Actor(Role.RES, worker.person, None, None, ("community:FC01",))
    c.refused(same, "own_request", "approvals", asked, "grant")
    opening = c.do(worker, "box-openings", approved_by=witness, **about, count=2)
    c.do(worker, "box-openings", opening, "register-letter", text="路灯不亮")
    pending = c.ask(worker, "box-openings", opening, "reconcile").json()["pending"]
    c.refused(witness, "letters_unaccounted", "approvals", pending, "grant")
    c.do(worker, "box-openings", opening, "set-aside-letter", reason="EMPTY")
    c.do(worker, "box-openings", opening, "reconcile", approved_by=witness)
    [case] = c.ledger("L-CASE", channel="BOX")
    [row] = c.ledger("L-BOX", community="FC01")
    assert (row["cases"], row["state"]) == ([case["case"]], "RECONCILED")
    [year] = [r for r in c.ledger("L-CHANNEL", year=2022) if r["type"] == "BOX"]
    assert (year["turned"], year["letters"]) == ("1/2", 2)


def test_there_is_one_hotline_and_a_day_without_it_is_told_sys06(c: County) -> None:
    c.at("2022-03-01 09:00")
    hotline = {**HERE, "type": "HOTLINE", "number": "0350-0000001", "in_charge": c.secretary}
    id = c.do(Role.CS, "channels", **hotline)
    c.do(Role.CS, "channels", id, "start")
    c.refused(Role.CS, "channel_exists", "channels", **hotline)
    c.do(Role.CS, "channels", id, "stop", reason="故障")
    c.at("2022-03-02 08:59")
    assert c.ledger("CHANNELS", type="HOTLINE")[0]["gaps"] == []
    c.at("2022-03-02 09:00")
    [row] = c.ledger("CHANNELS", type="HOTLINE")
    assert len(row["gaps"]) == 1
    c.at("2022-03-05 09:00")
    assert len(c.ledger("CHANNELS", type="HOTLINE")[0]["gaps"]) == 1, "told once"


def test_a_community_has_each_centre_once_r26(c: County) -> None:
    c.at("2022-03-01 09:00")
    plan = {**HERE, "type": "ELDER_CARE", "title": "养老中心", "address": "1号", "on": "2022-03-01"}
    id = c.do(Role.CS, "facilities", approved_by=Role.TOWN, **plan)
    assert UUID(id) == derived_id("facility", "FC01", "ELDER_CARE")
    pending = c.ask(Role.CS, "facilities", **plan).json()["pending"]
    approver = Actor(Role.TOWN, UUID(int=5), None, None, ("town",))
    c.refused(approver, "centre_exists", "approvals", pending, "grant")
    c.at("2022-03-02 09:00")
    cells = c.ledger("L-FAC", year=2022, community="FC01")
    assert [cell["status"] for cell in cells].count("PLANNED") == 1
    assert len(cells) == 6


def test_what_comes_back_at_one_place_is_proposed_p14(c: County) -> None:
    c.at("2022-03-01 09:00")
    for day in ("01", "10", "20"):
        c.at(f"2022-03-{day} 10:00")
        c.do(
            Role.CW, "cases", channel="WINDOW", category="NOISE", text="夜间施工", anonymous=True,
            grid="FC01001", place="FC01001C001", **HERE,
        )  # fmt: skip
    assert c.ledger("L-DELIB") == []
    for moment in ("2022-03-21 01:00", "2022-03-22 01:00"):
        c.at(moment)
        [row] = c.ledger("L-DELIB")
        assert (row["proposed_by"], row["state"]) == ("SYSTEM", "PROPOSED")
    [problem] = c.ledger("L-PROBLEM")
    assert (len(problem["cases"]), problem["place"]) == (3, "FC01001C001")
