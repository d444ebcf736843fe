"""Records as other tools may see them: within the caller's scope, and nobody's name in them."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, groupby
from typing import Any, Final
from uuid import UUID

from application.authority import covers
from application.handler import NotFound
from application.log import EventLog
from application.recorded import Recorded
from application.vault import PREFIX
from domain.case.foreign import CaseActivityRecorded, CaseImported
from domain.kernel import Actor, Aggregate, Concern, derived_id
from domain.registry import COLLECTIONS, OWNER
from interfaces.http.records import plain, unnamed_to
from interfaces.system import System

ALL: Final = "all"
AT_ONCE: Final = 100  # records, with all their events
PSEUDONYM_BYTES: Final = 16
TOLD: Final = frozenset({"happened_at", "activity"})  # as the step's own time and name
ID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Objects = tuple[tuple[str, str, str], ...]
Told = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done. activity: what is done again in other records bears the same.

    objects: what it is about besides its record, (id, type, in which part).
    values: what else it says, personal texts and ids left out.
    """

    activity: str
    recorded: Recorded
    objects: Objects
    values: dict[str, str | int | bool]


@dataclass(frozen=True, slots=True)
class Record:
    """name: under which its source knows it; else its id. objects: where it belongs, as in Step."""

    id: str
    type: str
    name: str
    begun: datetime
    objects: Objects
    steps: tuple[Step, ...]


def kinds_of(kind: str) -> frozenset[str]:
    """The names of the aggregates that a collection, or `all`, stands for. NotFound."""
    if kind == ALL:
        return frozenset(aggregate.name for aggregate in COLLECTIONS.values())
    if kind not in COLLECTIONS:
        raise NotFound(kind)
    return frozenset({COLLECTIONS[kind].name})


def records(
    system: System, actor: Actor, kind: str, last: int, told: Told = lambda done, total: None
) -> Iterator[Record]:
    """Those whom the actor's scope covers, in the order in which they began, up to position `last`.

    A few at a time, however many there are.
    """
    kinds, log, after = kinds_of(kind), system.log, 0
    while begun := log.begun(after, last, AT_ONCE):
        after = begun[-1][0]
        streams = [stream for _, stream, name in begun if OWNER[name].name in kinds]
        histories = sorted(log.histories(streams), key=lambda r: streams.index(r.stream))
        seen = [
            found
            for _, history in groupby(histories, key=lambda recorded: recorded.stream)
            if (found := _visible(actor, list(history), last)) is not None
        ]
        yield from _told(system, seen)
        told(after, last)


@dataclass(frozen=True, slots=True)
class _Visible:
    aggregate: Aggregate[Any]
    history: list[Recorded]
    concern: Concern
    unnamed: frozenset[str]

    @property
    def ids(self) -> Iterator[tuple[UUID, str]]:
        """Where the record belongs."""
        if self.concern.grid:
            yield derived_id("grid", self.concern.grid), "grid"
        if self.concern.unit:
            yield self.concern.unit, "unit"


def _visible(actor: Actor, every: list[Recorded], last: int) -> _Visible | None:
    """A record's events up to a position, if the actor may read it as of then, and now too."""
    aggregate = OWNER[every[0].name]
    history = [recorded for recorded in every if recorded.position <= last]
    then = aggregate.replay(recorded.event for recorded in history)
    now = aggregate.replay((recorded.event for recorded in every[len(history) :]), then)
    concern, latest = aggregate.concerns(then, None), aggregate.concerns(now, None)
    if not all(covers(actor, each, reading=True) for each in (concern, latest)):
        return None
    return _Visible(aggregate, history, concern, unnamed_to(actor, latest))


def _told(system: System, seen: list[_Visible]) -> Iterator[Record]:
    steps = [[_Facts.of(recorded) for recorded in own_steps(one.history)] for one in seen]
    told = (id for some in steps for facts in some for id, _ in facts.ids)
    named = Names.of(system, chain(told, (id for one in seen for id, _ in one.ids)))
    for one, facts in zip(seen, steps, strict=True):
        first = one.history[0]
        id = named.name(first.stream, one.aggregate.name)
        yield Record(
            id,
            one.aggregate.name,
            _name(one.history) or id,
            first.occurred_at,
            named.objects(one.ids, one.concern.community),
            tuple(each.step(named, one.unnamed) for each in facts),
        )


