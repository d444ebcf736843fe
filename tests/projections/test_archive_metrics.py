"""C9, G5, B1 and V-ANY-PI: what the store counts is what a plain reading of the rows finds."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest

from domain.kernel import derived_id
from domain.roles import Role
from domain.ruleset import SubjectKind, ruleset_of
from projections.ledgers.archives import ARCHIVES
from projections.metrics.catalogue import measures
from projections.metrics.freshness import Group, freshness
from projections.metrics.year import of_year
from tests.county import County, county, grid, unit
from tests.domain.archive.examples import CREDIT_CODE, FILE, FORMS, OF_A_RESIDENT, OF_A_SHOP

FC01, GRID = derived_id("body", "FC01"), derived_id("grid", "FC01001")
BOOK, SHOPS = (derived_id("archive", "FC01001", kind) for kind in ("RESIDENT", "SHOP"))
HOME: Final = UUID(int=0x77)
PEOPLE: Final = tuple(UUID(int=0x500 + n) for n in range(5))


def told(values: dict[str, str]) -> list[dict[str, str]]:
    return [{"field": field, "value": value} for field, value in values.items()]


def kept(c: County, at: str, verb: str, who: UUID, **more: Any) -> None:
    c.at(f"{at} 10:00")
    c.do(Role.GW, "archives", BOOK, verb, entry=who, **more)


@pytest.fixture(scope="module")
def c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """Five residents: verified in time, gone stale twice, a draft, closed, moved."""
    with county(tmp_path_factory.mktemp("county")) as c:
        grid(c, "FC01002")
        c.at("2022-02-01 10:00")
        lines = [
            {"person": who, "household": HOME, "details": told(OF_A_RESIDENT), "verified_on": day}
            for who, day in zip(PEOPLE, ("2022-01-20", "2022-01-20", None, "2022-01-20",
                                         "2022-01-20"), strict=True)
        ]  # fmt: skip
        batch = {"kind": "RESIDENT", "grid": "FC01001", "file": FILE, "part": 1}
        c.do(
            Role.CW, "archives", None, "import-batch", approved_by=Role.CS, **batch, file_lines=5,
            lines=lines, consent_forms=FORMS,
        )  # fmt: skip
        kept(c, "2022-06-01", "verify", PEOPLE[0])
        kept(c, "2022-08-01", "close", PEOPLE[3], reason="MOVED_AWAY", on="2022-08-01")
        kept(c, "2022-09-01", "move", PEOPLE[4], to="FC01002", on="2022-09-01")
        kept(c, "2022-12-20", "verify", PEOPLE[1])
        shop = {"kind": "SHOP", "grid": "FC01001", "details": told(OF_A_SHOP)}
        c.do(Role.GW, "archives", **shop)
        entry = c.get(f"archives/{SHOPS}")["state"]["entries"]
        c.do(Role.GW, "archives", SHOPS, "verify", entry=next(iter(entry)))
        kept(c, "2023-08-01", "verify", PEOPLE[1])
        c.at("2023-08-02 10:00")
        yield c


def test_the_stores_counts_are_those_of_the_rows_on_every_day(c: County) -> None:
    """R-24: as of any day, whatever became of an entry later."""
    with c.system.readside.at() as snapshot:
        rows = snapshot.all(ARCHIVES)
        for n in range(0, 600, 3):
            day = date(2022, 1, 1) + timedelta(days=n)
            found = freshness(snapshot, day)
            for of, column in (("live_on", "every"), ("fresh_on", "within")):
                expected = Counter(
                    Group(r.community, r.grid, r.kind) for r in rows if getattr(r, of)(day)
                )
                counted = {group: getattr(both, column).rows for group, both in found.items()}
                assert +Counter(counted) == expected, (day, column)


def values(c: County, kind: SubjectKind, subject: UUID, year: int = 2022) -> dict[str, Any]:
    with c.system.readside.at() as snapshot:
        known = measures(of_year(snapshot, year, ruleset_of(2022)), kind)
        return {name: measure.value for name, measure in known[subject].items()}


def test_c9_and_g5_count_live_and_fresh_entries(c: County) -> None:
    """C9, G5: live at the year's end: the four residents verified and not closed, and the shop."""
    ours = {"archive_entries_live": 3, "archive_entries_fresh": 2}
    assert ours.items() <= values(c, SubjectKind.GRID, GRID).items()
    all_of_it = {"archive_entries_live": 4, "archive_entries_fresh": 2}
    assert all_of_it.items() <= values(c, SubjectKind.COMMUNITY, FC01).items()
    nobody = {"archive_entries_live": 0, "archive_entries_fresh": 0}
    assert nobody.items() <= values(c, SubjectKind.GRID, UUID(int=1)).items()


def test_b1_finds_the_archive_with_the_merchants_credit_code(c: County) -> None:
    merchant = derived_id("unit", CREDIT_CODE)
    verified = "archive_verified_in_180_days"
    assert values(c, SubjectKind.MERCHANT, merchant)[verified] is True
    assert values(c, SubjectKind.MERCHANT, merchant, 2021)[verified] is False
    assert values(c, SubjectKind.MERCHANT, UUID(int=1))[verified] is False


def test_the_evidence_is_an_event_that_made_the_count(c: County) -> None:
    """Law 4: the last of them; the ledger names the others."""
    with c.system.readside.at() as snapshot:
        known = measures(of_year(snapshot, 2022, ruleset_of(2022)), SubjectKind.GRID)
        [position] = known[GRID]["archive_entries_fresh"].evidence
        rows = {line.position for line in snapshot.rows(ARCHIVES, limit=None)}
    assert position in rows


@pytest.mark.parametrize("kind", sorted(SubjectKind))
def test_nobody_has_a_breach_until_it_is_confirmed(c: County, kind: SubjectKind) -> None:
    """V-ANY-PI: every kind of subject has the metric."""
    assert values(c, kind, UUID(int=1))["confirmed_personal_information_breaches"] == 0


def test_a_confirmed_breach_bars_and_a_revoked_one_does_not(tmp_path: Path) -> None:
    """V-ANY-PI."""
    with county(tmp_path) as c:
        of = unit(c, "甲局", "111409249999000116")
        told = {"happened_on": "2022-01-04", "found_on": "2022-01-04"}
        breach = c.do(Role.PIO, "breaches", about="误发名单", affected=3, **told)

        def barred() -> list[str]:
            rows = c.ledger("L-BAR", year=2022)
            return [row["rule"] for row in rows if row["subject"] == str(of)]

        assert "V-ANY-PI" not in barred()
        paper = {"document_no": "【合成】9号"}
        who = {"kind": "UNIT", "subject": of, **paper}
        c.do(Role.PIO, "breaches", breach, "confirm", approved_by=Role.LG, **who)
        assert "V-ANY-PI" in barred()
        c.do(
            Role.PIO, "breaches", breach, "revoke-confirmation", approved_by=Role.LG,
            reason="查无实据", **paper,
        )  # fmt: skip
        assert "V-ANY-PI" not in barred()
