"""Who may read what, over HTTP: every address of every read × an auditor, strangers, the person
himself, a community and its neighbours, and whoever has no token.

The addresses come from the OpenAPI file and from what there is: a new read, a new ledger, a new
kind of record needs nothing here, but a record in the stories.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

import pytest

from domain.audit import AUDIT_QUERY
from domain.export import EXPORT_PACKAGE
from domain.kernel import Actor, Aggregate, derived_id
from domain.registry import AGGREGATES
from domain.roles import Role
from interfaces.http.examples import examples
from interfaces.http.proofs import PUBLIC
from interfaces.ledgers import ASKED, STORED, titles
from interfaces.questions import KNOWN
from interfaces.scoping import COUNTY_ONLY, FOR_EVERYBODY
from tests.county import COUNTY, County, self_actor
from tests.interfaces.stories import HEATING, Teller, records

YEAR: Final = 2022
UNTOLD: Final = ("L-SNAPSHOT", "L-REMIND")  # of the end of a year or quarter, not in the stories
OPEN: Final = ("/health", "/ready")  # without a token
FOR_ALL: Final = ("/v1/ledgers", "/v1/questions", "/v1/rulesets")  # the same for whoever has one
ENDLESS: Final = "/v1/log/stream"  # see test_stream.py
NO_LISTS: Final = ("/v1/event-logs/", "/v1/papers/")  # see test_event_logs.py, test_papers.py
OF_EACH_KIND: Final = 1  # records that strangers try to read
COMPARED: Final = ("L-CASE", "L-REG", "L-AUDIT")  # what strangers try to compare
CLOSED: Final = ("scope_not_allowed", "not_found", "role_not_allowed")
STRANGER, OTHER_UNIT = derived_id("test", "stranger"), derived_id("test", "other unit")
ELSEWHERE: Final = (
    ("community:FC09",),
    ("community:", "community:None", "grid:", "unit:None", "body:None"),
    ("grid:FC09001",),
    (f"unit:{OTHER_UNIT}",),
    ("body:ELSEWHERE",),
    ("self",),
    ("County", "COUNTY", "county:", "*", "FC01", "person"),
)
STRANGERS: Final = [
    *(Actor(Role.AUD, STRANGER, None, None, scopes) for scopes in ELSEWHERE),
    self_actor(Role.RES, STRANGER),
    Actor(Role.CW, None, None, None, ("self",)),
]
AUDITOR: Final = Actor(Role.AUD, STRANGER, None, None, COUNTY)
HERE: Final = Actor(Role.CS, STRANGER, None, None, ("community:FC01",))
THERE: Final = Actor(Role.CS, STRANGER, None, None, ("community:FC02",))


@pytest.fixture(scope="module")
def known(teller: Teller) -> Mapping[Aggregate[Any], list[UUID]]:
    return records(teller.c)


@pytest.fixture(scope="module")
def below(teller: Teller) -> list[Actor]:
    """Those who see a part: a community, a unit, a department, a member."""
    unit, member = teller.known["unit"], teller.known["volunteer"]
    liaison = Actor(Role.UNIT, STRANGER, None, None, (f"unit:{unit}",))
    department = Actor(Role.DEPT, STRANGER, HEATING.body, None, (f"body:{HEATING.body}",))
    return [HERE, THERE, liaison, department, member]


def operations(c: County) -> dict[str, list[str]]:
    """Address → the methods that read there."""
    paths = c.http.get("/openapi.json").json()["paths"]
    return {
        path: [method for method in methods if method == "get" or path.endswith("/dry-run")]
        for path, methods in paths.items()
        if path not in (*OPEN, ENDLESS) and not path.startswith((PUBLIC, *NO_LISTS))
    }


def addresses(
    c: County, known: Mapping[Aggregate[Any], list[UUID]], most: int | None = None
) -> Iterator[str]:
    """Every address that a GET has, for all that there is; `most` records of a kind."""
    subjects = [row["subject"] for row in c.get(f"scores/{YEAR}", limit=1000)["scores"]]
    subjects = subjects[:most]
    for path in (path for path, methods in operations(c).items() if "get" in methods):
        at = path.replace("{year}", str(YEAR)).replace("{position}", "1")
        if "{collection}" in at:
            for aggregate, ids in known.items():
                of_kind = at.replace("{collection}", aggregate.collection)
                yield from (of_kind.replace("{id}", str(id)) for id in ids[:most])
        elif at.endswith("/compare"):
            names = [name for name, *_ in titles()] if most is None else COMPARED
            for name in names if "{name}" in at else [""]:
                year = f"&year={YEAR}" if name and of_a_year(name) else ""
                yield at.replace("{name}", name) + "?as_of_before=100&limit=3" + year
        elif at.endswith("/ledgers/{name}/readers"):
            [case, *_] = c.ledger("L-CASE", min_position=0)
            yield at.replace("{name}", "L-CASE") + f"?key={case['case']}"
        elif "/exports/{id}" in at:
            yield from (at.replace("{id}", str(id)) for id in known[EXPORT_PACKAGE])
        elif at.endswith("/ledgers/{name}/why"):
            continue  # of one row: tests/interfaces/test_explain.py
        elif "/questions/{name}" in at:
            yield from (at.replace("{name}", name) + f"?year={YEAR}" for name in KNOWN)
        elif "{name}" in at:
            for name, *_ in titles():
                year = f"?year={YEAR}" if of_a_year(name) else ""
                yield at.replace("{name}", name) + year
        else:
            filled = [at.replace("{subject}", id) for id in subjects] if "{subject}" in at else [at]
            yield from filled


def told() -> list[str]:
    return [name for name, *_ in titles() if name not in UNTOLD]


def lists(body: Any) -> list[Any]:
    found = [value for value in body.values() if isinstance(value, list)]
    return [each["rows"] for each in body["answers"]] if "answers" in body else found


def of_a_year(name: str) -> bool:
    return name in ASKED or "year" in STORED[name].columns


def rows(c: County, actor: Actor, name: str) -> list[dict[str, Any]]:
    """All of them, page by page."""
    asked: dict[str, Any] = {"year": YEAR} if of_a_year(name) else {}
    found: list[dict[str, Any]] = []
    while True:
        page = c.get(f"ledgers/{name}", actor, limit=1000, **asked)
        found += page["rows"]
        if page["next"] is None:
            return found
        asked["cursor"] = page["next"]


def may_open(actor: Actor, name: str) -> bool:
    """Whether his is one of the offices for which a ledger is, where it is for some only."""
    offices = (STORED.get(name) or ASKED[name]).row.offices
    return not offices or actor.role in offices


def whole_log(c: County, actor: Actor) -> Iterator[dict[str, Any]]:
    after, head = 0, 1
    while after < head:
        page = c.get("log", actor, after=after, limit=1000)
        yield from page["events"]
        after, head = page["next"], page["head"]


def test_without_a_token_only_the_description_the_health_and_the_proof_are_there(c: County) -> None:
    for path, methods in c.http.get("/openapi.json").json()["paths"].items():
        for method in methods:
            address = path.replace("{year}", str(YEAR)).replace("{name}", "L-CASE")
            address = address.replace("{collection}", "cases").replace("{position}", "1")
            address = address.replace("{id}", str(STRANGER)).replace("{subject}", str(STRANGER))
            answer = c.http.request(method, address, json={})
            if path.startswith(PUBLIC):
                assert answer.status_code != 401, address
                continue
            assert answer.status_code == (200 if path in OPEN else 401), address
            assert path in OPEN or answer.json()["code"] == "not_authenticated"
    for path in ("/docs", "/redoc"):
        assert c.http.get(path).status_code == 404


def test_an_auditor_reads_everything(known: Mapping[Aggregate[Any], list[UUID]], c: County) -> None:
    asked = list(addresses(c, known))
    assert len(asked) > 100
    for address in asked:
        answer = c.http.get(address, headers=c.headers(AUDITOR))
        assert answer.status_code == 200, (address, answer.text)
        if address.endswith("/timemap"):
            assert 'rel="first memento"' in answer.text or 'rel="first last memento"' in answer.text
            continue
        found = lists(answer.json())
        untold = any(part in address for part in ("/questions/", "/compare", *UNTOLD))
        assert untold or not found or any(found), (
            f"{address}: nothing to see; tell a story that fills it"
        )


@pytest.mark.parametrize("actor", STRANGERS, ids=lambda who: f"{who.role}-{'-'.join(who.scopes)}")
def test_a_stranger_reads_nothing(
    known: Mapping[Aggregate[Any], list[UUID]], c: County, actor: Actor
) -> None:
    headers = c.headers(actor)
    for address in addresses(c, known, OF_EACH_KIND):
        if address in FOR_ALL or any(name in address for name in FOR_EVERYBODY):
            continue
        before = f"{address}{'&' if '?' in address else '?'}as_of=300"
        for asked in (address, before):
            answer = c.http.get(asked, headers=headers)
            if answer.status_code == 200:
                assert lists(answer.json())
                assert not any(lists(answer.json())), (asked, answer.text)
            else:
                assert answer.status_code in (403, 404), (asked, answer.text)
                assert answer.json()["code"] in CLOSED, asked
    ruleset = examples()["ruleset.draft"]["ruleset"]
    answer = c.http.post(f"/v1/scores/{YEAR}/dry-run", json=ruleset, headers=headers)
    assert (answer.status_code, answer.json()["changes"]) == (200, [])


def test_a_purpose_opens_nothing_to_a_stranger_and_leaves_no_event(
    known: Mapping[Aggregate[Any], list[UUID]], c: County
) -> None:
    for actor in STRANGERS:
        for aggregate in AGGREGATES:
            for id in known[aggregate][:1]:
                path = f"/v1/{aggregate.collection}/{id}?purpose=AUDIT"
                assert c.http.get(path, headers=c.headers(actor)).status_code == 403, path


def test_the_log_shows_the_events_of_the_records_that_one_may_read_and_no_others(
    c: County, below: list[Actor]
) -> None:
    known = records(c)  # also of what auditors have asked since
    del known[AUDIT_QUERY]  # there is another one after each look of the auditor's
    for actor in (AUDITOR, *below):
        readable = {
            str(id)
            for aggregate, ids in known.items()
            for id in ids
            if c.http.get(f"/v1/{aggregate.collection}/{id}", headers=c.headers(actor)).is_success
        }
        seen = list(whole_log(c, actor))
        asked = [event for event in seen if event["collection"] == AUDIT_QUERY.collection]
        assert bool(asked) == (actor is AUDITOR)
        streams = {event["stream"] for event in seen if event not in asked}
        assert streams == readable, actor
        assert readable or actor is THERE


def test_a_community_sees_its_own_and_not_its_neighbours(c: County) -> None:
    for name in told():
        everything = rows(c, AUDITOR, name)
        of_a_place = {"community", "residence"} & set(everything[0])
        for actor, code in ((HERE, "FC01"), (THERE, "FC02")):
            seen = rows(c, actor, name)
            for place in of_a_place:
                own = [row for row in everything if row[place] == code]
                assert seen == (own if may_open(actor, name) else []), (name, code)
            assert name not in COUNTY_ONLY or seen == []


def test_a_person_sees_what_names_him_and_nothing_else(teller: Teller, c: County) -> None:
    me = teller.known["volunteer"]
    for name, *_ in titles():
        named = [row for row in rows(c, AUDITOR, name) if str(me.person) in json.dumps(row)]
        whom = [row for row in named if str(me.person) in (row.get("person"), row.get("subject"))]
        seen = rows(c, me, name)
        assert name in FOR_EVERYBODY or all(row in named for row in seen), name
        assert name in COUNTY_ONLY or all(row in seen for row in whom), name
    assert [row["subject"] for row in c.get(f"scores/{YEAR}", me)["scores"]] == [str(me.person)]
    [looked_at] = c.get(f"eligibility/{YEAR}", me)["subjects"]
    assert looked_at["subject"] == str(me.person)
    assert c.get(f"scores/{YEAR}/{me.person}", me)["subject"] == str(me.person)


def test_every_ledger_but_the_countys_own_is_somebodys_below_the_county(
    c: County, below: list[Actor]
) -> None:
    """A ledger whose columns do not say whom its rows concern would be the county's in silence."""
    for name in told():
        seen = [actor for actor in below if rows(c, actor, name)]
        everybodys = all(may_open(actor, name) for actor in below)
        assert (bool(seen) or not everybodys) if name not in COUNTY_ONLY else not seen, name


def test_personal_text_is_shown_for_a_purpose_only_and_the_read_is_an_event(
    teller: Teller,
) -> None:
    c = teller.c
    case = c.do(Role.CW, "cases", **teller.body("case.report"))
    path, secret = f"cases/{case}", teller.body("case.report")["text"]
    for hidden in (c.get(path), c.get(f"{path}/history"), c.get("log", after=0, limit=1000)):
        assert secret not in json.dumps(hidden, ensure_ascii=False)
    before = c.system.log.position()
    shown = c.http.get(
        f"/v1/{path}/history", params={"purpose": "CASE"}, headers=c.headers(Role.CW)
    )
    assert secret in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    [read] = c.system.log.read(before, 10)
    assert (read.name, str(read.event.record)) == ("access.read", case)
    assert read.actor.person == derived_id("test-actor", Role.CW)
    c.settle()
