"""A cursor goes on in the list that it is of: it asks of no other moment and no other question."""

from collections.abc import Iterator
from typing import Final

import pytest

from domain.roles import Role
from tests.county import County, county, member, register, unit

YEAR: Final = "year=2022"
LISTS: Final = (f"ledgers/L-MEMBERYEAR?{YEAR}", "scores/2022?kind=MEMBER", "eligibility/2022?")


@pytest.fixture(scope="module")
def c(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with county(tmp_path_factory.mktemp("county")) as c:
        of = unit(c, "甲局", "111409249999000116")
        for _ in range(3):
            register(c, member(c, of))
        c.at("2022-02-01 09:00")
        yield c


def asked(c: County, path: str) -> tuple[int, str]:
    """Status and cursor; or status and code."""
    headers = c.headers(Role.EVO)
    body = c.http.get(f"/v1/{path}&limit=1", headers=headers).json()
    return body.get("status", 200), body["next"] if "next" in body else body["code"]


@pytest.mark.parametrize("path", LISTS)
def test_a_cursor_goes_on_as_of_its_own_moment_and_no_other(c: County, path: str) -> None:
    head = c.system.log.position()
    for moment in (f"as_of={head - 1}", "as_of=2022-01-31T09:00:00%2B08:00"):
        status, cursor = asked(c, f"{path}&{moment}")
        assert status == 200
        assert asked(c, f"{path}&{moment}&cursor={cursor}")[0] == 200
        assert asked(c, f"{path}&cursor={cursor}")[0] == 200
    of_now = asked(c, path)[1]
    assert asked(c, f"{path}&cursor={of_now}")[0] == 200
    for moment in (f"as_of={head - 1}", "as_of=2022-01-04T08:59:59%2B08:00"):
        assert asked(c, f"{path}&{moment}&cursor={of_now}") == (400, "bad_parameter")


def test_a_cursor_of_a_computed_ledger_is_not_made_up(c: County) -> None:
    path = LISTS[0]
    status, cursor = asked(c, path)
    start, position, micros, seal = cursor.split(".")
    assert status == 200
    for forged in (
        f"0.{position}.9999999999999999.{seal}",
        f"0.{position}.{micros}.{seal}",
        f"{start}.{int(position) - 1}.{micros}.{seal}",
        f"{start}.17000.{micros}.{seal}",
        f"{start}.{position}.{micros}",
        f"{start}.{position}.{micros}.{'0' * 16}",
    ):
        assert asked(c, f"{path}&cursor={forged}") == (400, "bad_parameter")


def test_a_cursor_of_a_computed_ledger_is_of_one_question(c: County) -> None:
    path, rates = LISTS[0], f"ledgers/L-REG?{YEAR}"
    cursor = asked(c, path)[1]
    for other in (
        f"{path}&unit={c.secretary}",
        f"{path}&valid_at=2022-12-31",
        path.replace("2022", "2023"),
        f"{path}&by=month",
        rates,
    ):
        assert asked(c, f"{other}&cursor={cursor}") == (400, "bad_parameter")
