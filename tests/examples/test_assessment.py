"""The assessment of HANDBOOK 6 through the public API: EX-05 A, EX-06, EX-12."""

from typing import Any
from uuid import UUID

import pytest
from click.testing import CliRunner

from domain.kernel import Actor
from domain.roles import Role
from interfaces.cli.main import main
from tests.county import (
    County,
    found,
    member,
    person,
    register,
    register_all,
    self_actor,
    served,
    unit,
)
from tests.examples import cycle
from tests.examples.cycle import CYCLE, Box
from tests.examples.orders import order_served
from tests.examples.test_members import ORGAN, serve

GROUPS = {
    "PARTY_DELEGATE": 6, "PEOPLES_CONGRESS": 4, "CPPCC_MEMBER": 4, "SUPERVISION_COMMITTEE": 9,
}  # fmt: skip
OTHER = "121409249999000113"


def big_party_committee(c: County, *holders: UUID) -> None:
    found(c, "FC01-BPC", "BIG_PARTY_COMMITTEE", on="2021-06-01", document_no="【合成】8号")
    for who in holders:
        c.do(
            Role.COD, "bodies", c.body("FC01-BPC"), "appoint", person=who, post="PART_TIME_MEMBER",
            basis="UNIT_LOCATED", period={"start": "2022-03-01"}, document_no="【合成】9号",
        )  # fmt: skip


def the_ballot_of_ex12(c: County, x: UUID, elsewhere: UUID) -> Box:
    """23 are issued a paper; one delegate sits on X's Big Party Committee."""
    roll = cycle.assessors(c, **GROUPS)
    big_party_committee(c, roll["PARTY_DELEGATE"][0])
    box = Box(c, "UNIT", [x, elsewhere], roll).opened()
    box.vote("PARTY_DELEGATE", x, "AABBC")
    box.vote("PEOPLES_CONGRESS", x, "ABBB")
    box.vote("CPPCC_MEMBER", x, "AB")
    box.vote("SUPERVISION_COMMITTEE", x, "AAABBBCD")
    return box


def elsewhere_unit(c: County) -> UUID:
    """Of another community, so that who recuses himself in FC01 still has a paper."""
    found(c, "FC02", "COMMUNITY_PARTY_ORG", on="2021-06-01", document_no="【合成】9号")
    id = c.do(
        Role.CS, "units", approved_by=Role.TOWN, title="乙局（合成）", kind="ORGAN",
        credit_code=OTHER, community="FC02", big_party_committee=True, synthetic=True,
        on="2022-01-04",
    )  # fmt: skip
    return UUID(id)


def test_ex12_ballot_with_recusal_and_a_small_group(c: County) -> None:
    x, y = unit(c, "甲局", ORGAN), elsewhere_unit(c)
    cycle.computed(c)
    c.at("2023-01-16 09:00")
    box = the_ballot_of_ex12(c, x, y)
    delegates = box.papers("PARTY_DELEGATE")
    assert (len(delegates), sum(str(x) in map(str, p["without"]) for p in delegates)) == (6, 1)
    should = c.get("questions/assessors-who-should-have-recused", Role.EVO, year=2022)["rows"]
    assert should == [], "whoever the system took off the paper stood aside in time"
    box.close()
    cycle.counted_in(c)
    assert c.sheet(x)["ballot"]["points"] == cycle.published(c, x)["ballot"] == "26.38"
    means = {row["group"]: row["mean"] for row in c.ledger("L-BALLOT", year=2022, subject=x)}
    assert means == {
        "PARTY_DELEGATE": "88", "PEOPLES_CONGRESS": "355/4", "CPPCC_MEMBER": None,
        "SUPERVISION_COMMITTEE": "175/2",
    }  # fmt: skip


