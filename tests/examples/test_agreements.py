"""EX-09 of HANDBOOK 6, through the public API: an agreement signed late."""

from typing import Any
from uuid import UUID

import pytest

from domain.kernel import Actor
from domain.roles import Role
from tests.county import County, person, unit

ORGAN = "111409249999000116"


class Pact:
    """A draft of 1 March with its commitments, negotiated, between FC01 and a unit."""

    def __init__(self, c: County, commitments: list[tuple[str, int]]) -> None:
        self.c, self.unit = c, unit(c, "甲局", ORGAN)
        liaison = person(c, "联络员")
        c.do(
            Role.CS, "units", self.unit, "authorise-signatory", approved_by=Role.TOWN,
            person=liaison, period={"start": "2022-01-04"}, document_no="【合成】6号",
        )  # fmt: skip
        self.secretary = Actor(Role.CS, c.secretary, "FC01", None, ("community:FC01",))
        self.liaison = Actor(Role.UNIT, liaison, None, None, (f"unit:{self.unit}",))
        c.at("2022-03-01 09:00")
        self.id = c.do(
            self.secretary, "agreements", community="FC01", party=self.unit, year=2022,
            framework="【合成】框架1号", work_priorities=["重点"], projects=["项目"],
            measures=["措施"],
        )  # fmt: skip
        for due_on, weight in commitments:
            terms = {
                "form": "SHARED_RESOURCES", "purpose": "HOMELAND", "title": "开放会议室",
                "deliverable": "每周开放一次", "weight": weight, "due_on": due_on,
            }  # fmt: skip
            c.do(self.secretary, "agreements", self.id, "propose-commitment", terms=terms)
        c.do(self.secretary, "agreements", self.id, "confirm")

    def signed(self, by_community: str, by_party: str) -> None:
        self.c.at(f"{by_community} 10:00")
        self.c.do(self.secretary, "agreements", self.id, "sign")
        self.c.at(f"{by_party} 10:00")
        self.c.do(self.liaison, "agreements", self.id, "sign", paper_dated_on="2022-03-28")

    def row(self) -> dict[str, Any]:
        [row] = self.c.ledger("L-AGR", year=2022)
        return row

    def points(self, line: str) -> str | None:
        lines = self.c.sheet(self.unit)["lines"]
        return next(found["points"] for found in lines if found["line"] == line)

    def commitment(self, weight: int, due_on: str) -> UUID:
        rows = self.c.ledger("L-COMMIT", agreement=self.id)
        found = next(r for r in rows if (r["weight"], r["due_on"]) == (weight, due_on))
        return UUID(found["commitment"])


@pytest.mark.parametrize(
    ("signed_on", "days_late", "points"),
    [
        ("2022-03-31", 0, "5.00"),
        ("2022-04-20", 20, "3.00"),
        ("2022-05-01", 31, "1.00"),
        ("2022-06-30", 91, "0.00"),
    ],
)
def test_ex09_a_later_signature_scores_less_and_no_paper_changes_it(
    c: County, signed_on: str, days_late: int, points: str
) -> None:
    pact = Pact(c, [("2022-10-31", 3)])
    pact.signed("2022-03-25", signed_on)
    row = pact.row()
    assert (row["effective_on"], row["days_late"]) == (signed_on, days_late)
    assert pact.points("U5") == points


def test_ex09_an_agreement_never_signed_scores_nothing(c: County) -> None:
    pact = Pact(c, [("2022-10-31", 3)])
    assert pact.points("U5") == "0.00"


def test_ex09_due_before_the_effect_or_waived_is_outside_the_denominator(c: County) -> None:
    early, later = "2022-03-31", ("2022-06-30", "2022-07-31", "2022-08-31", "2022-09-30")
    pact = Pact(c, [(early, 5), *zip(later, (3, 2, 4, 1), strict=True)])
    pact.signed("2022-03-25", "2022-04-20")
    resident = person(c, "居民代表")
    for weight, due_on in ((3, later[0]), (4, later[2])):
        id = pact.commitment(weight, due_on)
        c.do(pact.liaison, "agreements", pact.id, "start-commitment", commitment=id)
        c.do(pact.liaison, "agreements", pact.id, "report-done", commitment=id, evidence=["0" * 64])
        witness = Actor(Role.RES, resident, None, None, ("community:FC01",))
        c.do(pact.secretary, "agreements", pact.id, "verify", approved_by=witness, commitment=id)
    c.do(
        pact.secretary, "agreements", pact.id, "waive", approved_by=Role.TOWN,
        commitment=pact.commitment(1, later[3]), ground="FORCE_MAJEURE", reason="疫情（合成）",
    )  # fmt: skip
    c.at("2023-01-10 12:00")
    row = pact.row()
    assert row["state"] == "EXPIRED"
    weights = [row[f"weight_{of}"] for of in ("due", "verified", "failed", "waived")]
    assert weights == [9, 7, 2, 1]
    assert pact.points("U6") == "11.67"
