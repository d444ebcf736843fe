"""What differs between two moments or two days: rows and scores, and the events that did it."""

import csv
import io
import random
from datetime import date
from typing import Any, Final
from uuid import UUID

import pytest

from domain.kernel import Actor, derived_id
from domain.roles import Role
from projections.asking import Asked
from projections.between import RECKONED, Causes, Side, changes
from projections.reading import Snapshot
from tests.county import County, member, unit
from tests.interfaces.stories import Teller
from tests.interfaces.test_conventions import codes

SPANS: Final = 4
TURNS: Final = 4  # rows of a ledger and span whose turning point is looked for
YEAR: Final = 2022
ADOPTED: Final = 40  # a position at which the rules of the year are in force
HERE: Final = Actor(Role.CS, derived_id("test", "here"), None, None, ("community:FC01",))
THERE: Final = Actor(Role.CS, derived_id("test", "here"), None, None, ("community:FC02",))


def side(c: County, snapshot: Snapshot, ledger: str) -> Side:
    inner = RECKONED[ledger].parameters if ledger in RECKONED else {}
    usual = {name: parameter.default for name, parameter in inner.items()}
    last, now, whose = date(YEAR, 12, 31), c.system.clock(), c.system.vault.recognised
    return Side(Asked(snapshot, c.system.log, YEAR, last, now, whose, usual))


