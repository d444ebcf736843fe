"""The standing questions: one module a system, as "Questions" stands under each in the handbook."""

from typing import Final

from projections.asking import StandingQuestion
from projections.questions import (
    agreements,
    archives,
    audit,
    case_figures,
    cases,
    comparing,
    doubles,
    exports,
    honours,
    orders,
    privacy,
    reference,
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
    *reference.QUESTIONS,
    *audit.QUESTIONS,
    *comparing.QUESTIONS,
    *honours.QUESTIONS,
    *exports.QUESTIONS,
)
