"""Who may do what, where: every command × role × scope. Who may read what: test_reading.py."""

import json
from collections.abc import Mapping
from itertools import product
from typing import Any, Final
from uuid import UUID

import orjson
import pytest

from application.authority import PRIVATE, Forbidden, covers
from application.handler import EXPECTED, Instruction
from application.recorded import Receipt
from domain.approval import APPROVAL
from domain.kernel import Actor, Aggregate, Command, Refused, derived_id
from domain.registry import ADDRESSEE, AGGREGATES, COMMANDS
from domain.roles import Role
from interfaces.http.commands import is_for_people, path_of
from interfaces.parsing import parsed
from tests.county import COUNTY, County
from tests.interfaces.stories import Teller, records

PEOPLE: Final = tuple(role for role in Role if role is not Role.SYS)
STRANGER, OTHER_UNIT = derived_id("test", "stranger"), derived_id("test", "other unit")
ELSEWHERE: Final = (
    (),
    ("",),
    ("community:FC09",),
    ("community:",),
    ("community:None",),
    ("grid:FC09001",),
    (f"unit:{OTHER_UNIT}",),
    ("unit:None",),
    ("body:ELSEWHERE",),
    ("self",),
    ("County", "COUNTY", "county:", "*", "FC01", "person"),
)
APPROVING: Final = APPROVAL.commands
FOR_PEOPLE: Final = [name for name, kind in COMMANDS.items() if is_for_people(kind)]
FOR_THE_SYSTEM: Final = [name for name in COMMANDS if name not in FOR_PEOPLE]


@pytest.fixture(scope="module")
def known(teller: Teller) -> Mapping[Aggregate[Any], list[UUID]]:
    return records(teller.c)


def command(teller: Teller, name: str) -> Command[Any]:
    return parsed(COMMANDS[name], orjson.dumps(teller.body(name)))


def outcome(c: County, actor: Actor, command: Command[Any], record: UUID | None) -> Any:
    """The receipt, or why there is none."""
    try:
        return c.system.handler.handle(Instruction(command, actor, record))
    except EXPECTED as error:
        return error


# Who acts for himself may always try these; the rule looks who he is, and each has a test of it.
ANYBODYS: Final = {
    "ballot.cast": "the slip entitles, not the person",
    "deliberation.evaluate": "who lives there or sits on the committee",
    "objection.lodge": "about one's own result, or anybody's while its notice hangs",
    "social_organisation.rate-project": "whom the project served",
}


# The table


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_every_role_and_scope_but_those_that_may_is_forbidden(
    teller: Teller, known: Mapping[Aggregate[Any], list[UUID]], c: County, name: str
) -> None:
    asked, kind = command(teller, name), COMMANDS[name]
    addressed: list[UUID | None] = [None] if kind.opens else [*known[ADDRESSEE[kind]]]
    for role in PEOPLE:
        may = role in kind.who
        scopes, places = (ELSEWHERE, addressed) if may else ((COUNTY, ("self",)), addressed[:1])
        for scope, record in product(scopes, places):
            refused = outcome(c, Actor(role, STRANGER, None, None, scope), asked, record)
            if may and name in ANYBODYS and role in PRIVATE and scope == ("self",):
                assert isinstance(refused, Refused), (role, record, refused)
                continue
            assert isinstance(refused, Forbidden), (role, scope, record, refused)
            # Who may approve what is asked of each approval by itself.
            expected = "scope_not_allowed" if may else "role_not_allowed"
            assert refused.code == expected or kind in APPROVING, (role, scope, record)


# Commands that say themselves where they belong: whoever may act there, may.
OWN_PLACE: Final = {
    "volunteer.dispute": "anybody may, in his own name; it changes nothing before it is decided",
    "person.join-unit": "a unit takes a person in; who is in another one cannot be taken",
    "person.change-unit": "a unit asks for a person; the other one consents",
    "member_registration.grant-exemption": "a secretary asks for one; the county looks whose",
}


