"""EX-14 of HANDBOOK 6 through the public API: one sitting, two cadences; and what is refused."""

from typing import Any
from uuid import UUID

import pytest

from domain.kernel import derived_id
from domain.roles import Role
from tests.county import County, found, person, shanghai, unit

CODES = ("111409249999000116", "121409249999000113", "12140924999900055K")
DUAL = {"type": "BIG_PARTY_COMMITTEE", "also_serves": ["COMMUNITY_REGULAR"]}
FILE = "e3" * 32


class Community:
    """FC01 with a committee of 22 posts, three units, an organisation and two residents."""

    def __init__(self, c: County) -> None:
        self.c = c
        papers = {"on": "2021-06-01", "document_no": "【合成】12号"}
        body = found(c, "FC01-BPC", "BIG_PARTY_COMMITTEE", **papers)
        self.units = [unit(c, f"单位{n}", code) for n, code in enumerate(CODES)]
        self.holders = [person(c, f"任职{n}") for n in range(22)]
        for n, who in enumerate(self.holders):
            sits_for = {"unit": self.units[n]} if n < len(self.units) else {}
            c.do(
                Role.COD, "bodies", body, "appoint", person=who, post="PART_TIME_MEMBER",
                basis="UNIT_LOCATED", period={"start": "2022-01-04"}, document_no="【合成】13号",
                **sits_for,
            )  # fmt: skip
        self.society = c.do(
            Role.CS, "units", approved_by=Role.TOWN, title="爱心社（合成）", community="FC01",
            kind="SOCIAL_ORGANISATION", synthetic=True, on="2022-01-04",
        )  # fmt: skip
        self.residents = [person(c, f"居民{n}") for n in range(2)]

    @property
    def guests(self) -> list[dict[str, Any]]:
        return [
            *({"kind": "UNIT", "unit": id} for id in self.units),
            {"kind": "SOCIAL_ORGANISATION", "unit": self.society},
            *({"kind": "RESIDENT", "person": id} for id in self.residents),
        ]

    def called(self, at: str, **about: Any) -> str:
        of_committee = "BIG_PARTY_COMMITTEE" in (about["type"], *about.get("also_serves", ()))
        notice = {
            "community": "FC01", "convenor": "FC01", "title": "联席会（合成）",
            "place": "社区会议室", "starts_at": shanghai(at), "invited": self.guests,
            "agenda": [{"subject": "合成议题", "matter": "SOCIAL"}],
            "committee": "FC01-BPC" if of_committee else None,
        }  # fmt: skip
        return self.c.do(Role.CS, "meetings", **notice | about)

    def record(self, meeting: str, at: str, holders: int = 22, residents: bool = True) -> None:
        """holders: how many of the 22 came."""
        self.c.at(at)
        came = {True: "PRESENT", False: "ABSENT"}
        posts = [
            {"participant": {"kind": "POST_HOLDER", "person": id}, "status": came[n < holders]}
            for n, id in enumerate(self.holders)
        ]
        guests = [
            {"participant": each, "status": came[residents or each["kind"] != "RESIDENT"]}
            for each in self.guests
        ]
        committee = self.c.get(f"meetings/{meeting}")["state"]["committee"]
        lines = [*guests, *(posts if committee else ())]
        self.c.do(Role.CS, "meetings", meeting, "record-attendance", lines=lines)

    def held(self, at: str, *, holders: int = 14, residents: bool = True, **about: Any) -> str:
        """Called three days before, held, recorded."""
        day, _ = at.split()
        meeting = self.called(at, **about)
        self.record(meeting, f"{day} 18:00", holders, residents)
        return self.c.do(Role.CS, "meetings", meeting, "hold", held_at=shanghai(at))

    def cadence(self, **params: Any) -> dict[tuple[str, int], str]:
        rows = self.c.ledger("L-CADENCE", year=2022, **params)
        here = (row for row in rows if row["community"] == "FC01")
        return {(row["type"], row["number"]): row["status"] for row in here}


@pytest.fixture
def community(c: County) -> Community:
    return Community(c)


REGULAR, COMMITTEE = "COMMUNITY_REGULAR", "BIG_PARTY_COMMITTEE"


def test_ex14_one_sitting_declared_for_both_meets_both_cadences(community: Community) -> None:
    meeting = community.held("2022-03-20 15:00", **DUAL)
    [row] = community.c.ledger("L-MEET")
    assert (row["meeting"], row["met"]) == (meeting, [COMMITTEE, REGULAR])
    assert (row["invited"], row["present"], row["absent"]) == (28, 20, 8)
    status = community.cadence()
    assert (status[REGULAR, 1], status[COMMITTEE, 1]) == ("MET", "MET")
    community.c.at("2022-04-01 09:00")
    ends = {
        (r["type"], r["status"])
        for r in community.c.ledger("L-CADENCE-END", year=2022)
        if r["community"] and r["number"] == 1
    }
    assert ends == {(REGULAR, "MET"), (COMMITTEE, "MET")}


