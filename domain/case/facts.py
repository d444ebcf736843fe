"""What all facts of a case share."""

from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import StringConstraints

from domain.calendar import Limit
from domain.case.state import Case
from domain.kernel import Context, Event
from domain.roles import Role
from domain.vocabulary import Moment

Code = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9_.-]{0,39}$")]


class CaseFact(Event[Case]):
    """happened_at: when in the world; each bears its own, for an import brings many at once."""

    happened_at: Moment


class SealedFact(CaseFact):
    """Its free text is sealed under the reporter's key; nobody named: under the case's."""

    reporter: UUID | None = None

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(sealed_for="reporter", **kwargs)


# S9 art. 27: a mediation is confidential; who mediates or supervises reads its file.
MEDIATION_OFFICES: Final = frozenset(
    {Role.CW, Role.CS, Role.LEG, Role.TOWN, Role.COD, Role.AUD}
)  # fmt: skip


class MediationFact(SealedFact):
    """Its text is of the dispute file."""

    offices = MEDIATION_OFFICES


class DueFact(CaseFact):
    """A due time as it was set, with the calendar (year → version) and the ruleset that set it."""

    due_at: Moment
    remind_at: Moment
    calendar: dict[int, int]
    ruleset: str


class ClockFact(DueFact):
    """It sets the whole clock anew: `limit` from `started_at`, put off by `added_days`."""

    started_at: Moment
    limit: Limit
    added_days: int = 0


def when(context: Context) -> dict[str, datetime]:
    """The fields of a CaseFact."""
    return {"happened_at": context.at}


def whose(state: Case, context: Context) -> dict[str, Any]:
    """The fields of a SealedFact."""
    return {"happened_at": context.at, "reporter": state.reporter}
