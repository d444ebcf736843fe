"""The mapping file: how somebody else's case log is to be read. TOML; docs/import.md explains it.

Nothing in the log passes unnoticed: each column is mapped or ignored by name, and each activity
and each coded word is listed. What is not listed stops the import before it writes.
"""

import tomllib
import unicodedata
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, StringConstraints, ValidationError

from application.importing.problems import InvalidInput, Problem, listed
from domain.case import CaseKind, CaseOutcome, Category, Channel, StepKind, Urgency
from domain.kernel import Line, Value
from domain.vocabulary import BodyCode, CommunityCode, GridCode

ISO_8601: Final = "iso8601"
Prefix = Annotated[str, StringConstraints(max_length=40)]


class Source(Value):
    """How the file is written.

    prefix: stands before each case's own id and makes it ours; never change it, for it is what
    keeps a second run from bringing a case in again. empty: words that mean nothing. time:
    `iso8601` or a strptime format. zone: for times without an offset. twice: which one is meant
    when the clocks go back.
    """

    prefix: Prefix
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] = ","
    empty: frozenset[str] = frozenset()
    time: Line = ISO_8601
    zone: Line | None = None
    twice: Literal["earlier", "later"] | None = None


class Columns(Value):
    """Our name = the name in the file's first line. row, at, activity, resource, group: of a row;
    the others of a case, the same in all its rows or empty."""

    case: Line
    row: Line | None = None
    activity: Line
    at: Line
    resource: Line | None = None
    group: Line | None = None
    channel: Line | None = None
    department: Line | None = None
    community: Line | None = None
    kind: Line | None = None
    category: Line | None = None
    urgency: Line | None = None
    started_at: Line | None = None
    ended_at: Line | None = None
    due_at: Line | None = None
    contact_due_at: Line | None = None
    title: Line | None = None
    text: Line | None = None
    ignore: frozenset[str] = frozenset()

    @property
    def mapped(self) -> dict[str, str]:
        """Our names that have a column, each with the file's name of it."""
        return self.model_dump(exclude={"ignore"}, exclude_none=True)


class Defaults(Value):
    """What holds for every case whose own row does not say it. handler: None: the community."""

    community: CommunityCode
    grid: GridCode | None = None
    handler: BodyCode | None = None
    channel: Channel = Channel.IMPORT
    kind: CaseKind | None = None
    category: Category | None = None
    urgency: Urgency | None = None
    anonymous: bool = False


class Words(Value):
    """For each coded column: the file's words and what they are here.

    department: the body that handled the case; "": it is kept as text only.
    """

    channel: dict[str, Channel] = Field(default_factory=dict)
    department: dict[str, BodyCode | Literal[""]] = Field(default_factory=dict)
    community: dict[str, CommunityCode] = Field(default_factory=dict)
    kind: dict[str, CaseKind] = Field(default_factory=dict)
    category: dict[str, Category] = Field(default_factory=dict)
    urgency: dict[str, Urgency] = Field(default_factory=dict)


CODED: Final = tuple(Words.model_fields)
OF_A_CASE: Final = (
    *CODED, "started_at", "ended_at", "due_at", "contact_due_at", "title", "text",
)  # fmt: skip
TIMES: Final = ("at", "started_at", "ended_at", "due_at", "contact_due_at")


class EndRule(StrEnum):
    """By what a case is closed: the column `ended_at`, an activity of kind CLOSED, or nothing."""

    ENDED_AT = "ended_at"
    ACTIVITY = "activity"
    NEVER = "never"


class End(Value):
    """early: what to do with an end that lies before the last row. outcome_after: an activity that
    gives another outcome; the last such row of a case counts."""

    when: EndRule
    early: Literal["keep", "refuse"] = "refuse"
    outcome: CaseOutcome | None = None
    outcome_after: dict[str, CaseOutcome] = Field(default_factory=dict)


class Expect(Value):
    """Control totals of the file that the mapping was made for."""

    rows: int | None = None
    cases: int | None = None


class LogMapping(Value):
    """A whole mapping file. activities: what each is in the chain of five (R-18)."""

    source: Source
    columns: Columns
    case: Defaults
    words: Words = Words()
    activities: Annotated[dict[str, StepKind], Field(min_length=1)]
    end: End
    expect: Expect = Expect()


