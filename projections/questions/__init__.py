"""The standing questions: one module a system, as "Questions" stands under each in the handbook."""

from typing import Final

from projections.asking import StandingQuestion
from projections.questions import agreements, case_figures, cases

QUESTIONS: Final[tuple[StandingQuestion, ...]] = (
    *agreements.QUESTIONS,
    *cases.QUESTIONS,
    *case_figures.QUESTIONS,
)
