"""The log opened to other tools, read back by one of them: pm4py, which mines processes."""

import contextlib
import csv
import io
import json
import warnings
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import jsonschema
import orjson
import pytest
from click.testing import CliRunner

from application.handler import Instruction
from application.vault import PREFIX
from domain.body import BodyType, EstablishBody
from domain.kernel import SYSTEM, Actor
from domain.legal import LegalRole
from domain.roles import Role
from interfaces.cli.main import main
from interfaces.eventlogs import records as walked
from interfaces.eventlogs.cloudevents import BATCH
from interfaces.http.reading import NDJSON
from interfaces.system import Settings, System
from tests.county import COUNTY, County, person
from tests.interfaces.stories import Teller
from tests.interfaces.test_reading import STRANGERS

ROOT: Final = Path(__file__).parent.parent.parent
MAPPING: Final = ROOT / "docs" / "examples" / "wabo.toml"
SHARED: Final = Path("shared", "data")
AUDITOR: Final = Actor(Role.AUD, None, None, None, COUNTY)
HERE: Final = Actor(Role.CS, None, None, None, ("community:FC01",))
LIAISON: Final = Actor(Role.UNIT, None, None, None, ("body:DEPT-HEATING",))
THERE: Final = Actor(Role.CS, None, None, None, ("community:FC02",))
Trace = tuple[tuple[str, datetime], ...]


def shared(name: str) -> Path:
    found = [path for folder in ROOT.parents if (path := folder / SHARED / name).is_file()]
    if not found:
        pytest.skip(f"../{SHARED / name} is not there: what needs it was NOT tested")
    return found[0]


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """pm4py talks, and warns of its own parts."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        with contextlib.redirect_stderr(io.StringIO()):
            yield


def traces_of_xes(path: Path) -> dict[str, Trace]:
    with quietly():
        import pm4py

        log = pm4py.read_xes(str(path), return_legacy_log_object=True)
    return {
        trace.attributes["concept:name"]: tuple(
            (event["concept:name"], event["time:timestamp"].astimezone(UTC)) for event in trace
        )
        for trace in log
    }


def ocel_of(path: Path) -> Any:
    with quietly():
        import pm4py

        return pm4py.read_ocel2_json(str(path))


def traces_of_ocel(path: Path, type: str) -> dict[str, Trace]:
    """Of each object of a type that is a record: its own events, in order."""
    ocel = ocel_of(path)
    names = dict(zip(ocel.objects["ocel:oid"], ocel.objects["name"], strict=True))
    own = ocel.relations[
        (ocel.relations["ocel:qualifier"] == "record") & (ocel.relations["ocel:type"] == type)
    ]
    return {
        names[id]: tuple(
            (row["ocel:activity"], row["ocel:timestamp"].to_pydatetime().astimezone(UTC))
            for _, row in rows.iterrows()
        )
        for id, rows in own.groupby("ocel:oid", sort=False)
    }


def variants(traces: dict[str, Trace]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(activity for activity, _ in trace) for trace in traces.values())


def dumped(data: Path, *words: str) -> Path:
    out = Path(words[1])
    answer = CliRunner().invoke(main, ["--data", str(data), "dump", *words])
    assert answer.exit_code == 0, answer.output
    return out


# A log of another system


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Trace]]:
    """The permit desk's log brought in; and what the file says, read here."""
    source, data = shared("wabo_receipt.csv"), tmp_path_factory.mktemp("wabo")
    with System(Settings.of({}, data)) as system:
        community = EstablishBody(
            code="FC01", type=BodyType.COMMUNITY_PARTY_ORG, title="合成社区", community="FC01",
            on=date(2021, 6, 1), document_no="【合成】1号",
        )  # fmt: skip
        system.handler.handle(Instruction(community, SYSTEM))
    words = ["--data", str(data), "import", str(source), "--mapping", str(MAPPING)]
    assert CliRunner().invoke(main, words).exit_code == 0
    with source.open() as file:
        rows = list(csv.DictReader(file))
    truth = {
        case: tuple(
            (row["concept:name"], datetime.fromisoformat(row["time:timestamp"]).astimezone(UTC))
            for row in of_case
        )
        for case, of_case in groupby(rows, lambda row: row["case:concept:name"])
    }
    assert (len(truth), len(rows)) == (1_434, 8_577)
    return data, truth


