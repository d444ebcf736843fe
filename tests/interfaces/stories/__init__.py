"""The stories in which every example of the OpenAPI file can happen, a module a system."""

from collections.abc import Callable
from typing import Final

from tests.interfaces.stories import (
    archives,
    assessment,
    audit,
    core,
    deliberation,
    honours,
    legal,
    meeting,
    scoring,
    society,
    workforce,
)
from tests.interfaces.stories.teller import HEATING, Teller, records

__all__ = ["HEATING", "STORIES", "Teller", "records"]

# In the order of their dates, for the clock of a county that hears them all.
STORIES: Final[tuple[Callable[[Teller], None], ...]] = (
    *honours.EARLY,
    *meeting.OF_THE_YEAR,
    *scoring.OF_THE_YEAR,
    *deliberation.OF_THE_YEAR,
    *core.OF_THE_YEAR,
    *audit.OF_THE_YEAR,
    *legal.OF_THE_YEAR,
    *archives.OF_THE_YEAR,
    *society.OF_THE_YEAR,
    *workforce.OF_THE_YEAR,
    *honours.BEFORE_THE_FREEZE,
    *assessment.OF_THE_YEAR,
    *honours.OF_THE_YEAR,
    *assessment.LAST,
)
