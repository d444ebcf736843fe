"""Where programmes and nominations are: their commands look at each other."""

from typing import TYPE_CHECKING
from uuid import UUID

from domain.kernel import Ref, derived_id

if TYPE_CHECKING:
    from domain.honour.state import Nomination, Programme


def programme_ref(code: str, year: int) -> "Ref[Programme]":
    # Imported late: the aggregates are made of the commands that look here.
    from domain.honour.aggregates import HONOUR_PROGRAMME

    return HONOUR_PROGRAMME.ref(derived_id("honour-programme", code, year))


def nomination_id(code: str, subject: UUID, year: int) -> UUID:
    """One for each title, subject and year (SYS-17)."""
    return derived_id("honour-nomination", code, subject, year)


def nomination_ref(code: str, subject: UUID, year: int) -> "Ref[Nomination]":
    return nominated(nomination_id(code, subject, year))


def nominated(id: UUID) -> "Ref[Nomination]":
    """The nomination of this id."""
    from domain.honour.aggregates import HONOUR_NOMINATION

    return HONOUR_NOMINATION.ref(id)