def test_what_was_imported_is_exported_again_as_it_was(
    imported: tuple[Path, dict[str, Trace]], tmp_path: Path
) -> None:
    data, truth = imported
    xes = traces_of_xes(dumped(data, "cases", str(tmp_path / "cases.xes")))
    assert list(xes) == list(truth)
    assert xes == truth
    ocel = traces_of_ocel(dumped(data, "cases", str(tmp_path / "cases.ocel.json")), "case")
    # It sorts by time, and the file has rows that stand before an earlier one.
    assert ocel == {case: tuple(sorted(t, key=lambda step: step[1])) for case, t in truth.items()}
    assert variants(xes) == variants(truth)
    assert len(variants(xes)) == 116


def test_it_is_valid_by_the_schema_of_the_standard(
    imported: tuple[Path, dict[str, Trace]], tmp_path: Path
) -> None:
    data, _ = imported
    valid(dumped(data, "all", str(tmp_path / "all.ocel.json")).read_bytes())


def valid(content: bytes) -> Any:
    schema = json.loads(shared("ocel20.schema.json").read_text())
    checker = jsonschema.Draft7Validator(schema)
    file = orjson.loads(content)
    for part in ("events", "objects"):  # some of many: it takes its time
        some = file | {part: file[part][:500]}
        checker.validate(some | {"objects" if part == "events" else "events": []})
    return file


# A county in which everything has happened once


def fetched(c: County, path: str, actor: Actor | Role = AUDITOR, **params: Any) -> bytes:
    answer = c.http.get(f"/v1/{path}", headers=c.headers(actor), params=params)
    assert answer.status_code == 200, answer.text
    content: bytes = answer.content
    return content


@pytest.fixture
def now(c: County) -> int:
    """What an auditor asks is an event itself, so all are asked of one moment."""
    return c.system.log.position()


@pytest.fixture
def whole(c: County, now: int) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads(fetched(c, "event-logs/all.ocel.json", as_of=now))
    return found


def test_every_event_is_told_once_with_the_records_that_it_is_about(
    c: County, whole: dict[str, Any], now: int, tmp_path: Path
) -> None:
    file = tmp_path / "all.ocel.json"
    file.write_bytes(orjson.dumps(whole))
    valid(file.read_bytes())
    log = c.system.log.read(0, now)
    skipped = {each.command for each in log if each.name == "case.imported"}
    told = {
        str(each.position): each
        for each in log
        if (each.command not in skipped or each.name == "case.activity_recorded")
    }
    found = {event["id"]: event for event in whole["events"]}
    assert found.keys() == told.keys()
    objects = {each["id"]: each for each in whole["objects"]}
    assert len(objects) == len(whole["objects"])
    related = [part["objectId"] for event in found.values() for part in event["relationships"]]
    assert set(related) <= objects.keys()
    kinds = {each["type"] for each in whole["objects"]}
    assert kinds >= {"case", "order", "unit", "community", "person", "agreement", "grid", "body"}
    ocel = ocel_of(file)
    assert len(ocel.events) == len(found)
    assert set(ocel.objects["ocel:oid"]) == {id for id in objects if id in set(related)}


def test_an_order_is_related_to_the_case_that_became_it(whole: dict[str, Any]) -> None:
    converted = [e for e in whole["events"] if e["type"] == "case.converted_to_order"]
    assert converted
    parts = {part["objectId"].partition(":")[0] for part in converted[0]["relationships"]}
    assert {"case", "order"} <= parts


def test_xes_tells_the_same_as_ocel(
    c: County, whole: dict[str, Any], now: int, tmp_path: Path
) -> None:
    file = tmp_path / "all.xes"
    file.write_bytes(fetched(c, "event-logs/all.xes", as_of=now))
    steps = Counter(step for trace in traces_of_xes(file).values() for step in trace)
    assert steps == Counter(
        (event["type"], datetime.fromisoformat(event["time"])) for event in whole["events"]
    )


def test_what_a_fact_says_is_not_covered_by_what_is_said_of_its_event(
    c: County, whole: dict[str, Any], now: int
) -> None:
    """A planned visit has a role, computed scores a position of their own."""
    roles = {
        (event["type"], told["value"])
        for event in whole["events"]
        for told in event["attributes"]
        if told["name"] == "role"
    }
    told = {role for event, role in roles if event == "legal_visit.planned"}
    assert told
    assert told <= set(LegalRole)
    root = ElementTree.fromstring(fetched(c, "event-logs/all.xes", as_of=now))  # noqa: S314 - ours
    for event in root.iterfind(".//{*}event"):
        keys = [attribute.get("key") for attribute in event]
        assert len(keys) == len(set(keys)), keys