@pytest.mark.parametrize("name", [n for n in FOR_PEOPLE if not COMMANDS[n].opens])
def test_naming_ones_own_place_in_a_command_opens_no_record_elsewhere(
    teller: Teller, known: Mapping[Aggregate[Any], list[UUID]], c: County, name: str
) -> None:
    """Forged: every place, body, unit and person in the body is the stranger's own."""
    kind = COMMANDS[name]
    own: dict[str, Any] = {
        "community": "FC09", "grid": "FC09001", "unit": OTHER_UNIT, "party": OTHER_UNIT,
        "body": "ELSEWHERE", "department": "ELSEWHERE", "handler": "ELSEWHERE",
        "person": STRANGER, "member": STRANGER, "complainant": STRANGER, "resident": STRANGER,
        "reporter": STRANGER, "requester": STRANGER, "organiser_unit": OTHER_UNIT,
    }  # fmt: skip
    fields = {key: value for key, value in own.items() if key in kind.model_fields}
    if not fields or name in OWN_PLACE:
        return
    forged = command(teller, name).model_copy(update=fields)
    everywhere_his = tuple(scope for scopes in ELSEWHERE for scope in scopes)
    for role in kind.who - {Role.SYS}:
        actor = Actor(role, STRANGER, "ELSEWHERE", None, everywhere_his)
        for record in known[ADDRESSEE[kind]]:
            told = outcome(c, actor, forged, record)
            assert not isinstance(told, Receipt), (role, record, told)


def test_only_an_unnamed_report_and_what_a_rule_guards_is_anybodys(teller: Teller) -> None:
    """Opened by somebody who acts for himself, everything else names him."""
    anybodys = set()
    for name in FOR_PEOPLE:
        kind = COMMANDS[name]
        if not kind.opens or kind.who.isdisjoint(PRIVATE):
            continue
        required = {
            key: value
            for key, value in teller.body(name).items()
            if kind.model_fields[key].is_required()
        }
        asked, aggregate = parsed(kind, orjson.dumps(required)), ADDRESSEE[kind]
        concern = aggregate.concerns(aggregate.initial, asked)
        for role in kind.who & set(PRIVATE):
            if covers(Actor(role, STRANGER, None, None, ("self",)), concern):
                anybodys.add(name)
    assert anybodys == {"case.report"} | {n for n in ANYBODYS if COMMANDS[n].opens}


@pytest.mark.parametrize(
    "name", [next(n for n in FOR_PEOPLE if ADDRESSEE[COMMANDS[n]] is a) for a in AGGREGATES
             if any(map(is_for_people, a.commands))],
)  # fmt: skip
def test_it_is_the_same_over_http(
    teller: Teller, known: Mapping[Aggregate[Any], list[UUID]], c: County, name: str
) -> None:
    kind, body = COMMANDS[name], json.dumps(teller.body(name))
    id = "" if kind.opens else str(known[ADDRESSEE[kind]][0])
    path = f"/v1{path_of(kind)}".replace("{id}", id)
    for role in PEOPLE:
        may = role in kind.who
        actor = Actor(role, STRANGER, None, None, ("community:FC09",) if may else COUNTY)
        answer = c.http.post(path, content=body, headers=c.headers(actor))
        assert answer.status_code == 403, (role, answer.text)
        allowed = ("scope_not_allowed", "role_not_allowed") if may else ("role_not_allowed",)
        assert answer.json()["code"] in allowed


@pytest.mark.parametrize("name", FOR_THE_SYSTEM)
def test_what_the_system_alone_does_has_no_address(teller: Teller, c: County, name: str) -> None:
    kind = COMMANDS[name]
    base = f"/v1/{ADDRESSEE[kind].collection}"
    paths = c.http.get("/openapi.json").json()["paths"]
    for path in (f"{base}/{kind.verb}", f"{base}/{{id}}/{kind.verb}"):
        assert "post" not in paths.get(path, {})
        answer = c.http.post(
            path.replace("{id}", str(STRANGER)), json={}, headers=c.headers(Role.AUD)
        )
        assert answer.status_code in (404, 405), answer.text
    line = orjson.dumps({"command": name, "body": {}})
    answer = c.http.post("/v1/commands", content=line, headers=c.headers(Role.TOWN) | {
        "Content-Type": "application/x-ndjson"})  # fmt: skip
    assert answer.json()["code"] == "no_such_command"