def read_mapping(path: Path) -> LogMapping:
    """InvalidInput tells everything that is wrong with it."""
    try:
        text = unicodedata.normalize("NFC", path.read_text("utf-8-sig"))
        mapping = LogMapping.model_validate(tomllib.loads(text))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InvalidInput(
            Problem(
                "mapping_unreadable",
                f"映射文件不是有效的UTF-8 TOML（{error}），请改正后重试。",
                f"The mapping is no valid TOML in UTF-8 ({error}); correct it.",
            )
        ) from None
    except ValidationError as error:
        raise InvalidInput(*map(_told, error.errors())) from None
    if wrong := [*_of_times(mapping.source), *_of_words(mapping), *_of_the_end(mapping)]:
        raise InvalidInput(*wrong)
    return mapping


def _told(error: Any) -> Problem:
    where = ".".join(map(str, error["loc"]))
    match error["type"]:
        case "missing":
            hans, en = "缺少此项，请补上。", "is missing; add it."
        case "extra_forbidden":
            hans, en = (
                "没有此项，请删去或改正拼写。",
                "is no entry; remove it or mend its spelling.",
            )
        case "enum" | "literal_error":
            found, allowed = error["input"], error["ctx"]["expected"]
            hans = f"“{found}”不是可用的值，请从{allowed}中选择。"
            en = f'is "{found}"; choose one of {allowed}.'
        case _:
            hans = f"值“{error['input']}”不合要求，请改正（{error['msg']}）。"
            en = f'is "{error["input"]}": {error["msg"]}; correct it.'
    return Problem("mapping_wrong", f"映射文件 {where}：{hans}", f"Mapping, {where}: {en}")


def _of_times(source: Source) -> list[Problem]:
    if source.zone is None:
        if source.time == ISO_8601 or "%z" in source.time:
            return []
        return [zone_missing(f'time = "{source.time}"')]
    try:
        ZoneInfo(source.zone)
    except (KeyError, ValueError, OSError):
        return [
            Problem(
                "zone_unknown",
                f"映射文件 source.zone：没有时区“{source.zone}”，请写如 Asia/Shanghai 的名称。",
                f'Mapping, source.zone: there is no zone "{source.zone}"; write one as'
                " Asia/Shanghai.",
            )
        ]
    return []


def zone_missing(where: str) -> Problem:
    return Problem(
        "zone_missing",
        f"时间没有时区（{where}），不知所指。请在映射文件 [source] 中写明 zone，如"
        " zone = \"Asia/Shanghai\"。",
        f"Times have no offset ({where}), so which moment is meant is not known. Say so in the"
        ' mapping under [source]: zone = "Europe/Amsterdam", or whatever it is.',
    )  # fmt: skip


def _of_words(mapping: LogMapping) -> list[Problem]:
    problems = []
    for name in CODED:
        column, words = getattr(mapping.columns, name), getattr(mapping.words, name)
        if bool(words) != (column is not None):
            problems.append(
                Problem(
                    "words_without_column" if words else "column_without_words",
                    f"映射文件：columns.{name} 与 [words.{name}] 须同时填写，或都不填。",
                    f"Mapping: columns.{name} and [words.{name}] need each other; give both, or"
                    " neither.",
                )
            )
    return problems


def _of_the_end(mapping: LogMapping) -> list[Problem]:
    problems = []
    end, closing = mapping.end, StepKind.CLOSED in mapping.activities.values()
    if (mapping.columns.ended_at is not None) != (end.when is EndRule.ENDED_AT):
        problems.append(
            Problem(
                "end_contradicts",
                "映射文件：end.when = \"ended_at\" 与 columns.ended_at 须同时填写，或都不填。",
                'Mapping: end.when = "ended_at" and columns.ended_at need each other; give both,'
                " or neither.",
            )
        )  # fmt: skip
    if closing != (end.when is EndRule.ACTIVITY):
        problems.append(
            Problem(
                "end_contradicts",
                "映射文件：end.when = \"activity\" 时须有活动映射为 CLOSED，否则不得有。",
                'Mapping: an activity is CLOSED when end.when = "activity", and only then;'
                " correct one of the two.",
            )
        )  # fmt: skip
    if unknown := sorted(set(end.outcome_after) - set(mapping.activities)):
        problems.append(
            Problem(
                "activity_unlisted",
                f"映射文件 end.outcome_after：[activities] 中没有{listed(unknown)}，请核对。",
                f"Mapping, end.outcome_after: {listed(unknown)} is not in [activities]; check it.",
            )
        )
    return problems
