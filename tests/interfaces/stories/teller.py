"""Every example of the OpenAPI file in a story in which it can happen.

A story is told in a county that may have heard others before; the clock only goes forward.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from domain.kernel import Actor, Aggregate
from domain.registry import ADDRESSEE, AGGREGATES, COMMANDS, OWNER
from domain.roles import Role
from interfaces.http.commands import path_of
from interfaces.http.examples import examples, stand_ins
from tests.county import COUNTY, County, found, person, unit

PAGE: Final = 1000
HEATING = Actor(Role.DEPT, UUID(int=0xD1), "DEPT-HEATING", None, COUNTY)
STREETS = Actor(Role.DEPT, UUID(int=0xD2), "DEPT-STREETS", None, COUNTY)
HOTLINE = Actor(Role.CW, UUID(int=0xD3), "TOWN-HOTLINE", None, COUNTY)
OLD_TOWN, NEW_TOWN = "111409249999000116", "121409249999000113"
STAYS = "12140924999900055K"


class Teller:
    """Posts examples with the ids of real records in the place of those of the file."""

    def __init__(self, c: County) -> None:
        self.c, self.played = c, set[str]()
        # What a dry run of each command showed, and what was then recorded.
        self.tried: dict[str, tuple[list[Any], list[Any]]] = {}
        self._real: dict[str, str] = {}
        self.known: dict[str, Any] = {}

    def means(self, **real: object) -> None:
        """From now on these stand-ins mean these records."""
        self._real |= {stand_ins()[name]: str(id) for name, id in real.items()}

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What several stories need, made by the first that does."""
        if name not in self.known:
            self.known[name] = make()
        return self.known[name]

    def body(self, name: str) -> dict[str, Any]:
        filled: dict[str, Any] = self._filled(examples()[name])
        return filled

    def play(
        self,
        name: str,
        actor: Actor | Role,
        id: str | UUID | None = None,
        approved_by: Actor | Role | None = None,
        *,
        settled: bool = True,
        **instead: Any,
    ) -> str:
        """Posts the example of a command, which must succeed; gives the record's id.

        settled: policies and timers have then done what follows.
        """
        self.played.add(name)
        kind = COMMANDS[name]
        opens_by_verb = kind.opens and path_of(kind).count("/") > 1
        verb = kind.verb if opens_by_verb or not kind.opens else None
        collection = ADDRESSEE[kind].collection
        body = self.body(name) | instead
        before = self.c.system.log.position()
        dry = {"dry_run": True}
        shown = self.c.ask(actor, collection, id, verb, params=dry, **body).json()["events"]
        assert self.c.system.log.position() == before
        if settled:
            opened = self.c.do(actor, collection, id, verb, approved_by=approved_by, **body)
        else:
            opened = str(self.c.ask(actor, collection, id, verb, **body).json()["id"])
        recorded = self.c.get("log", after=before, limit=len(shown))["events"] if shown else []
        self.tried[name] = shown, recorded
        return opened

    def last(self, record: str | UUID, field: str) -> UUID:
        """An id that the last event of a record with such a field has made."""
        events = (each.event for each in reversed(self.c.system.log.history(UUID(str(record)))))
        minted: UUID = next(getattr(e, field) for e in events if hasattr(e, field))
        return minted

    def _filled(self, value: Any) -> Any:
        match value:
            case str():
                return self._real.get(value, value)
            case dict():
                return {key: self._filled(item) for key, item in value.items()}
            case list():
                return [self._filled(item) for item in value]
            case _:
                return value


def people(t: Teller) -> None:
    """A resident, a second community, departments."""

    def make() -> bool:
        document = {"on": "2021-06-01", "document_no": "【合成】9号"}
        found(t.c, "FC02", "COMMUNITY_PARTY_ORG", **document)
        for code in ("DEPT-HEATING", "DEPT-STREETS", "TOWN-HOTLINE"):
            found(t.c, code, "DEPARTMENT", **document)
        t.means(resident=person(t.c, "张居民", residence={"community": "FC01"}))
        return True

    t.once("people", make)


def a_unit(t: Teller) -> UUID:
    of: UUID = t.once("unit", lambda: unit(t.c, "甲局", OLD_TOWN))
    t.means(unit=of)
    return of


def records(c: County) -> Mapping[Aggregate[Any], list[UUID]]:
    """The records of each kind that there are."""
    found: dict[Aggregate[Any], dict[UUID, None]] = {aggregate: {} for aggregate in AGGREGATES}
    after = 0
    while page := c.system.log.read(after, PAGE):
        for recorded in page:
            found[OWNER[recorded.name]][recorded.stream] = None
        after = page[-1].position
    return {aggregate: list(streams) for aggregate, streams in found.items()}
