"""Ledgers of the yearly assessment (SYS-16, SYS-18)."""

from projections.ledgers.assessment.ballots import BALLOTS, L_RECUSAL, Counted, RecusalRow, RoundRow
from projections.ledgers.assessment.cycles import (
    L_CHANGE,
    L_CYCLE,
    L_IMPACT,
    ChangeRow,
    CycleRow,
    OnTheRoll,
    Ruling,
)
from projections.ledgers.assessment.publicity import L_NOTICE, L_OBJ, NoticeRow, ObjectionRow
from projections.ledgers.assessment.scores import (
    L_PUBLISHED,
    L_SCORE,
    PublishedRow,
    ScoreRow,
    of_the_last_version,
)

__all__ = [
    "BALLOTS",
    "L_CHANGE",
    "L_CYCLE",
    "L_IMPACT",
    "L_NOTICE",
    "L_OBJ",
    "L_PUBLISHED",
    "L_RECUSAL",
    "L_SCORE",
    "ChangeRow",
    "Counted",
    "CycleRow",
    "NoticeRow",
    "ObjectionRow",
    "OnTheRoll",
    "PublishedRow",
    "RecusalRow",
    "RoundRow",
    "Ruling",
    "ScoreRow",
    "of_the_last_version",
]
