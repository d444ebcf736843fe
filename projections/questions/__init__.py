"""The standing questions: one module a system, as "Questions" stands under each in the handbook."""

from typing import Final

from projections.asking import StandingQuestion
from projections.questions import (
    agreements,
    archives,
    audit,
    bodies,
    case_figures,
    cases,
    channels,
    comparing,
    deliberation,
    doubles,
    exports,
    facilities,
    honours,
    grids,
    meetings,
    legal,
    orders,
    privacy,
    registrations,
    services,
    societies,
    whistles,
    workforce,
)

# A system adds its module; in the order of the handbook.
QUESTIONS: Final[tuple[StandingQuestion, ...]] = (
    *grids.QUESTIONS,
    *bodies.QUESTIONS,
    *meetings.QUESTIONS,
    *agreements.QUESTIONS,
    *cases.QUESTIONS,
    *case_figures.QUESTIONS,
    *whistles.QUESTIONS,
    *archives.QUESTIONS,
    *channels.QUESTIONS,
    *deliberation.QUESTIONS,
    *facilities.QUESTIONS,
    *registrations.QUESTIONS,
    *services.QUESTIONS,
    *orders.QUESTIONS,
    *doubles.QUESTIONS,
    *legal.QUESTIONS,
    *societies.QUESTIONS,
    *workforce.QUESTIONS,
    *privacy.QUESTIONS,
    *audit.QUESTIONS,
    *comparing.QUESTIONS,
    *honours.QUESTIONS,
    *exports.QUESTIONS,
)
