"""A county in a folder, driven through its public HTTP API by a clock of its own.

county.at("2022-02-12 09:00")
order = county.do(Role.CW, "orders", need="…", …)
county.do(Role.GH, "orders", order, "issue")
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from fastapi import FastAPI
from starlette.testclient import TestClient

from domain.calendar import published_years
from domain.kernel import SHANGHAI, Actor, derived_id
from domain.roles import Role
from domain.ruleset import ruleset_of
from interfaces.http.app import attach, create_app
from interfaces.http.auth import Issuer
from interfaces.system import Settings, System

DECADES = timedelta(days=36_500)
COUNTY = ("county",)


@dataclass
class Clock:
    """Stands still until it is set."""

    now: datetime = datetime(2021, 12, 20, 9, tzinfo=SHANGHAI)

    def __call__(self) -> datetime:
        return self.now.astimezone(UTC)


def seeded(seed: int = 7) -> Any:
    """Entropy that repeats."""
    return random.Random(seed).randbytes


@cache
def _apps() -> list[FastAPI]:
    return []


def app_over(system: System) -> FastAPI:
    """The one application of this process: making its routes takes longer than most tests."""
    if not _apps():
        _apps().append(create_app(system))
    [app] = _apps()
    if app.state.system is not system:
        attach(app, system)
    return app


class County:
    def __init__(self, system: System, clock: Clock) -> None:
        self.system, self.clock = system, clock
        self._http = TestClient(app_over(system), raise_server_exceptions=True)
        self._issuer = Issuer.of(system.settings.data)
        self._tokens: dict[Actor, str] = {}
        self.secretary = UUID(int=0)

    @property
    def http(self) -> TestClient:
        """Talks to this county, whichever was asked last."""
        app_over(self.system)
        return self._http

    def body(self, code: str) -> UUID:
        return derived_id("body", code)

    def at(self, moment: str) -> None:
        """Sets the clock, Shanghai time; then the policies and timers do what is due."""
        self.clock.now = datetime.fromisoformat(moment).replace(tzinfo=SHANGHAI)
        self.settle()

    def settle(self) -> None:
        self.system.settle()

    def headers(self, actor: Actor | Role, **more: str) -> dict[str, str]:
        if isinstance(actor, Role):
            actor = Actor(actor, derived_id("test-actor", actor), None, None, COUNTY)
        if actor not in self._tokens:
            self._tokens[actor] = self._issuer.token(actor, self.clock(), DECADES)
        return {"Authorization": f"Bearer {self._tokens[actor]}"} | more

    def ask(
        self,
        actor: Actor | Role,
        collection: str,
        id: str | UUID | None = None,
        verb: str | None = None,
        *,
        params: dict[str, Any] | None = None,
        more: dict[str, str] | None = None,
        **body: Any,
    ) -> Any:
        """The raw answer of a command."""
        path = "/".join(str(part) for part in ("/v1", collection, id, verb) if part is not None)
        headers = self.headers(actor, **(more or {}))
        return self.http.post(path, json=plain(body), headers=headers, params=params)

    def do(
        self,
        actor: Actor | Role,
        collection: str,
        id: str | UUID | None = None,
        verb: str | None = None,
        *,
        approved_by: Actor | Role | None = None,
        more: dict[str, str] | None = None,
        **body: Any,
    ) -> str:
        """Issues a command, which must succeed, and has it approved; gives the record's id."""
        answer = self.ask(actor, collection, id, verb, more=more, **body)
        assert answer.status_code in (200, 201, 202), answer.text
        if approved_by is not None:
            assert answer.status_code == 202, answer.text
            approval = answer.json()["pending"]
            granted = self.ask(_another(approved_by), "approvals", approval, "grant")
            assert granted.status_code == 200, granted.text
        else:
            assert answer.status_code != 202, "it waits for an approval"
        self.settle()
        return str(answer.json()["id"])

    def batch(self, actor: Actor | Role, lines: list[dict[str, Any]]) -> list[str]:
        """Issues many commands in one request, which must all succeed; gives the records' ids."""
        ndjson = b"".join(orjson.dumps(plain(line)) + b"\n" for line in lines)
        answer = self.http.post("/v1/commands", content=ndjson, headers=self.headers(actor))
        told = [orjson.loads(line) for line in answer.content.splitlines()]
        assert all(line["status"] in (200, 201) for line in told), told
        self.settle()
        return [line["id"] for line in told]

    def refused(self, actor: Actor | Role, code: str, *path: Any, **body: Any) -> None:
        """Issues a command that must be refused with this code, and must write nothing."""
        before = self.system.log.position()
        answer = self.ask(actor, *path, **body)
        assert 400 <= answer.status_code < 500, answer.text
        assert answer.json()["code"] == code, answer.text
        assert self.system.log.position() == before

    def get(self, path: str, actor: Actor | Role = Role.AUD, **params: Any) -> Any:
        """The JSON of a GET that must succeed, of all that is recorded: an auditor's reads too."""
        self.system.catch_up()
        answer = self.http.get(f"/v1/{path}", params=params, headers=self.headers(actor))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ledger(self, name: str, **params: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.get(f"ledgers/{name}", limit=1000, **params)["rows"]
        return rows

    def sheet(self, subject: str | UUID, year: int = 2022, **params: Any) -> dict[str, Any]:
        sheet: dict[str, Any] = self.get(f"scores/{year}/{subject}", **params)
        return sheet


def _another(approver: Actor | Role) -> Actor:
    if isinstance(approver, Role):
        return Actor(approver, derived_id("test-approver", approver), None, None, COUNTY)
    return approver


def plain(body: Any) -> Any:
    match body:
        case dict():
            return {key: plain(value) for key, value in body.items()}
        case list() | tuple():
            return [plain(value) for value in body]
        case UUID() | date():
            return str(body) if isinstance(body, UUID) else body.isoformat()
        case _:
            return body


def shanghai(text: str) -> str:
    """'2022-02-12 09:00' as RFC 3339."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).isoformat()


@contextmanager
def county(folder: Path, database: dict[str, str] | None = None) -> Iterator[County]:
    """With calendars, rules of 2022, community FC01 with its secretary, and a grid at work.

    database: the settings of a PostgreSQL, else all is kept in the folder.
    """
    clock = Clock()
    with System(Settings.of(database or {}, folder), clock, seeded()) as system:
        yield founded(County(system, clock))


def founded(c: County) -> County:
    for year in published_years():
        c.do(Role.COD, "calendars", **year.model_dump(mode="json"))
    c.at("2022-01-04 09:00")
    adopt_rules(c, 2022)
    document = {"on": "2021-06-01", "document_no": "【合成】2号"}
    found(c, "FC01", "COMMUNITY_PARTY_ORG", **document)
    c.secretary = person(c, "王书记", party_member="FULL")
    c.do(
        Role.COD, "bodies", c.body("FC01"), "appoint", person=c.secretary, post="SECRETARY",
        basis="ELECTED", period={"start": "2021-06-01"}, document_no="【合成】3号",
    )  # fmt: skip
    grid(c, "FC01001")
    return c


def adopt_rules(c: County, year: int) -> None:
    """The shipped rules, for a year."""
    rules = ruleset_of(year)
    book = c.do(Role.EVO, "rulesets", ruleset=rules.model_dump(mode="json", by_alias=True))
    c.do(Role.LG, "rulesets", book, "adopt", version=rules.version, document_no="【合成】1号")


def found(c: County, code: str, type: str, **more: Any) -> str:
    """Establishes a body."""
    community = code[:4] if code.startswith("FC") else None
    title = f"{code}（合成）"
    return c.do(Role.COD, "bodies", code=code, type=type, title=title, community=community, **more)


def person(c: County, name: str, **more: Any) -> UUID:
    id = c.do(Role.CW, "persons", full_name=f"{name}（合成）", synthetic=True, **more)
    return UUID(id)


def grid(c: County, code: str) -> str:
    """A grid at work, with its head and a worker."""
    places = [{"code": f"{code}C001", "title": "合成小区"}]
    id = c.do(Role.TOWN, "grids", code=code, boundary="合成四至", places=places, on="2022-01-04")
    head = person(c, "李网格长", party_member="FULL")
    worker = person(c, "赵网格员")
    c.do(
        Role.CS, "grids", id, "appoint-head", approved_by=Role.TOWN, person=head,
        standing="BACKBONE", on="2022-01-04", document_no="【合成】4号",
    )  # fmt: skip
    c.do(Role.CS, "grids", id, "assign-worker", person=worker, on="2022-01-04")
    c.do(Role.TOWN, "grids", id, "activate", on="2022-01-04")
    return id


def unit(c: County, name: str, code: str, on: str = "2022-01-04") -> UUID:
    """A Big Party Committee unit hosted by FC01. code: its unified social credit code."""
    id = c.do(
        Role.CS, "units", approved_by=Role.TOWN, title=f"{name}（合成）", kind="ORGAN",
        credit_code=code, community="FC01", big_party_committee=True, synthetic=True, on=on,
    )  # fmt: skip
    return UUID(id)


def merchant(c: County, name: str, code: str, on: str = "2022-01-04") -> UUID:
    """A shop in FC01 that takes part."""
    id = c.do(
        Role.CS, "units", approved_by=Role.TOWN, title=f"{name}（合成）", kind="MERCHANT",
        credit_code=code, community="FC01", synthetic=True, on=on,
    )  # fmt: skip
    return UUID(id)


def member(c: County, of: UUID, since: str = "2021-01-04", name: str = "党员") -> UUID:
    """An in-service Party member of a unit."""
    return person(
        c, name, party_member="FULL", party_member_since="2010-07-01", unit=of, unit_since=since
    )


def register(c: County, who: UUID) -> str:
    """Registers a member at FC01: submitted by himself, confirmed by the community."""
    me = self_actor(Role.MEM, who)
    id = c.do(me, "member-registrations", person=who, community="FC01")
    return c.do(Role.CW, "member-registrations", id, "confirm")


def members(c: County, of: UUID, count: int, since: str = "2021-01-04") -> list[UUID]:
    """Many members of one unit at once."""
    body = {
        "party_member": "FULL", "party_member_since": "2010-07-01", "unit": of,
        "unit_since": since, "synthetic": True,
    }  # fmt: skip
    lines = [
        {"command": "person.register", "body": body | {"full_name": f"党员{n}（合成）"}}
        for n in range(count)
    ]
    return [UUID(id) for id in c.batch(Role.CW, lines)]


def register_all(c: County, of: UUID, people: list[UUID]) -> None:
    """Their unit submits for them, with everybody's consent; the community confirms."""
    submit = [
        {
            "command": "member_registration.submit",
            "body": {"person": who, "community": "FC01", "unit": of, "consent": True},
        }
        for who in people
    ]
    ids = c.batch(Role.UNIT, submit)
    c.batch(
        Role.CW, [{"command": "member_registration.confirm", "id": id, "body": {}} for id in ids]
    )


def served(c: County, who: UUID, start: str, minutes: int = 90, confirm: bool = True) -> UUID:
    """A session of a member in FC01, submitted by himself; gives the entry's id."""
    me = self_actor(Role.MEM, who)
    begun = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI)
    ended = begun + timedelta(minutes=minutes)
    activity = derived_id("test-activity", start)
    book = c.do(
        me, "volunteer-books", person=who, community="FC01", start=begun.isoformat(),
        end=ended.isoformat(), field="ENVIRONMENT", source="SELF", title="清扫（合成）",
        content="清扫楼道（合成）", activity=activity,
    )  # fmt: skip
    entry = derived_id("service", who, activity, begun.date(), begun.astimezone(UTC).isoformat())
    if confirm:
        c.do(Role.CW, "volunteer-books", book, "confirm", entry=entry)
    return entry


def self_actor(role: Role, person: UUID | str, **more: Any) -> Actor:
    """Somebody who acts for himself."""
    return replace(Actor(role, UUID(str(person)), None, None, ("self",)), **more)