def test_ex14_without_the_residents_only_the_committee_met(community: Community) -> None:
    community.held("2022-03-20 15:00", residents=False, **DUAL)
    community.c.at("2022-04-01 09:00")
    status = community.cadence()
    assert (status[REGULAR, 1], status[COMMITTEE, 1]) == ("MISSED", "MET")


def test_ex14_half_of_the_posts_are_not_more_than_half(community: Community) -> None:
    community.held("2022-03-20 15:00", holders=11, **DUAL)
    community.c.at("2022-04-01 09:00")
    status = community.cadence()
    assert (status[REGULAR, 1], status[COMMITTEE, 1]) == ("MET", "MISSED")


def test_ex14_declared_dual_after_the_sitting_only_the_notice_counts(community: Community) -> None:
    c = community.c
    meeting = community.held("2022-03-20 15:00", type=COMMITTEE)
    c.at("2022-03-25 09:00")
    c.do(
        Role.CS, "meetings", meeting, "issue-minutes", document_no="【合成】纪要1号",
        claims=[COMMITTEE, REGULAR],
    )  # fmt: skip
    [row] = c.ledger("L-MEET")
    assert (row["serves"], row["met"], row["claims"]) == (
        [COMMITTEE], [COMMITTEE], [COMMITTEE, REGULAR],
    )  # fmt: skip
    c.at("2022-04-01 09:00")
    assert community.cadence()[REGULAR, 1] == "MISSED"
    late = {
        "type": REGULAR, "community": "FC01", "convenor": "FC01", "title": "补办（合成）",
        "place": "社区会议室", "starts_at": shanghai("2022-03-20 15:00"), "urgent": True,
        "agenda": [{"subject": "合成"}],
    }  # fmt: skip
    c.refused(Role.CS, "starts_in_the_past", "meetings", **late)


def test_ex14_seven_of_eight_quarters_are_8_75_points(community: Community) -> None:
    for at in ("2022-03-20 15:00", "2022-06-20 15:00", "2022-12-20 15:00"):
        community.held(at, **DUAL)
        community.c.at(f"{at[:10]} 20:00")
        if at.startswith("2022-06"):
            community.held("2022-09-20 15:00", type=COMMITTEE)
    community.c.at("2023-01-11 09:00")
    sheet = community.c.sheet(derived_id("body", "FC01"))
    [line] = [line for line in sheet["lines"] if line["line"] == "C1"]
    assert line["inputs"] == {"quarter_meetings_held": 7, "quarter_meetings_due": 8}
    assert line["points"] == "8.75"


def test_u7_and_ud1_of_a_unit_by_its_attendance(community: Community) -> None:
    """As in EX-10: three of four attended, one absence unexcused."""
    c = community.c
    for at in ("2022-03-20 15:00", "2022-06-20 15:00", "2022-09-20 15:00"):
        community.held(at, holders=22, type=COMMITTEE)
    meeting = community.called("2022-12-20 15:00", type=COMMITTEE, invited=[])
    community.c.at("2022-12-20 18:00")
    lines = [
        {
            "participant": {"kind": "POST_HOLDER", "person": id},
            "status": "ABSENT" if n == 0 else "SUBSTITUTE",
        }
        for n, id in enumerate(community.holders)
    ]
    c.do(Role.CS, "meetings", meeting, "record-attendance", lines=lines)
    c.do(Role.CS, "meetings", meeting, "hold", held_at=shanghai("2022-12-20 15:00"))
    sheets = [c.sheet(id) for id in community.units[:2]]
    u7 = [next(x for x in sheet["lines"] if x["line"] == "U7") for sheet in sheets]
    assert [line["points"] for line in u7] == ["3.75", "5.00"]
    ud1 = [next(x for x in s["deductions"] if x["line"] == "UD1") for s in sheets]
    assert [line["points"] for line in ud1] == ["-1.00", "0.00"]


# Bad input


def test_who_may_not_call_a_meeting_and_what_comes_too_late_is_refused(
    community: Community,
) -> None:
    c = community.c
    meeting = community.called("2022-03-20 15:00", **DUAL)
    unit_of: UUID = community.units[0]
    guest = {"kind": "UNIT", "unit": unit_of}
    lines = [{"participant": guest, "status": "PRESENT"}]
    c.at("2022-03-19 23:00")
    c.refused(Role.CS, "meeting_not_yet", "meetings", meeting, "record-attendance", lines=lines)
    c.at("2022-03-20 15:00")
    ask = {"participant": guest, "reason": "上级检查"}
    c.refused(Role.UNIT, "leave_too_late", "meetings", meeting, "request-leave", **ask)
    c.refused(Role.COD, "not_the_convenor", "meetings", meeting, "record-attendance", lines=lines)
    c.do(Role.CS, "meetings", meeting, "record-attendance", lines=lines)
    wrong = {"participant": guest, "status": "ABSENT", "reason": "误登"}
    correct = (Role.CS, "meetings", meeting, "correct-attendance")
    pending = c.ask(*correct, **wrong).json()["pending"]
    answer = c.ask(Role.TOWN, "approvals", pending, "grant")
    assert (answer.status_code, answer.json()["code"]) == (409, "evidence_missing")
    assert c.ask(*correct, **wrong, evidence=["no digest"]).status_code == 422
