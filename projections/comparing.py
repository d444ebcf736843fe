"""Two reckonings of scores: who rises, who falls, whose bars change, and why.

By other rules from the same facts, or by the rules from what was known at two moments.
"""

import operator
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.kernel import Label
from projections.differing import differing
from projections.scores import Scored
from projections.scoring import AdjustmentLine, BallotScore, Bar, ScoreLine, ScoreSheet
from projections.scoring.sheet import BALLOT

LinesOf = Mapping[str, ScoreLine | AdjustmentLine | BallotScore]
NOTHING: Final = Label("无此项", "there is no such line")
ADDED: Final = Label("新列入评分", "scored now and not before")
GONE: Final = Label("不再是评分对象", "scored no more")
Evidence = tuple[tuple[int, ...], tuple[int, ...]]


class Movement(StrEnum):
    RISES = "RISES"
    FALLS = "FALLS"
    STAYS = "STAYS"


@dataclass(frozen=True, slots=True)
class MovedLine:
    """A line that gives other points, or is there in one of the two only. None: no points."""

    line: str
    points: tuple[Decimal | None, Decimal | None]
    sentences: tuple[Label, Label]
    evidence: Evidence = ((), ())

    @property
    def sentence(self) -> Label:
        (was, now), (hans_was, hans_now) = self.points, (s.hans for s in self.sentences)
        en_was, en_now = (s.en for s in self.sentences)
        return Label(
            f"{self.line}：{_shown(was).hans}→{_shown(now).hans}（原：{hans_was}现：{hans_now}）",
            f"{self.line}: {_shown(was).en} → {_shown(now).en} (before: {en_was} now: {en_now})",
        )


@dataclass(frozen=True, slots=True)
class TurnedBar:
    """A bar that one of the two sets and the other does not. sentence: of the one that applies, and
    of the other where the rule is there too."""

    rule: str
    barred: bool  # by the new rules, or at the later moment
    sentence: Label
    evidence: Evidence = ((), ())


@dataclass(frozen=True, slots=True)
class Change:
    """One subject's. before, after: None where it is not scored."""

    before: Scored | None
    after: Scored | None
    lines: tuple[MovedLine, ...]
    bars: tuple[TurnedBar, ...]

    @property
    def figures(self) -> tuple[Decimal | None, Decimal | None]:
        """Totals; provisional ones as long as something is not recorded yet."""
        return _figure(self.before), _figure(self.after)

    @property
    def scored(self) -> Scored:
        """As it is now; as it was, if it is not scored any more."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - there is no change of nobody
        return found

    @property
    def movement(self) -> Movement:
        was, now = (Decimal(-1) if figure is None else figure for figure in self.figures)
        if was == now:
            return Movement.STAYS
        return Movement.RISES if now > was else Movement.FALLS

    @property
    def sentence(self) -> Label:
        """Why, in one sentence: the figures, the lines that moved, the bars that turned."""
        if self.before is None or self.after is None:
            return ADDED if self.before is None else GONE
        parts = [self._total(), *(line.sentence for line in self.lines)]
        if self.movement is not Movement.STAYS and not self.lines:
            parts.append(Label("各行得分未变，变的是满分或封顶", "a maximum or a cap is another"))
        parts += [bar.sentence for bar in self.bars]
        return Label("；".join(p.hans for p in parts), "; ".join(p.en for p in parts))

    def _total(self) -> Label:
        was, now = map(_shown, self.figures)
        if self.movement is Movement.STAYS:
            return Label(f"总分不变，{now.hans}", f"The total stays at {now.en}")
        hans, en = ("升", "rises") if self.movement is Movement.RISES else ("降", "falls")
        return Label(
            f"总分由{was.hans}{hans}至{now.hans}", f"The total {en} from {was.en} to {now.en}"
        )


def compared(before: Mapping[UUID, Scored], after: Mapping[UUID, Scored]) -> Iterator[Change]:
    """Those of whom anything changes."""
    for _, was, now in differing(before, after, operator.is_):
        if was is None or now is None:
            yield Change(was, now, (), ())
            continue
        lines = tuple(_moved(_lines(was.sheet), _lines(now.sheet)))
        change = Change(was, now, lines, tuple(_turned(was.bars, now.bars)))
        if change.movement is not Movement.STAYS or change.lines or change.bars:
            yield change


def _lines(sheet: ScoreSheet) -> LinesOf:
    every: tuple[ScoreLine | AdjustmentLine, ...] = (
        *sheet.lines, *sheet.bonus_lines, *sheet.deduction_lines,
    )  # fmt: skip
    ballot = {BALLOT: sheet.ballot} if sheet.ballot.max else {}
    return {**{line.line_id: line for line in every}, **ballot}


def _moved(before: LinesOf, after: LinesOf) -> Iterator[MovedLine]:
    for id, was, now in differing(before, after, lambda was, now: was.points == now.points):
        yield MovedLine(
            id,
            (was.points if was else None, now.points if now else None),
            (was.sentence if was else NOTHING, now.sentence if now else NOTHING),
            (was.evidence if was else (), now.evidence if now else ()),
        )


def _turned(before: Iterable[Bar], after: Iterable[Bar]) -> Iterator[TurnedBar]:
    was, now = ({bar.rule_id: bar for bar in bars} for bars in (before, after))
    applied = [{id: bar for id, bar in bars.items() if bar.applies} for bars in (was, now)]
    for id, _, barred in differing(applied[0], applied[1], lambda was, now: True):
        old, new = was.get(id), now.get(id)
        evidence = old.evidence if old else (), new.evidence if new else ()
        yield TurnedBar(id, barred is not None, _why(id, old, new, barred is not None), evidence)


def _why(id: str, was: Bar | None, now: Bar | None, barred: bool) -> Label:
    shown = now or was
    told = shown.sentence if shown is not None else NOTHING
    if now is None:
        told = Label("新规则无此条", "the new rules do not have it")
    hans, en = ("新增限制", "barred now") if barred else ("解除限制", "barred no more")
    return Label(f"{hans}{id}：{told.hans}", f"{en}, {id}: {told.en}")


def _figure(scored: Scored | None) -> Decimal | None:
    if scored is None:
        return None
    return scored.sheet.total if scored.sheet.complete else scored.sheet.provisional


def _shown(points: Decimal | None) -> Label:
    return Label("不计", "none") if points is None else Label(f"{points}分", f"{points}")