def turning_point(c: County, snapshot: Snapshot, ledger: str, key: str, low: int, high: int) -> int:
    """The position at which the row last became what it is at `high`."""

    def at(position: int) -> Any:
        standing = side(c, snapshot.before(position), ledger).rows(ledger).get(key)
        return standing and standing.row

    until = at(high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if at(middle) == until else (middle, high)
    return high


@pytest.mark.parametrize("ledger", sorted(RECKONED))
def test_the_event_at_which_a_computed_row_turned_is_among_those_told(
    teller: Teller, ledger: str
) -> None:
    """What its rows are about and made of is declared: a source left out would be found here."""
    c, luck = teller.c, random.Random(ledger)
    c.settle()
    with c.system.readside.at() as snapshot:
        for _ in range(SPANS):
            low, high = sorted(luck.sample(range(ADOPTED, snapshot.position + 1), 2))
            sides = (side(c, snapshot.before(p), ledger) for p in (low, high))
            before, after = sides
            causes, found = Causes(ledger, before, after), list(changes(ledger, before, after))
            for pair in luck.sample(found, min(TURNS, len(found))):
                told = causes.of(pair)
                turned = turning_point(c, snapshot, ledger, pair.key, low, high)
                assert turned in told, (ledger, pair.key, c.system.log.read(turned - 1, 1))
                assert all(low < position <= high for position in told)


def test_the_key_of_a_computed_row_is_its_alone(teller: Teller) -> None:
    c = teller.c
    c.settle()
    with c.system.readside.at() as snapshot:
        for ledger in RECKONED:
            assert RECKONED[ledger].of, ledger
            keys = list(side(c, snapshot, ledger).rows(ledger))
            assert not [key for key in keys if "#" in key], ledger


@pytest.fixture
def c(teller: Teller) -> County:
    teller.c.settle()
    return teller.c


def compared(c: County, ledger: str, actor: Any = Role.AUD, **asked: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = c.get(f"ledgers/{ledger}/compare", actor, **asked)["rows"]
    return rows


def positions(row: dict[str, Any]) -> list[int]:
    return [event["position"] for event in row["events"]]


def test_a_ledger_at_two_moments_row_by_row(c: County) -> None:
    """Added, changed and, of a computed one, changed by the events of the stored ones."""
    before = c.system.log.position()
    new = str(unit(c, "新局", next(codes), on="2022-01-04"))
    of_unit = c.system.log.position()
    someone = member(c, UUID(new))
    now = c.system.log.position()
    [added] = compared(c, "UNITS", as_of_before=before)
    assert (added["change"], added["key"], added["before"]) == ("ADDED", new, None)
    assert added["after"]["unit"] == new
    assert all(before < position <= of_unit for position in positions(added))
    assert added["events"][0]["event"] == "unit.enrolled"
    assert added["events"][0]["role"]
    [row] = compared(c, "L-REG", as_of_before=of_unit, as_of=now, year=YEAR)
    assert (row["change"], row["columns"]) == (
        "CHANGED",
        ["obliged", "fraction", "percent", "status"],
    )
    assert (row["before"]["obliged"], row["after"]["obliged"]) == (0, 1)
    assert all(of_unit < position <= now for position in positions(row))
    told = c.get(f"persons/{someone}/history")["events"]
    assert {event["position"] for event in told} & set(positions(row))
    assert compared(c, "L-REG", as_of_before=now, as_of=now, year=YEAR) == []
    [entry, *_] = compared(c, "L-AUDIT", as_of_before=now - 1, as_of=now)
    assert (entry["change"], positions(entry)) == ("ADDED", [now])


def test_what_ended_is_gone_on_the_other_day(c: County) -> None:
    left = str(unit(c, "旧局", next(codes), on="2022-01-04"))
    c.do(
        Role.CS, "units", left, "withdraw", last_day="2022-01-31", reason="DISSOLVED",
        document_no="【合成】9号", approved_by=Role.TOWN,
    )  # fmt: skip
    days = {"valid_at_before": "2022-01-20", "valid_at": "2022-02-20"}
    [row] = [row for row in compared(c, "UNITS", limit=200, **days) if row["key"] == left]
    assert (row["change"], row["after"]) == ("GONE", None)
    assert [event["event"] for event in row["events"]] == ["unit.enrolled", "unit.withdrawn"]


def test_a_comparison_is_paged_filtered_and_comes_as_a_table(c: County) -> None:
    whole = compared(c, "L-CASE", as_of_before=1, limit=200)
    assert len(whole) > 3
    page = c.get("ledgers/L-CASE/compare", as_of_before=1, limit=2)
    more = c.get("ledgers/L-CASE/compare", as_of_before=1, limit=2, cursor=page["next"])
    assert page["rows"] + more["rows"] == whole[:4]
    state = whole[0]["after"]["state"]
    only = compared(c, "L-CASE", as_of_before=1, limit=200, state=state)
    assert only == [row for row in whole if row["after"]["state"] == state]
    headers = c.headers(Role.AUD, Accept="text/csv")
    table = c.http.get("/v1/ledgers/L-CASE/compare?as_of_before=1&limit=2", headers=headers)
    lines = list(csv.DictReader(io.StringIO(table.text)))
    assert [line["key"] for line in lines] == [row["key"] for row in page["rows"]]
    assert "case.reported" in lines[0]["events"]


def test_only_what_one_may_read_on_both_sides_is_compared(c: County) -> None:
    everything = compared(c, "L-CASE", as_of_before=1, limit=200)
    here = compared(c, "L-CASE", HERE, as_of_before=1, limit=200)
    of_here = [row for row in everything if row["after"]["community"] == "FC01"]
    assert [row["key"] for row in here] == [row["key"] for row in of_here]
    assert here
    assert compared(c, "L-CASE", THERE, as_of_before=1) == []
    assert compared(c, "L-AUDIT", HERE, as_of_before=1) == []
    mine = c.get(f"scores/{YEAR}/compare", HERE, as_of_before=200)["changes"]
    theirs = c.get(f"scores/{YEAR}/compare", THERE, as_of_before=200)["changes"]
    seen = {s["subject"] for s in c.get(f"scores/{YEAR}", THERE, limit=1000)["scores"]}
    every = c.get(f"scores/{YEAR}/compare", as_of_before=200)["changes"]
    assert {s["subject"] for s in mine} < {s["subject"] for s in every}
    assert {s["subject"] for s in theirs} <= seen


def test_scores_of_two_moments_name_the_events_of_every_line(c: County) -> None:
    with c.system.readside.at() as snapshot:
        head = snapshot.position
    since = head // 2
    body = c.get(f"scores/{YEAR}/compare", as_of_before=since, as_of=head, limit=1000)
    assert (body["than"], body["position"]) == (since, head)
    assert body["changes"]
    then = {s["subject"]: s for s in c.get(f"scores/{YEAR}", as_of=since, limit=1000)["scores"]}
    now = {s["subject"]: s for s in c.get(f"scores/{YEAR}", as_of=head, limit=1000)["scores"]}
    told = {change["subject"]: change for change in body["changes"]}
    for subject in then.keys() ^ now.keys():
        assert told[subject]["change"] == ("ADDED" if subject in now else "GONE")
    for subject in then.keys() & now.keys():
        was, is_now = (s[subject]["total"] or s[subject]["provisional"] for s in (then, now))
        if was != is_now:
            totals = zip(told[subject]["total"], told[subject]["provisional"], strict=True)
            assert [total or provisional for total, provisional in totals] == [was, is_now]
    moved = [line for change in body["changes"] for line in change["lines"]]
    assert moved
    for line in moved:
        assert all(since < event["position"] <= head for event in line["events"])
    assert sum(bool(line["events"]) for line in moved) > len(moved) * 0.8


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("ledgers/L-CASE/compare", 400, "one_other_clock"),
        (
            "ledgers/L-CASE/compare?as_of_before=1&valid_at_before=2022-01-01",
            400,
            "one_other_clock",
        ),
        ("ledgers/UNITS/compare?valid_at_before=2022-01-01", 400, "valid_at_missing"),
        ("ledgers/L-CASE/compare?as_of_before=100&as_of=50", 400, "moments_out_of_order"),
        ("ledgers/L-CASE/compare?as_of_before=999999999", 400, "moment_not_reached"),
        ("ledgers/L-CASE/compare?as_of_before=soon", 400, "bad_moment"),
        ("ledgers/L-NOPE/compare?as_of_before=1", 404, "no_such_ledger"),
        ("ledgers/L-CASE/compare?as_of_before=1&colour=red", 400, "no_such_filter"),
        ("ledgers/L-CASE/compare?as_of_before=1&cursor=x", 400, "bad_parameter"),
        (
            "ledgers/L-RATES/compare?valid_at_before=2022-01-01&valid_at=2022-02-01",
            400,
            "no_business_date",
        ),
        ("scores/2022/compare", 400, "one_other_clock"),
        ("scores/2022/compare?as_of_before=100&as_of=50", 400, "moments_out_of_order"),
        ("scores/2022/compare?as_of_before=1", 409, "no_ruleset"),
    ],
)
def test_what_cannot_be_compared_is_said(c: County, path: str, status: int, code: str) -> None:
    answer = c.http.get(f"/v1/{path}", headers=c.headers(Role.AUD))
    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.text
    assert answer.json()["detail"]
