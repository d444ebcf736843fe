"""What other rules make of the same facts: who rises, who falls, whose bars change, and why."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.kernel import Label
from projections.scores import Scored
from projections.scoring import AdjustmentLine, BallotScore, Bar, ScoreLine, ScoreSheet
from projections.scoring.sheet import BALLOT

LinesOf = Mapping[str, ScoreLine | AdjustmentLine | BallotScore]
NOTHING: Final = Label("无此项", "there is no such line")


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
    barred: bool  # by the new rules
    sentence: Label


@dataclass(frozen=True, slots=True)
class Change:
    """One subject's."""

    before: Scored
    after: Scored
    lines: tuple[MovedLine, ...]
    bars: tuple[TurnedBar, ...]

    @property
    def figures(self) -> tuple[Decimal | None, Decimal | None]:
        """Totals; provisional ones as long as something is not recorded yet."""
        return _figure(self.before.sheet), _figure(self.after.sheet)

    @property
    def movement(self) -> Movement:
        was, now = (Decimal(-1) if figure is None else figure for figure in self.figures)
        if was == now:
            return Movement.STAYS
        return Movement.RISES if now > was else Movement.FALLS

    @property
    def sentence(self) -> Label:
        """Why, in one sentence: the figures, the lines that moved, the bars that turned."""
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


def compared(before: Iterable[Scored], after: Mapping[UUID, Scored]) -> Iterator[Change]:
    """Those of whom anything changes; after: by subject."""
    for was in before:
        now = after.get(was.subject)
        if now is not None and (change := _change(was, now)):
            yield change


def _change(was: Scored, now: Scored) -> Change | None:
    change = Change(
        was,
        now,
        tuple(_moved(_lines(was.sheet), _lines(now.sheet))),
        tuple(_turned(was.bars, now.bars)),
    )
    moved = change.movement is not Movement.STAYS or change.lines or change.bars
    return change if moved else None


def _lines(sheet: ScoreSheet) -> LinesOf:
    every: tuple[ScoreLine | AdjustmentLine, ...] = (
        *sheet.lines, *sheet.bonus_lines, *sheet.deduction_lines,
    )  # fmt: skip
    ballot = {BALLOT: sheet.ballot} if sheet.ballot.max else {}
    return {**{line.line_id: line for line in every}, **ballot}


def _moved(before: LinesOf, after: LinesOf) -> Iterator[MovedLine]:
    for id in dict.fromkeys((*before, *after)):
        was, now = before.get(id), after.get(id)
        points = was.points if was else None, now.points if now else None
        if points[0] != points[1] or (was is None) != (now is None):
            sentences = was.sentence if was else NOTHING, now.sentence if now else NOTHING
            yield MovedLine(id, points, sentences)


def _turned(before: Iterable[Bar], after: Iterable[Bar]) -> Iterator[TurnedBar]:
    was, now = ({bar.rule_id: bar for bar in bars} for bars in (before, after))
    for id in dict.fromkeys((*was, *now)):
        applied = [bar is not None and bar.applies for bar in (was.get(id), now.get(id))]
        if applied[0] != applied[1]:
            yield TurnedBar(id, applied[1], _why(id, was.get(id), now.get(id), applied[1]))


def _why(id: str, was: Bar | None, now: Bar | None, barred: bool) -> Label:
    shown = now or was
    told = shown.sentence if shown is not None else NOTHING
    if now is None:
        told = Label("新规则无此条", "the new rules do not have it")
    hans, en = ("新增限制", "barred now") if barred else ("解除限制", "barred no more")
    return Label(f"{hans}{id}：{told.hans}", f"{en}, {id}: {told.en}")


def _figure(sheet: ScoreSheet) -> Decimal | None:
    return sheet.total if sheet.complete else sheet.provisional


def _shown(points: Decimal | None) -> Label:
    return Label("不计", "none") if points is None else Label(f"{points}分", f"{points}")
