"""The unit of EX-10 and EX-11, made to measure through the public API."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import COUNTY, County, found, members, person, register_all, shanghai
from tests.examples import cycle
from tests.examples.cycle import FILE, Box
from tests.examples.test_cases import HEATING
from tests.examples.test_meetings import COMMITTEE, Community

ELSEWHERE_CODE = "12140924999901601B"
GROUPS = {
    "PARTY_DELEGATE": 6, "PEOPLES_CONGRESS": 4, "CPPCC_MEMBER": 4, "SUPERVISION_COMMITTEE": 9,
}  # fmt: skip
QUARTERS = ("2022-03-05", "2022-05-14", "2022-08-13", "2022-11-12")
HELPER = Actor(Role.DEPT, derived_id("test", "helper"), "DEPT-X", None, COUNTY)


class Assessed:
    """One unit of FC01, of its Big Party Committee, with whatever the example gives it."""

    def __init__(self, c: County) -> None:
        self.c = c
        self.community = Community(c)
        self.unit, self.holder = self.community.units[0], self.community.holders[0]
        self.liaison = Actor(Role.UNIT, person(c, "联络员"), None, None, (f"unit:{self.unit}",))
        found(c, "DEPT-HEATING", "DEPARTMENT", on="2021-06-01", document_no="【合成】14号")
        found(c, "DEPT-X", "DEPARTMENT", on="2021-06-01", document_no="【合成】15号")
        c.do(
            Role.COD, "bodies", c.body("DEPT-X"), "link-unit", unit=self.unit, on="2022-01-05",
            document_no="【合成】16号",
        )  # fmt: skip
        found(c, "FC02", "COMMUNITY_PARTY_ORG", on="2021-06-01", document_no="【合成】9号")
        self.elsewhere = UUID(
            c.do(
                Role.CS,
                "units",
                approved_by=Role.TOWN,
                title="乙局（合成）",
                kind="ORGAN",
                credit_code=ELSEWHERE_CODE,
                community="FC02",
                big_party_committee=True,
                synthetic=True,
                on="2022-01-04",
            )
        )

    def registered(self) -> None:
        """U1: on 20 February."""
        self.c.at("2022-02-20 09:00")
        body = {"unit": self.unit, "community": "FC01", "year": 2022}
        id = self.c.do(Role.UNIT, "unit-registrations", **body)
        self.c.do(Role.CS, "unit-registrations", id, "confirm")

    def with_members(self, count: int, registered: int) -> list[UUID]:
        people = members(self.c, self.unit, count)
        register_all(self.c, self.unit, people[:registered])
        return people

    def agreed(self) -> None:
        """U5: in effect on 28 February; U6: 8 of a weight of 10 verified."""
        c, liaison = self.c, self.liaison
        c.do(
            Role.CS, "units", self.unit, "authorise-signatory", approved_by=Role.TOWN,
            person=liaison.person, period={"start": "2022-01-04"}, document_no="【合成】6号",
        )  # fmt: skip
        secretary = Actor(Role.CS, c.secretary, "FC01", None, ("community:FC01",))
        c.at("2022-02-28 09:00")
        id = c.do(
            secretary, "agreements", community="FC01", party=self.unit, year=2022,
            framework="【合成】框架1号", work_priorities=["重点"], projects=["项目"],
            measures=["措施"],
        )  # fmt: skip
        for weight in (5, 3, 2):
            terms = {
                "form": "SHARED_RESOURCES", "purpose": "HOMELAND", "title": "开放会议室",
                "deliverable": "每周开放一次", "weight": weight, "due_on": "2022-06-30",
            }  # fmt: skip
            c.do(secretary, "agreements", id, "propose-commitment", terms=terms)
        for step, actor in (("confirm", secretary), ("sign", secretary), ("sign", liaison)):
            c.do(actor, "agreements", id, step)
        c.at("2022-03-01 09:00")
        for row in c.ledger("L-COMMIT", agreement=id):
            if row["weight"] > 2:
                self._kept(id, row["commitment"], secretary)

    def _kept(self, agreement: str, commitment: str, secretary: Actor) -> None:
        about = {"commitment": commitment}
        do = self.c.do
        do(self.liaison, "agreements", agreement, "start-commitment", **about)
        do(self.liaison, "agreements", agreement, "report-done", evidence=[FILE], **about)
        do(secretary, "agreements", agreement, "verify", approved_by=Role.RES, **about)

    def met(self, at: str, *, absent: bool = False) -> str:
        """U7: a committee meeting, with or without whoever sits there for the unit."""
        meeting = self.community.called(at, type=COMMITTEE, invited=[])
        self.c.at(f"{at[:10]} 18:00")
        lines = [
            {
                "participant": {"kind": "POST_HOLDER", "person": who},
                "status": "ABSENT" if absent and who == self.holder else "PRESENT",
            }
            for who in self.community.holders
        ]
        self.c.do(Role.CS, "meetings", meeting, "record-attendance", lines=lines)
        return self.c.do(Role.CS, "meetings", meeting, "hold", held_at=shanghai(at))

    def helped(self, count: int, late: int = 0) -> None:
        """U8: cases that it was asked to help with, on 9 May; some answered too late."""
        c = self.c
        c.at("2022-05-09 09:00")
        resident = person(c, "报事居民", residence={"community": "FC01"})
        cases = []
        for _ in range(count):
            case = c.do(
                Role.CW, "cases", channel="HOTLINE", community="FC01", grid="FC01001",
                text="楼道照明损坏", reporter=resident,
            )  # fmt: skip
            kind = {"kind": "HELP", "category": "SANITATION", "urgency": "ORDINARY"}
            c.do(Role.CW, "cases", case, "accept", **kind)
            c.do(Role.CW, "cases", case, "assign", handler="DEPT-HEATING")
            c.do(HEATING, "cases", case, "invite-co-handler", body="DEPT-X", task="请协助")
            cases.append(case)
        for number, case in enumerate(cases):
            if number == count - late:
                c.at("2022-05-30 09:00")
            c.do(HELPER, "cases", case, "reply-as-co-handler", body="DEPT-X", reply="已办")

    def suggested(self) -> None:
        """UB1: what the unit proposed became a resolution."""
        c = self.c
        c.at("2022-05-31 09:00")
        item = c.do(
            self.liaison, "deliberations", community="FC01", unit=self.unit,
            item_class="PUBLIC_AFFAIRS_AND_WELFARE", title="停车难", text="划线并错时共享",
        )  # fmt: skip
        c.do(Role.CS, "deliberations", item, "screen", listed=True, needs_residents_meeting=False)
        who = self.community.residents[0]
        guest = {"kind": "RESIDENT", "person": who}
        meeting = c.do(
            Role.CS, "meetings", type="DELIBERATION", community="FC01", convenor="FC01",
            title="共治议事会（合成）", place="议事中心", starts_at=shanghai("2022-05-31 10:00"),
            urgent=True, agenda=[{"subject": "停车"}], invited=[guest],
        )  # fmt: skip
        c.do(Role.CS, "deliberations", item, "schedule", meeting=meeting)
        c.at("2022-05-31 11:00")
        lines = [{"participant": guest, "status": "PRESENT"}]
        c.do(Role.CS, "meetings", meeting, "record-attendance", lines=lines)
        c.do(Role.CS, "meetings", meeting, "hold", held_at=shanghai("2022-05-31 10:00"))
        types = ("COMMUNITY", "RESIDENT", "PROPERTY_COMPANY")
        c.do(
            Role.CS, "deliberations", item, "record",
            present=[{"type": type, "number": 1} for type in types],
            options=[{"text": "划线", "votes": [{"type": t, "in_favour": 1} for t in types]}],
        )  # fmt: skip
        task = {"body": "FC01", "text": "划车位线并公示", "due_on": "2022-06-30"}
        c.do(Role.CS, "deliberations", item, "adopt", option=1, tasks=[task])

    def served(self, day: str, people: list[UUID], confirm: bool = True) -> dict[UUID, UUID]:
        """Two hours in the morning of that day; gives everybody's entry."""
        start, end = shanghai(f"{day} 09:00"), shanghai(f"{day} 11:00")
        activity = derived_id("test-activity", day)
        body = {
            "community": "FC01", "start": start, "end": end, "field": "ENVIRONMENT",
            "source": "ORGANISER", "title": "清扫（合成）", "content": "清扫楼道（合成）",
            "activity": activity, "organiser_body": "FC01",
        }  # fmt: skip
        submit = [{"command": "volunteer.submit", "body": body | {"person": p}} for p in people]
        submitter = Actor(Role.CW, derived_id("test", "submitter"), None, None, COUNTY)
        books = self.c.batch(submitter, submit)
        at = datetime.fromisoformat(start).astimezone(UTC).isoformat()
        entries = {p: derived_id("service", p, activity, day, at) for p in people}
        if confirm:
            confirmed = [
                {"command": "volunteer.confirm", "id": book, "body": {"entry": entries[person]}}
                for book, person in zip(books, people, strict=True)
            ]
            self.c.batch(Role.CW, confirmed)
        return entries

    def balloted(self) -> None:
        """As in EX-12: a delegate sits on the unit's Big Party Committee."""
        c, x = self.c, self.unit
        roll = cycle.assessors(c, **GROUPS)
        c.do(
            Role.COD, "bodies", c.body("FC01-BPC"), "appoint", person=roll["PARTY_DELEGATE"][0],
            post="PART_TIME_MEMBER", basis="UNIT_LOCATED", unit=self.unit,
            period={"start": "2022-12-01"}, document_no="【合成】9号",
        )  # fmt: skip
        box = Box(c, "UNIT", [x, self.elsewhere], roll).opened()
        box.vote("PARTY_DELEGATE", x, "AABBC")
        box.vote("PEOPLES_CONGRESS", x, "ABBB")
        box.vote("CPPCC_MEMBER", x, "AB")
        box.vote("SUPERVISION_COMMITTEE", x, "AAABBBCD")
        box.close()
        cycle.counted_in(c)

    def points(self, version: int) -> dict[str, Any]:
        return cycle.points(self.c, self.unit, version)

    def published(self) -> dict[str, Any]:
        return cycle.published(self.c, self.unit)
