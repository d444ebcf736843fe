"""A dry run of other rules says who rises, who falls, whose bars change, and why (DESIGN 4)."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any
from uuid import UUID

from domain.ruleset import SubjectKind
from projections.comparing import Change, Movement, compared
from projections.metrics.ballots import Ballots
from projections.metrics.year import Year
from projections.scores import Scored, scored
from projections.scoring import BallotResult
from tests.domain.rulesets import changed, line
from tests.projections.known import SHOP, known, unit
from tests.projections.test_metrics_findings import finding
from tests.projections.test_metrics_parties import check

MERCHANT = SubjectKind.MERCHANT
HALF_SAFE = (
    unit(SHOP, "MERCHANT"), check(1, "SAFETY", True), check(2, "SAFETY", False),
)  # fmt: skip


def changes(year: Year, change: Callable[[dict[str, Any]], object]) -> list[Change]:
    other = replace(year, ruleset=changed(change, "2022.2"))
    before = scored(year, MERCHANT, Ballots())
    return list(compared(before, scored(other, MERCHANT, Ballots())))


def moves(data: dict[str, Any]) -> None:
    """Five points go from safety to contributions."""
    line(data, "MERCHANT", "B2")["max"] = "10"
    line(data, "MERCHANT", "B3")["max"] = "20"


def test_the_same_rules_change_nobody() -> None:
    assert changes(known(*HALF_SAFE), lambda data: None) == []


def test_who_falls_is_told_by_which_line_and_why() -> None:
    [change] = changes(known(*HALF_SAFE), moves)
    assert change.movement is Movement.FALLS
    [moved] = change.lines
    assert (moved.line, [str(points) for points in moved.points]) == ("B2", ["7.50", "5.00"])
    assert change.bars == ()
    was, now = change.figures
    said = change.sentence.hans
    assert said.startswith(f"总分由{was}分降至{now}分；B2：7.50分→5.00分（原：安全检查2次")
    assert "15×1/2" in said
    assert "10×1/2" in said
    assert change.sentence.en.startswith(f"The total falls from {was} to {now}; B2: 7.50 → 5.00")


def test_who_rises_is_told_so_too() -> None:
    year = known(unit(SHOP, "MERCHANT"), check(1, "SAFETY", False), check(2, "FRONTAGE", True))

    def easier(data: dict[str, Any]) -> None:
        line(data, "MERCHANT", "B2")["max"] = "10"
        line(data, "MERCHANT", "B5")["max"] = "15"

    [change] = changes(year, easier)
    assert change.movement is Movement.RISES
    assert [moved.line for moved in change.lines] == ["B5"]
    assert "总分由" in change.sentence.hans
    assert "升至" in change.sentence.hans


def test_a_line_that_is_there_in_one_only_is_told() -> None:
    def renamed(data: dict[str, Any]) -> None:
        line(data, "MERCHANT", "B2")["id"] = "B9"

    [change] = changes(known(*HALF_SAFE), renamed)
    assert change.movement is Movement.STAYS
    assert {moved.line: moved.points[0] is None for moved in change.lines} == {
        "B2": False, "B9": True,
    }  # fmt: skip
    assert "无此项" in change.sentence.hans
    assert change.sentence.en.startswith("The total stays at")


def test_a_total_may_move_by_a_maximum_alone() -> None:
    """No line's points move: those that apply are rescaled to another maximum with the ballots."""
    year = known(unit(SHOP, "MERCHANT"), check(1, "FRONTAGE", True))

    def less(data: dict[str, Any]) -> None:
        line(data, "MERCHANT", "B3")["max"] = "10"
        line(data, "MERCHANT", "B2")["max"] = "20"

    [change] = changes(year, less)
    assert change.movement is Movement.RISES
    assert change.lines == ()
    assert "变的是满分或封顶" in change.sentence.hans
    assert "a maximum or a cap is another" in change.sentence.en


def test_a_total_that_moves_by_the_ballots_is_told_so() -> None:
    year = known(*HALF_SAFE)

    def scores(mean: int | None) -> dict[UUID, Scored]:
        result = BallotResult(None if mean is None else Fraction(mean))
        return scored(year, MERCHANT, Ballots(over=True, found={(MERCHANT, SHOP): result}))

    [change] = compared(scores(80), scores(90))
    assert [(moved.line, *map(str, moved.points)) for moved in change.lines] == [
        ("BALLOT", "32.00", "36.00")
    ]
    assert "BALLOT: 32.00 → 36.00 (before: 32.00 of 40 points. now:" in change.sentence.en
    [void] = compared(scores(80), scores(None))
    assert "now: No ballot counts: the objective part is rescaled to 100." in void.sentence.en


def test_a_bar_that_is_set_or_lifted_is_told_with_its_reason() -> None:
    false = finding(1, "FALSE_RECORD", MERCHANT, subject=SHOP)
    year = known(*HALF_SAFE, false)

    def one_is_enough(data: dict[str, Any]) -> None:
        veto = next(veto for veto in data["vetoes"] if veto["id"] == "V-ANY-FALSE")
        veto["when"]["value"] = 1

    [change] = changes(year, one_is_enough)
    assert (change.movement, change.lines) == (Movement.STAYS, ())
    [bar] = change.bars
    assert (bar.rule, bar.barred) == ("V-ANY-FALSE", True)
    assert "新增限制V-ANY-FALSE：查实虚假记录1条 ≥ 1条" in change.sentence.hans

    two = finding(2, "FALSE_RECORD", MERCHANT, subject=SHOP)

    def three_are_needed(data: dict[str, Any]) -> None:
        veto = next(veto for veto in data["vetoes"] if veto["id"] == "V-ANY-FALSE")
        veto["when"]["value"] = 3

    [freed] = changes(known(*HALF_SAFE, false, two), three_are_needed)
    assert [bar.barred for bar in freed.bars] == [False]
    assert "解除限制V-ANY-FALSE" in freed.sentence.hans

    def without(data: dict[str, Any]) -> None:
        data["vetoes"] = [veto for veto in data["vetoes"] if veto["id"] != "V-ANY-FALSE"]

    [gone] = changes(known(*HALF_SAFE, false, two), without)
    assert "新规则无此条" in gone.sentence.hans
