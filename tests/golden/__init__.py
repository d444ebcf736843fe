"""One stored example of every event ever released, in every schema it was ever written in.

`python -m tests.golden` writes those that are missing, and never touches one that is there. An
event that was released and then changed needs a step in application/schemas.py, not a new example.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from re import _parser as regex  # type: ignore[attr-defined]
from typing import Any, Final, Literal, Union
from uuid import UUID, uuid5

import orjson
from pydantic import BaseModel

from application.codec import Stamp, draft, stamped, written
from application.recorded import ActorStamp
from application.schemas import newest_schema
from domain.kernel import NAMESPACE, Event
from domain.registry import EVENTS
from tests.shapes import Shape, fields_of, variants

FOLDER: Final = Path(__file__).parent
MOMENT: Final = datetime(2022, 3, 15, 1, 30, tzinfo=UTC)
STREAM: Final = uuid5(NAMESPACE, "golden")
TOKEN: Final = f"sealed:1:{STREAM.hex}:c2VhbGVkIHRleHQsIG9ubHkgbm9pc2UgaGVyZQ=="
STAMP: Final = Stamp(
    ActorStamp("CW", uuid5(NAMESPACE, "actor"), "FC01", uuid5(NAMESPACE, "principal")),
    uuid5(NAMESPACE, "command"),
    uuid5(NAMESPACE, "correlation"),
    MOMENT - timedelta(days=1),
    7,
    "2022.1",
)


def path_of(name: str, schema: int) -> Path:
    return FOLDER / f"{name}@{schema}.json"


def expected() -> dict[Path, str]:
    """Every file that must be there, with the name of its event."""
    return {
        path_of(name, schema): name
        for name in EVENTS
        for schema in range(1, newest_schema(name) + 1)
    }


def write_missing() -> list[Path]:
    missing = [path for path in expected() if not path.exists()]
    for path in missing:
        name = expected()[path]
        if path != path_of(name, newest_schema(name)):
            raise SystemExit(f"{path.name} was there once: take it from the history.")
        path.write_bytes(stored_example(EVENTS[name]))
    return missing


def stored_example(kind: type[Event[Any]]) -> bytes:
    """What the log would hold, with line breaks."""
    event = kind.model_validate_json(orjson.dumps(example(Shape(kind), "")))
    stored = draft(STREAM, 1, event, stamped(STAMP)).stored(written(MOMENT))
    return orjson.dumps(orjson.loads(stored), option=orjson.OPT_INDENT_2) + b"\n"


def example(shape: Shape, name: str) -> Any:
    """A value as plain JSON, the same at every run. Optional fields are filled in."""
    if isinstance(shape.kind, type) and issubclass(shape.kind, BaseModel):
        return {field: example(part, field) for field, part in fields_of(shape.kind).items()}
    if shape.kind is Union:
        return example(shape.parts[0], name)
    if shape.kind is Literal:
        return shape.parts[0]
    if shape.kind is tuple:
        parts = shape.parts[:1] * max(1, shape.size_min) if ... in shape.parts else shape.parts
        return [example(part, name) for part in parts]
    if shape.kind is dict:
        key, value = shape.parts
        return {str(example(key, name)): example(value, name)}
    if (all_there_are := variants(shape.kind)) is not None:
        return all_there_are[0]
    return _plain(shape, name)


def _plain(shape: Shape, name: str) -> Any:
    if shape.sealed:
        return TOKEN
    if shape.kind is str:
        return matching(shape.pattern) if shape.pattern else f"{name} 示例"[: shape.size_max]
    if issubclass(shape.kind, datetime):
        return written(MOMENT)
    if shape.kind in (int, float, Decimal):
        number = shape.kind(shape.low if shape.low is not None else 1)
        return str(number) if shape.kind is Decimal else number
    simple = {UUID: uuid5(NAMESPACE, name), date: date(2022, 3, 15), type(None): None}
    return str(simple[shape.kind]) if simple[shape.kind] is not None else None


def matching(pattern: str) -> str:
    """The first and shortest text that a simple pattern matches."""
    return "".join(_texts(regex.parse(pattern)))


def _texts(parsed: Any) -> list[str]:
    texts: list[str] = []
    for operation, argument in parsed:
        match str(operation):
            case "LITERAL":
                texts.append(chr(argument))
            case "IN":
                texts.append(_member(*argument[0]))
            case "MAX_REPEAT":
                fewest, _, what = argument
                texts += _texts(what) * fewest
            case "SUBPATTERN":
                texts += _texts(argument[3])
            case "BRANCH":
                texts += _texts(argument[1][0])
            case "AT":
                pass
            case other:
                raise TypeError(f"teach tests/golden how to match {other}")
    return texts


def _member(operation: Any, argument: Any) -> str:
    match str(operation):
        case "LITERAL":
            return chr(argument)
        case "RANGE":
            return chr(argument[0])
        case _:
            return "1"  # the category of digits
