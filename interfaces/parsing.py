"""JSON from outside, taken strictly: what the schema says and nothing like it, each name once,
times as RFC 3339 writes them, and no value that a store or another program could not keep."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import cache
from math import isfinite
from typing import Any, Final, NamedTuple, TypeVar, get_args

from pydantic import AwareDatetime, BaseModel, ValidationError

from application.vault import PREFIX
from domain.kernel import Label

M = TypeVar("M", bound=BaseModel)
Path = tuple[str | int, ...]

INTEGER_MAX: Final = 2**53 - 1  # RFC 7493: what every reader of JSON holds exactly
YEARS: Final = range(1900, 2200)  # so that reckoning with days and years never leaves the calendar
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
DATE: Final = re.compile(r"\d{4}-\d\d-\d\d")
TIME: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)?", re.ASCII
)


class Fault(NamedTuple):
    """What is wrong with one place of a document."""

    path: Path
    code: str
    told: Label


class Invalid(Exception):
    """The document is not what it should be; every fault found at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{pointer(fault.path)}: {fault.code}" for fault in faults))
        self.faults = tuple(faults)


def pointer(path: Path) -> str:
    """RFC 6901."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def parsed(kind: type[M], raw: bytes) -> M:
    """A document; Invalid when it is malformed in any way."""
    found = _validated(kind, raw, ())
    tree = _tree(raw)
    _must_be_sound((*_unkeepable(tree, ()), *_untimely(found, tree, ())))
    return found


def parsed_part(kind: type[M], tree: Any, path: Path) -> M:
    """A part of a document that was parsed before; path: where it stands there."""
    found = _validated(kind, json.dumps(tree).encode(), path)
    _must_be_sound(tuple(_untimely(found, tree, path)))
    return found


def faults_of(errors: Sequence[Any], path: Path = ()) -> list[Fault]:
    """pydantic's errors in our words. path: where the document stands."""
    return [Fault((*path, *error["loc"]), error["type"], _told(error)) for error in errors]


def _validated(kind: type[M], raw: bytes, path: Path) -> M:
    try:
        return kind.model_validate_json(raw, strict=True)
    except ValidationError as error:
        raise Invalid(faults_of(error.errors(include_url=False), path)) from None
    except OverflowError:  # a time that another zone pushes off the calendar
        raise Invalid([Fault(path, "year_out_of_range", OUT_OF_RANGE)]) from None


def _tree(raw: bytes) -> Any:
    try:
        return DECODER.decode(raw.decode())
    except ValueError:  # digits without end
        raise Invalid([Fault((), "number_too_large", TOO_LARGE)]) from None


class _Twice(dict[str, Any]):
    """An object in which a name stands more than once."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        names = [name for name, _ in pairs]
        self.names = tuple(name for name in self if names.count(name) > 1)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Twice(pairs)


DECODER: Final = json.JSONDecoder(object_pairs_hook=_object)


def _must_be_sound(faults: Sequence[Fault]) -> None:
    if faults:
        raise Invalid(faults)


def _unkeepable(value: Any, path: Path) -> Iterator[Fault]:
    match value:
        case str() if CONTROL.search(value):
            yield Fault(path, "control_character", CONTROLLED)
        case str() if value.lstrip().startswith(PREFIX):
            yield Fault(path, "looks_sealed", LOOKS_SEALED)
        case int() if abs(value) > INTEGER_MAX:
            yield Fault(path, "number_too_large", TOO_LARGE)
        case float() if not isfinite(value):
            yield Fault(path, "number_too_large", TOO_LARGE)
        case list():
            for index, item in enumerate(value):
                yield from _unkeepable(item, (*path, index))
        case dict():
            if isinstance(value, _Twice):
                yield from (Fault((*path, name), "duplicate_key", TWICE) for name in value.names)
            for name, item in value.items():
                if CONTROL.search(name):
                    yield Fault(path, "control_character", CONTROLLED)
                yield from _unkeepable(item, (*path, name))
        case _:
            pass


def _untimely(value: Any, raw: Any, path: Path) -> Iterator[Fault]:
    """Times written otherwise than RFC 3339 does (a bare number, say), or off our calendar."""
    match value, raw:
        case (date(), str()):
            form = TIME if isinstance(value, datetime) else DATE
            if not form.fullmatch(raw):
                yield Fault(path, "time_format", BAD_TIME)
            elif value.year not in YEARS:
                yield Fault(path, "year_out_of_range", OUT_OF_RANGE)
        case (BaseModel(), dict()):
            for name, key in _dated_fields(type(value)):
                if key in raw:
                    yield from _untimely(getattr(value, name), raw[key], (*path, key))
        case (tuple(), list()):
            for index, (item, told) in enumerate(zip(value, raw, strict=False)):
                yield from _untimely(item, told, (*path, index))
        case (dict(), dict()):
            for key in value.keys() & raw.keys():
                yield from _untimely(value[key], raw[key], (*path, key))
        case _:
            pass


@cache
def _dated_fields(kind: type[BaseModel]) -> tuple[tuple[str, str], ...]:
    """Name and JSON name of the fields that may hold times, themselves or in what they hold."""
    return tuple(
        (name, about.alias or name)
        for name, about in kind.model_fields.items()
        if _may_hold_times(about.annotation)
    )


def _may_hold_times(annotation: Any) -> bool:
    if isinstance(annotation, type):
        dated = issubclass(annotation, BaseModel) and bool(_dated_fields(annotation))
        return dated or issubclass(annotation, date | AwareDatetime)
    return any(map(_may_hold_times, get_args(annotation)))


def _told(error: Any) -> Label:
    """The sentence for an error of pydantic's; its own in English where we have none."""
    known = SENTENCES.get(error["type"])
    if known is None:
        return Label("此项无效，请核对。", f"{error['msg']}.")
    about = error.get("ctx", {})
    return Label(known.hans.format(**about), known.en.format(**about))


