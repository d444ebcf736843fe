"""From the year that was made up to the present: what the programme needs to be worked with now."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from application.handler import Instruction
from domain.calendar import calendar_ref, published_years
from domain.kernel import SHANGHAI, Actor, Command, local_date
from domain.roles import Role
from domain.ruleset import AdoptRuleset, DraftRuleset, rulebook_ref, ruleset_of
from interfaces.system import System

ADOPTED: tuple[int, int] = (1, 4)  # on 4 January of each year, or today if that is later


def bring_up_to_date(system: System, actors: Mapping[str, Actor]) -> None:
    """Publishes the calendars since, and adopts the same rules for every year until this one."""
    today = local_date(system.clock())
    evo, group = actors["evaluation office"], Actor(Role.LG, scopes=("county",))
    for calendar in published_years():
        if system.handler.look(calendar_ref(calendar.year)).version == 0:
            _do(system, evo, calendar)
    for year in range(2022, today.year + 1):
        if system.rulebook().last_adopted(year) is None:
            rules = ruleset_of(year)
            _do(system, evo, DraftRuleset(ruleset=rules))
            on = datetime(*min(date(year, *ADOPTED), today).timetuple()[:3], tzinfo=SHANGHAI)
            adopt = AdoptRuleset(version=rules.version, document_no=f"演示〔{year}〕1号")
            _do(system, group, adopt, on)


def _do(
    system: System, actor: Actor, command: Command[Any], occurred_at: datetime | None = None
) -> None:
    stream = None if type(command).opens else rulebook_ref().id
    system.handler.handle(Instruction(command, actor, stream, occurred_at=occurred_at))
