"""Scores and bars: pure functions of measures and a ruleset, exact and explained (HANDBOOK 4)."""

from projections.scoring.bars import Bar, bars
from projections.scoring.lines import AdjustmentLine, ScoreLine
from projections.scoring.measure import NOT_RECORDED, Measure
from projections.scoring.sheet import BallotResult, BallotScore, ScoreSheet, score

__all__ = [
    "NOT_RECORDED",
    "AdjustmentLine",
    "BallotResult",
    "BallotScore",
    "Bar",
    "Measure",
    "ScoreLine",
    "ScoreSheet",
    "bars",
    "score",
]
