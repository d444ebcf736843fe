"""The standing questions: one module a system, as "Questions" stands under each in the handbook."""

from typing import Final

from projections.asking import StandingQuestion
from projections.questions import cases

QUESTIONS: Final[tuple[StandingQuestion, ...]] = (*cases.QUESTIONS,)
