"""From a profile and a seed to a data folder with a year in it."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import orjson

from domain.kernel import Actor
from domain.roles import Role
from interfaces.simulation.clock import SimClock, entropy
from interfaces.simulation.plan import Plan, resident_of
from interfaces.simulation.profile import Profile
from interfaces.simulation.run import Driver, Issue, Tick
from interfaces.simulation.settling import plan_of
from interfaces.simulation.watching import Audience, Watch
from interfaces.simulation.world import OPENING
from interfaces.simulation.year import ENDS, FROZEN, schedule_of
from interfaces.system import Settings, System

KEY_FILE: Final = "planted.json"


@dataclass(frozen=True, slots=True)
class Summary:
    """commands: of people; policies and timers issued others. refused: courses that a rule cut
    short, by name and code: none in a sound plan. actors: who may be acted as, by what he is."""

    events: int
    commands: int
    seconds: float
    refused: Counter[str]
    planted: dict[str, Any]
    actors: tuple[tuple[str, Actor], ...]


def straight(system: System) -> Issue:
    return system.handler.handle


def simulate(
    settings: Settings,
    profile: Profile,
    seed: int,
    tick: Tick = lambda _: None,
    door: Callable[[System], Issue] = straight,
) -> Summary:
    """Fills an empty data folder, or database; beside the log it leaves the key to the defects.

    The same profile and seed give the same events, byte for byte. tick: told the simulated time.
    door: by which commands come in, if not straight to the handler.
    """
    began, plan = time.monotonic(), plan_of(profile, seed)
    clock = SimClock(OPENING)
    with System(settings, clock, entropy(seed), loading=True) as system:
        if system.log.position():
            raise FileExistsError(settings.data)
        plan.look = system.handler.look
        driver = Driver(door(system), clock, schedule_of(plan))
        driver.run(FROZEN, tick, Watch(system.log, system.handler, clock))
        outcome = driver.run(ENDS, tick, Audience(system, clock))
        events = system.log.position()
    about = {"profile": profile.name, "seed": seed, "events": events}
    key = plan.key.written(about)
    (settings.data / KEY_FILE).write_bytes(orjson.dumps(key, option=orjson.OPT_INDENT_2))
    seconds = time.monotonic() - began
    actors = tuple(actors_of(plan))
    return Summary(events, outcome.commands, seconds, outcome.refusals, key, actors)


def actors_of(plan: Plan) -> Iterator[tuple[str, Actor]]:
    """One of each kind, of the last community."""
    community, officers = plan.communities[-1], plan.officers
    grid = community.grids[0]
    unit = max(community.units, key=lambda unit: unit.size)
    member = next(m for m in unit.members if m.registered_on and m.left_on is None)
    yield "auditor", Actor(Role.AUD, scopes=("county",))
    yield "evaluation office", officers.actor(Role.EVO)
    yield "organisation department", officers.actor(Role.COD)
    yield "town", officers.actor(Role.TOWN)
    yield "community secretary", community.cs
    clerk = Actor(Role.CW, community.workers[0].id, scopes=community.scopes)
    yield "community worker", clerk
    yield "grid head", grid.gh
    yield "grid worker", grid.gw
    yield "unit liaison", unit.actor
    # What a member or a resident may do needs no other scope than himself.
    yield "member", replace(member.mem, scopes=("self",))
    yield "resident", resident_of(community.residents[0])
    yield "department", officers.department("DEPT-URBAN")