def test_ex12_more_returned_than_issued_is_void_and_held_once_more(c: County) -> None:
    x, y = unit(c, "甲局", ORGAN), elsewhere_unit(c)
    cycle.computed(c)
    box = the_ballot_of_ex12(c, x, y)
    box.close(SUPERVISION_COMMITTEE=10)  # 24 against 23 issued
    [row] = c.ledger("L-ROUND", year=2022)
    assert (row["state"], row["void"]) == ("VOIDED", "MORE_RETURNED_THAN_ISSUED")
    again = Box(c, "UNIT", [x, y], box.roll, number=2).opened()
    again.vote("SUPERVISION_COMMITTEE", x, "AAABBBCDD")
    again.vote("PEOPLES_CONGRESS", x, "ABBB")
    again.close()
    cycle.counted_in(c)
    assert cycle.published(c, x)["ballot"] is not None
    c.refused(
        Role.EVO, "nothing_to_rerun", "ballot-rounds", year=2022, kind="COMMUNITY", number=2,
        subjects=[c.body("FC01")], slips={},
    )  # fmt: skip


def test_ex05a_an_upheld_objection_lets_the_late_service_in_as_a_new_version(c: County) -> None:
    of = unit(c, "甲局", ORGAN)
    who, other = member(c, of), member(c, of, name="另一党员")
    register_all(c, of, [who, other])
    order_served(c, person(c, "点单居民"), who, "2022-02-12 09:00", 120, stars=5)
    order_served(c, person(c, "另一居民"), other, "2022-02-13 09:00", 120, stars=5)
    for day in ("2022-05-14", "2022-08-13"):
        for each in (who, other):
            serve(c, each, (day, "09:00", 120))
    cycle.computed(c)
    c.at("2023-01-14 09:00")
    late = {each: served(c, each, "2022-12-28 09:00", 120, confirm=False) for each in (who, other)}
    cycle.counted_in(c)
    notice = cycle.publicised(c)
    assert cycle.published(c, who)["total"] == "70.50"
    me = self_actor(Role.MEM, who)
    mine = cycle.objection(c, notice, me, "MEMBER", who, line="M2")
    c.at("2023-02-01 09:00")
    cycle.decided(c, mine, "UPHELD", late[who])
    for each in (who, other):  # both are confirmed late; only one was objected about
        [book] = {r["book"] for r in c.ledger("L-VOL", person=each)}
        c.do(
            Role.CS, "volunteer-books", book, "confirm-late", approved_by=Role.TOWN,
            entry=late[each], evidence=["0" * 64],
        )  # fmt: skip
    cycle.ruled(c, mine)
    row = cycle.published(c, who)
    assert (row["version"], row["total"], row["bars"]) == (2, "86.50", [])
    assert cycle.published(c, other)["total"] == "70.50"  # AM-11: later than the freeze
    assert cycle.published(c, other)["version"] == 2
    january = cycle.published(c, who, as_of="2023-01-31T00:00:00+08:00")
    assert (january["version"], january["total"], january["bars"]) == (1, "70.50", ["V-MEM-4"])


def the_member_of_ex06(c: County) -> UUID:
    who = member(c, unit(c, "甲局", ORGAN))
    register(c, who)
    resident = person(c, "点单居民")
    order_served(c, resident, who, "2022-02-12 09:00", 180, stars=5)
    order_served(c, resident, who, "2022-05-14 09:00", 210, stars=5)
    serve(c, who, ("2022-08-13", "09:00", 210), ("2022-11-12", "09:00", 120))
    return who


@pytest.mark.parametrize(
    ("reason", "total", "deductions"), [("FALSE", "70.00", "-5.00"), ("ERROR", "75.00", "0.00")]
)
def test_ex06_revoked_after_conferral_the_leading_group_reopens(
    c: County, reason: str, total: str, deductions: str
) -> None:
    who = the_member_of_ex06(c)
    cycle.computed(c)
    cycle.counted_in(c)
    notice = cycle.publicised(c)
    mine = cycle.objection(c, notice, self_actor(Role.MEM, who), "MEMBER", who)
    cycle.decided(c, mine, "PARTLY")
    cycle.ruled(c, mine)  # version 2, in which nothing of his changes
    cycle.finalised(c)
    assert cycle.published(c, who)["total"] == "91.00"
    c.at("2023-03-15 09:00")
    fourth = next(r for r in c.ledger("L-VOL", person=who) if r["service_on"] == "2022-11-12")
    number = {"finding_no": "【合成】查1号"} if reason == "FALSE" else {}
    c.do(
        Role.CS, "volunteer-books", fourth["book"], "revoke", approved_by=Role.TOWN,
        entry=fourth["entry"], reason=reason, note="查实未到场", **number,
    )  # fmt: skip
    impacts = {
        row["line"]: (row["old"], row["new"])
        for row in c.ledger("L-IMPACT", year=2022, subject=who)
    }
    assert impacts["M2"] == ("40.00", "30.00")
    assert impacts["TOTAL"] == ("91.00", total)
    c.do(
        Role.LG, "cycles", CYCLE, "reopen", reason="服务记录查实不实（合成）",
        document_no="【合成】繁共治领〔2023〕3号", admitted=[fourth["entry"]],
    )  # fmt: skip
    row = cycle.published(c, who)
    assert (row["version"], row["total"], row["deductions"]) == (3, total, deductions)
    assert row["bars"] == ["V-MEM-4"]
    c.at("2023-04-02 09:00")
    march, april = (
        cycle.published(c, who, as_of=f"2023-0{month}-01T00:00:00+08:00") for month in (3, 4)
    )
    assert (march["total"], april["total"]) == ("91.00", total)


