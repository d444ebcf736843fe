"""What was ever written can be read, for ever."""

import re
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from application import schemas
from application.codec import trusted, validated
from application.recorded import NewerEvent, Recorded
from application.schemas import newest_schema
from domain import registry
from domain.body import BodyRenamed
from domain.kernel import Event
from domain.registry import EVENTS
from tests.golden import FOLDER, STREAM, example, expected, matching
from tests.shapes import Shape

FILES: Final = sorted(FOLDER.glob("*.json"))
HOW: Final = "Run `python -m tests.golden` and commit what it writes."


def stored_in(path: Path) -> tuple[str, bytes]:
    name, _, _ = path.stem.rpartition("@")
    return name, orjson.dumps(orjson.loads(path.read_bytes()))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_event_that_was_ever_written_can_be_read(path: Path) -> None:
    name, stored = stored_in(path)
    assert name in EVENTS, f"{name} was released: what is stored under it must stay readable"
    for read in (validated, trusted):
        recorded = read(1, STREAM, 1, name, stored)
        assert recorded.actor.role == "CW"
        assert recorded.recorded_at >= recorded.occurred_at
    assert isinstance(validated(1, STREAM, 1, name, stored).event, EVENTS[name])


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_nothing_of_it_is_lost_in_reading(path: Path) -> None:
    name, stored = stored_in(path)
    written = orjson.loads(stored)
    if written["schema"] == newest_schema(name):
        event = validated(1, STREAM, 1, name, stored).event
        again = orjson.loads(event.model_dump_json(exclude_none=True))
        assert {**again, **written["data"]} == again


def test_every_event_and_schema_has_its_example() -> None:
    missing = sorted(path.name for path in expected() if not path.exists())
    assert not missing, f"{', '.join(missing)}: not there. {HOW}"


def test_every_example_has_its_event() -> None:
    strange = {path.name for path in FILES} - {path.name for path in expected()}
    assert not strange, (
        f"{sorted(strange)} belong to no event. A released event stays in the registry, so that "
        "what is stored can be read; one that was never released takes its example with it."
    )


# How old writings are lifted


class BodyRenamedToday(Event[Any], name="body.renamed"):
    """As it might be in three years: the title split, the document optional."""

    title: str
    subtitle: str
    note: str | None = None


@pytest.fixture
def _changed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    def split(data: schemas.Data) -> schemas.Data:
        title, _, subtitle = data["title"].partition(" ")
        return {"name": title, "subtitle": subtitle}

    def renamed(data: schemas.Data) -> schemas.Data:
        return {"title": data["name"], "subtitle": data["subtitle"]}

    steps = {("body.renamed", 1): split, ("body.renamed", 2): renamed}
    monkeypatch.setattr(schemas, "UPCASTS", steps)
    monkeypatch.setitem(registry.EVENTS, "body.renamed", BodyRenamedToday)


def stored_as(schema: int, data: dict[str, Any]) -> bytes:
    envelope = orjson.loads((FOLDER / "body.renamed@1.json").read_bytes())
    return orjson.dumps({**envelope, "schema": schema, "data": data})


def read_both(stored: bytes) -> list[Recorded]:
    from application import codec  # its caches must not know the changed class afterwards

    codec._trusting.cache_clear()
    try:
        return [read(1, STREAM, 1, "body.renamed", stored) for read in (validated, trusted)]
    finally:
        codec._trusting.cache_clear()


@pytest.mark.usefixtures("_changed_twice")
@pytest.mark.parametrize(
    ("schema", "data"),
    [
        (1, {"title": "one two", "on": "2022-01-01", "document_no": "x"}),
        (2, {"name": "one", "subtitle": "two"}),
        (3, {"title": "one", "subtitle": "two"}),
    ],
)
def test_every_older_schema_is_lifted_to_the_newest(schema: int, data: dict[str, Any]) -> None:
    for recorded in read_both(stored_as(schema, data)):
        assert (recorded.event.title, recorded.event.subtitle) == ("one", "two")
        assert recorded.event.note is None


@pytest.mark.usefixtures("_changed_twice")
def test_an_older_schema_without_its_example_is_missed() -> None:
    names = {path.name for path in expected() if path.name.startswith("body.renamed@")}
    assert names == {"body.renamed@1.json", "body.renamed@2.json", "body.renamed@3.json"}


def test_what_a_newer_program_wrote_is_not_guessed_at(monkeypatch: pytest.MonkeyPatch) -> None:
    name, stored = stored_in(FOLDER / "body.renamed@1.json")
    newer = stored.replace(b'"schema":1', b'"schema":2')
    with pytest.raises(NewerEvent, match=r"body\.renamed@2"):
        validated(1, STREAM, 1, name, newer)
    with pytest.raises(NewerEvent, match=r"body\.renamed@2"):
        trusted(1, STREAM, 1, name, newer)
    for read in (validated, trusted):
        with pytest.raises(NewerEvent, match=r"body\.invented"):
            read(1, STREAM, 1, "body.invented", stored)


# The examples themselves


def test_an_example_is_the_same_at_every_run() -> None:
    assert example(Shape(BodyRenamed), "") == example(Shape(BodyRenamed), "")


@pytest.mark.parametrize(
    "pattern",
    [r"^[A-Z]{2}\d{2}$", r"^[0-9a-f]{64}$", r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d)$", r"a+b*c?"],
)
def test_an_example_matches_its_pattern(pattern: str) -> None:
    assert re.search(pattern, matching(pattern))