@pytest.mark.parametrize("path", ["event-logs/all.xes", "event-logs/all.ocel.json"])
def test_nobody_is_named_in_them(c: County, path: str) -> None:
    people = [row["person"] for row in c.ledger("PERSONS")]
    c.get(f"persons/{people[0]}")  # an auditor's, which is on record with the address
    text = fetched(c, path).decode()
    assert PREFIX not in text
    assert len(people) > 10
    assert not [person for person in people if person in text]
    assert "[sealed]" not in text


def test_whoever_reported_in_confidence_has_not_even_a_pseudonym(teller: Teller) -> None:
    c = teller.c
    report = {
        "reporter": person(c, "报告人"), "channel": "HOTLINE", "kind": "COMPLAINT", "title": "合成",
        "text": "合成", "community": "FC01",
    }  # fmt: skip
    kept, told = (
        c.do(Role.CW, "cases", **report, confidential=confidential)
        for confidential in (True, False)
    )
    parts = {
        event["relationships"][0]["objectId"]: {p["qualifier"] for p in event["relationships"]}
        for event in orjson.loads(fetched(c, "event-logs/cases.ocel.json", HERE))["events"]
        if event["type"] == "case.reported"
    }
    assert "reporter" in parts[f"case:{told}"]
    assert "reporter" not in parts[f"case:{kept}"]


def test_a_person_has_one_pseudonym(whole: dict[str, Any]) -> None:
    people = [each for each in whole["objects"] if each["type"] == "person"]
    by = Counter(
        part["objectId"]
        for event in whole["events"]
        for part in event["relationships"]
        if part["objectId"].startswith("person:")
    )
    assert len(people) > 10
    assert max(by.values()) > 1


def test_whoever_reads_a_part_exports_that_part(c: County, whole: dict[str, Any]) -> None:
    def ids(actor: Actor, kind: str = "cases") -> set[str]:
        content = fetched(c, f"event-logs/{kind}.ocel.json", actor)
        return {event["id"] for event in orjson.loads(content)["events"]}

    every = {event["id"] for event in whole["events"]}
    for actor in (HERE, THERE, LIAISON):
        read = {str(event["position"]) for event in c.get("log", actor, limit=1000)["events"]}
        own, first = ids(actor, "all"), max(read, key=int, default="0")
        assert {id for id in own if int(id) <= int(first)} == read & every
        assert own < every
    assert ids(HERE)
    assert not ids(HERE) & ids(THERE)
    for stranger in STRANGERS:
        assert not ids(stranger, "all"), stranger


def test_as_of_a_position_it_tells_what_was_known_then(c: County, whole: dict[str, Any]) -> None:
    then = c.system.log.position() // 2
    content = fetched(c, "event-logs/all.ocel.json", as_of=then)
    found = {event["id"] for event in orjson.loads(content)["events"]}
    assert found == {event["id"] for event in whole["events"] if int(event["id"]) <= then}


def test_a_few_at_a_time_or_many_is_the_same(c: County, monkeypatch: pytest.MonkeyPatch) -> None:
    now = c.system.log.position()
    many = fetched(c, "event-logs/all.xes", as_of=now)
    monkeypatch.setattr(walked, "AT_ONCE", 3)
    assert fetched(c, "event-logs/all.xes", as_of=now) == many


def test_what_there_is_no_log_of_is_not_found(c: County) -> None:
    answer = c.http.get("/v1/event-logs/nothing.xes", headers=c.headers(AUDITOR))
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


# Messages


@pytest.mark.parametrize("kind", [BATCH, NDJSON])
def test_the_log_is_told_as_cloud_events(c: County, kind: str) -> None:
    plain = c.get("log", limit=50)
    answer = c.http.get(
        "/v1/log", params={"limit": 50}, headers=c.headers(Role.AUD) | {"Accept": kind}
    )
    assert answer.headers["Content-Type"] == kind
    assert f"after={plain['next']}" in answer.headers["Link"]
    lines = answer.content.splitlines()
    found = list(map(orjson.loads, lines)) if kind == NDJSON else answer.json()
    assert len(found) == 50
    for event, one in zip(plain["events"], found, strict=True):
        assert (one["specversion"], one["source"]) == ("1.0", c.system.settings.origin)
        assert (one["id"], one["type"]) == (str(event["position"]), event["name"])
        assert one["subject"] == f"{event['collection']}/{event['stream']}"
        assert (one["time"], one["data"]) == (event["occurred_at"], event["data"])
        assert all(name.isalnum() and name.islower() for name in one)
    assert [one["sequence"] for one in found] == sorted(one["sequence"] for one in found)
