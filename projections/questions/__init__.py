"""The standing questions: one module a system, as "Questions" stands under each in the handbook."""

from typing import Final

from projections.asking import StandingQuestion
from projections.questions import (
    agreements,
    archives,
    assessment,
    audit,
    case_figures,
    cases,
    comparing,
    doubles,
    exports,
    honours,
    objections,
    orders,
    privacy,
    registrations,
    services,
    whistles,
)

# A system adds its module; in the order of the handbook.
QUESTIONS: Final[tuple[StandingQuestion, ...]] = (
    *agreements.QUESTIONS,
    *cases.QUESTIONS,
    *case_figures.QUESTIONS,
    *whistles.QUESTIONS,
    *archives.QUESTIONS,
    *registrations.QUESTIONS,
    *services.QUESTIONS,
    *orders.QUESTIONS,
    *doubles.QUESTIONS,
    *privacy.QUESTIONS,
    *audit.QUESTIONS,
    *comparing.QUESTIONS,
    *assessment.QUESTIONS,
    *honours.QUESTIONS,
    *objections.QUESTIONS,
    *exports.QUESTIONS,
)