def own_steps(history: list[Recorded]) -> list[Recorded]:
    """What was done. Of a case of another system that is its own rows: what the import concluded
    from them would tell them twice."""
    imports = {each.command for each in history if isinstance(each.event, CaseImported)}
    return [
        each
        for each in history
        if each.command not in imports or isinstance(each.event, CaseActivityRecorded)
    ]


def _name(history: list[Recorded]) -> str | None:
    found = (e.event.external_ref for e in history if isinstance(e.event, CaseImported))
    return next(found, None)


def _ids(value: Any, part: str) -> Iterator[tuple[UUID, str]]:
    """Every id in a fact, with the name of the field in which it stands."""
    match value:
        case str() if ID.fullmatch(value):
            yield UUID(value), part
        case dict():
            for name, item in value.items():
                yield from _ids(item, part or name)
        case list():
            for item in value:
                yield from _ids(item, part)
        case _:
            pass


@dataclass(frozen=True, slots=True)
class _Facts:
    recorded: Recorded
    data: dict[str, Any]
    ids: tuple[tuple[UUID, str], ...]

    @classmethod
    def of(cls, recorded: Recorded) -> "_Facts":
        data, who = plain(recorded.event), recorded.actor
        codes = [(derived_id("grid", data["grid"]), "grid")] if data.get("grid") else []
        if who.body:
            codes.append((derived_id("body", who.body), "by"))
        people = [(who.person, "by"), (who.on_behalf_of, "on_behalf_of")]
        acting = [(person, part) for person, part in people if person is not None]
        return cls(recorded, data, (*_ids(data, ""), *acting, *codes))

    def step(self, named: "Names", unnamed: frozenset[str]) -> Step:
        event, own = self.recorded.event, self.recorded.stream
        ids = [(id, part) for id, part in self.ids if id != own and str(id) not in unnamed]
        objects = named.objects(ids, self.data.get("community"))
        imported = isinstance(event, CaseActivityRecorded)
        activity = event.activity if imported else self.recorded.name
        return Step(activity, self.recorded, objects, _values(self.data))


def _values(data: dict[str, Any]) -> dict[str, str | int | bool]:
    """Plain words and numbers: no text about people, and no id, which stands among the objects."""
    return {
        name: value
        for name, value in data.items()
        if name not in TOLD and isinstance(value, str | int) and not _hidden(value)
    }


def _hidden(value: str | int) -> bool:
    """An id may stand within a text too: in the path of what an auditor read."""
    return isinstance(value, str) and bool(value.startswith(PREFIX) or ID.search(value))


@dataclass(frozen=True, slots=True)
class Names:
    """Under which names records are known outside: a person by a pseudonym that only we can join
    to his id. kinds: which of the ids are records, and of which aggregate."""

    system: System
    kinds: dict[UUID, str]

    @classmethod
    def of(cls, system: System, ids: Iterable[UUID]) -> "Names":
        log: EventLog = system.log
        first = log.opened(dict.fromkeys(ids))
        return cls(system, {id: OWNER[name].name for id, name in first.items()})

    def objects(self, ids: Iterable[tuple[UUID, str]], community: str | None) -> Objects:
        """Those of these ids that are records, and the community, each in its part."""
        found = [
            (self.name(id, self.kinds[id]), self.kinds[id], part)
            for id, part in dict.fromkeys(ids)
            if id in self.kinds
        ]
        if community:
            found.append((f"community:{community}", "community", "community"))
        return tuple(found)

    def name(self, id: UUID, kind: str) -> str:
        if kind != "person":
            return f"{kind}:{id}"
        keyed = self.system.vault.fingerprint(b"pseudonym/" + id.bytes)
        return f"{kind}:{keyed[:PSEUDONYM_BYTES].hex()}"
