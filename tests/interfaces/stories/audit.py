"""An auditor asks (SYS-22)."""

from collections.abc import Callable
from typing import Final

from tests.interfaces.stories.teller import Teller


def an_auditor_asks(t: Teller) -> None:
    t.c.get("questions/cases-closed-without-feedback", year=2022)
    t.c.settle()


OF_THE_YEAR: Final[tuple[Callable[[Teller], None], ...]] = (an_auditor_asks,)