CONTROLLED: Final = Label(
    "文字中有控制字符，请删去。", "The text has control characters; remove them."
)
LOOKS_SEALED: Final = Label(
    "文字不能以“sealed:”开头，请改写。", "No text may begin with “sealed:”; write it otherwise."
)
TOO_LARGE: Final = Label("数字过大，请核对。", "The number is too large; check it.")
TWICE: Final = Label("此项出现多次，请只留一个。", "This name stands here twice; keep one.")
BAD_TIME: Final = Label(
    "日期须写作2022-03-01，时间须写作2022-03-01T09:00:00+08:00。",
    "Write a date as 2022-03-01, and a time as 2022-03-01T09:00:00+08:00.",
)
OUT_OF_RANGE: Final = Label(
    f"年份须在{YEARS.start}至{YEARS.stop - 1}之间，请核对。",
    f"The year must lie between {YEARS.start} and {YEARS.stop - 1}; check it.",
)
_NOT_A_DATE: Final = Label(
    "不是有效的日期，须写作2022-03-01。", "This is not a possible date; write it as 2022-03-01."
)
_NOT_A_TIME: Final = Label(
    "不是有效的时间，须写作2022-03-01T09:00:00+08:00。",
    "This is not a possible time; write it as 2022-03-01T09:00:00+08:00.",
)
_NOT_A_UUID: Final = Label("须为编号（UUID）。", "This must be an id (a UUID).")
_NOT_A_NUMBER: Final = Label("须为整数。", "This must be a whole number.")
_NOT_TRUE_OR_FALSE: Final = Label("须为true或false。", "This must be true or false.")
_NOT_A_LIST: Final = Label("须为数组。", "This must be an array.")
_NOT_AN_OBJECT: Final = Label("须为对象。", "This must be an object.")

# pydantic's type of error → our sentence, with what its context names.
SENTENCES: Final = {
    "missing": Label("缺少此项，请补填。", "This is missing; fill it in."),
    "extra_forbidden": Label("没有此项，请删去。", "There is no such field; remove it."),
    "json_invalid": Label(
        "不是有效的JSON（须为UTF-8），请核对格式。", "This is not valid JSON in UTF-8; check it."
    ),
    "enum": Label("不在可选值之内，可选：{expected}。", "This must be one of {expected}."),
    "literal_error": Label("不在可选值之内，可选：{expected}。", "This must be {expected}."),
    "string_type": Label("须为文字。", "This must be text."),
    "string_too_long": Label("最多{max_length}个字。", "At most {max_length} characters."),
    "string_too_short": Label("最少{min_length}个字。", "At least {min_length} characters."),
    "string_pattern_mismatch": Label("格式须为{pattern}。", "This must match {pattern}."),
    "int_type": _NOT_A_NUMBER,
    "int_parsing": _NOT_A_NUMBER,
    "int_parsing_size": TOO_LARGE,
    "int_from_float": _NOT_A_NUMBER,
    "float_type": Label("须为数字。", "This must be a number."),
    "bool_type": _NOT_TRUE_OR_FALSE,
    "bool_parsing": _NOT_TRUE_OR_FALSE,
    "uuid_type": _NOT_A_UUID,
    "uuid_parsing": _NOT_A_UUID,
    "date_type": _NOT_A_DATE,
    "date_parsing": _NOT_A_DATE,
    "date_from_datetime_parsing": _NOT_A_DATE,
    "date_from_datetime_inexact": _NOT_A_DATE,
    "datetime_type": _NOT_A_TIME,
    "datetime_parsing": _NOT_A_TIME,
    "datetime_from_date_parsing": _NOT_A_TIME,
    "timezone_aware": Label(
        "时间须带时区，如2022-03-01T09:00:00+08:00。",
        "A time needs its zone, as 2022-03-01T09:00:00+08:00.",
    ),
    "greater_than": Label("须大于{gt}。", "This must be more than {gt}."),
    "greater_than_equal": Label("不得小于{ge}。", "This must not be less than {ge}."),
    "less_than": Label("须小于{lt}。", "This must be less than {lt}."),
    "less_than_equal": Label("不得大于{le}。", "This must not be more than {le}."),
    "too_long": Label("最多{max_length}项。", "At most {max_length} items."),
    "too_short": Label("最少{min_length}项。", "At least {min_length} items."),
    "tuple_type": _NOT_A_LIST,
    "list_type": _NOT_A_LIST,
    "set_type": _NOT_A_LIST,
    "frozen_set_type": _NOT_A_LIST,
    "dict_type": _NOT_AN_OBJECT,
    "model_type": _NOT_AN_OBJECT,
    "none_required": Label("此项须为空。", "This must be null."),
}