def lines_of(found: dict[str, Any]) -> dict[str, Any]:
    return {line: points for line, points in found.items() if points is not None}


def liaison(of: UUID) -> Actor:
    return Actor(Role.UNIT, UUID(int=0xE1), None, None, (f"unit:{of}",))


def test_drift_names_every_difference_and_the_event_that_caused_it_p05(c: County) -> None:
    who = the_member_of_ex06(c)
    cycle.computed(c)
    cycle.counted_in(c)
    assert c.get("drift/2022")["subjects"] == []
    c.at("2023-03-15 09:00")
    fourth = next(r for r in c.ledger("L-VOL", person=who) if r["service_on"] == "2022-11-12")
    c.do(
        Role.CS, "volunteer-books", fourth["book"], "revoke", approved_by=Role.TOWN,
        entry=fourth["entry"], reason="ERROR", note="查实未到场",
    )  # fmt: skip
    found = {each["subject"]: each for each in c.get("drift/2022")["subjects"]}
    mine = {line["line"]: line for line in found[str(who)]["lines"]}
    assert (mine["TOTAL"]["published"], mine["TOTAL"]["now"]) == ("91.00", "75.00")
    assert (mine["M2"]["published"], mine["M2"]["now"]) == ("40.00", "30.00")
    causes = {cause["event"] for cause in mine["M2"]["causes"]}
    assert causes == {"volunteer.service_revoked"}
    [turned] = found[str(who)]["bars"]
    assert (turned["rule"], turned["published"], turned["now"]) == ("V-MEM-4", False, True)
    then = c.get("drift/2022", as_of="2023-03-01T00:00:00+08:00")
    assert then["subjects"] == []
    me = self_actor(Role.MEM, who)
    assert [each["subject"] for each in c.get("drift/2022", me)["subjects"]] == [str(who)]
    stranger = self_actor(Role.RES, UUID(int=0xAA))
    assert c.get("drift/2022", stranger)["subjects"] == []
    data = str(c.system.settings.data)
    told = CliRunner().invoke(main, ["--data", data, "--format", "csv", "drift", "2022"])
    assert told.exit_code == 0, told.output
    assert f"{who},MEMBER,M2,40.00,30.00,volunteer.service_revoked@" in told.output
    assert f"{who},MEMBER,V-MEM-4,CLEAR,BARRED," in told.output


def test_drift_tells_a_bar_that_turned_though_no_point_moved(c: County) -> None:
    who = the_member_of_ex06(c)
    cycle.computed(c)
    cycle.counted_in(c)
    c.at("2023-03-15 09:00")
    c.do(
        Role.COD, "findings", verb="register-veto", approved_by=Role.LG, subject_kind="MEMBER",
        subject=who, on="2022-12-20", document_no="【合成】7号", facts="一票否决",
        issued_by="市信访局（合成）",
    )  # fmt: skip
    [found] = c.get("drift/2022")["subjects"]
    assert (found["subject"], found["lines"]) == (str(who), [])
    [bar] = found["bars"]
    assert (bar["rule"], bar["published"], bar["now"]) == ("V-ANY-VETO-CERT", False, True)
    assert [cause["event"] for cause in bar["causes"]] == ["finding.recorded"]
