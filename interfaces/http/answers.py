"""What answers look like, for the OpenAPI file; the routes themselves write plain JSON."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from domain.ruleset import SubjectKind
from interfaces.menu import Part

Position = Annotated[int, Field(ge=0, description="a place in the log")]
Cursor = Annotated[str | None, Field(description="`cursor` of the next page; null: the last one")]
Decimals = Annotated[str | None, Field(description="an exact decimal number, as text")]


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class FieldProblem(Answer):
    """pointer: into the body; in and name: of a parameter."""

    pointer: str | None = None
    place: str | None = Field(None, alias="in")
    name: str | None = None
    code: str
    detail: str


class ProblemDetails(Answer):
    """RFC 9457. code: stable. detail: what to do, in the caller's language."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    errors: list[FieldProblem] | None = None


class Record(Answer):
    """state: by field; "[sealed]" stands for personal text, "[erased]" for what is gone."""

    id: UUID
    version: int
    position: Position
    recorded_at: datetime
    state: dict[str, Any]


class By(Answer):
    """Who acted."""

    role: str
    person: UUID | None = None
    body: str | None = None
    on_behalf_of: UUID | None = None


class Fact(Answer):
    """An event. data: its fields. causation: the position that made a policy issue the command."""

    position: Position
    stream: UUID
    collection: str
    version: int
    name: str
    recorded_at: datetime
    occurred_at: datetime
    actor: By
    command: UUID
    correlation: UUID
    causation: Position | None
    data: dict[str, Any]


class Tried(Answer):
    """An event that a dry run would have recorded, but for its place in the log and its time.

    data: null where the caller may not read the record.
    """

    stream: UUID
    collection: str
    version: int
    name: str
    data: dict[str, Any] | None


class Done(Answer):
    """What a command did.

    version: of the record after it. position: of its last event in the log; null: nothing changed.
    pending: the approval that it waits for; until then nothing else has changed. events: of a dry
    run only; the id of a record that it would open is another one in earnest.
    """

    id: UUID
    version: int
    position: Position | None
    pending: UUID | None
    events: list[Tried] | None = None


class History(Answer):
    id: UUID
    events: list[Fact]


class LogPage(Answer):
    """next: `after` of the next page. head: where the log ends."""

    events: list[Fact]
    next: Position
    head: Position


class LedgerTitle(Answer):
    """system: the handbook's. part: of the model (R-02)."""

    name: str
    system: str
    part: Part
    title: str
    columns: list[str]


class Ledgers(Answer):
    ledgers: list[LedgerTitle]


class ParameterTitle(Answer):
    """schema: what it may be, as JSON Schema."""

    name: str
    title: str
    allowed: dict[str, Any] = Field(alias="schema")


class QuestionTitle(Answer):
    """system: under which of the handbook's it stands. part: of the model (R-02). dated: whether it
    takes `valid_at`."""

    name: str
    system: str
    part: Part
    title: str
    dated: bool
    parameters: list[ParameterTitle]
    columns: list[str]


class Questions(Answer):
    questions: list[QuestionTitle]


class LedgerPage(Answer):
    """position: what the answer knows of the log. rows: by column."""

    name: str
    title: str
    position: Position
    rows: list[dict[str, Any]]
    next: Cursor


class Summary(Answer):
    """earned, out_of: points of the lines that are recorded and apply. bars: vetoes that apply.

    total, grade: null while anything is not recorded yet (`missing`); objective: while one of its
    lines is not. provisional: only then, the total as if what is missing did not apply; no result.
    """

    subject: UUID
    name: str
    kind: SubjectKind
    total: Decimals
    provisional: Decimals
    grade: str | None
    objective: Decimals
    earned: Decimals
    out_of: Decimals
    objective_max: Decimals
    complete: bool
    missing: list[str]
    bars: list[str]


class OfYear(Answer):
    """ruleset: the version of the rules applied."""

    year: int
    position: Position
    ruleset: str


class Scores(OfYear):
    scores: list[Summary]
    next: Cursor


class Sheet(Summary):
    """Every line with inputs, formula, points, evidence (positions) and its sentence.

    rescaled: whether lines that do not apply left the rest to count for the whole. bonus_total,
    deductions_total: null while a line of theirs is not recorded yet.
    """

    year: int
    position: Position
    ruleset: str
    lines: list[dict[str, Any]]
    ballot: dict[str, Any]
    bonus: list[dict[str, Any]]
    bonus_total: Decimals
    deductions: list[dict[str, Any]]
    deductions_total: Decimals
    not_applicable: list[str]
    rescaled: bool
    sentence: str
    checks: list[dict[str, Any]]


class Eligible(Answer):
    """complete: whether every rule could be judged; else not being barred is no result."""

    subject: UUID
    name: str
    kind: SubjectKind
    barred: bool
    complete: bool
    rules: list[dict[str, Any]]


class Eligibility(OfYear):
    subjects: list[Eligible]
    next: Cursor


class Comparison(OfYear):
    """summary: by kind, how many rise, fall, stay, are barred now and no more."""

    compared_with: str
    summary: dict[str, dict[str, int]]
    changes: list[dict[str, Any]]


class Rulesets(Answer):
    rulesets: dict[str, Any]


class ExportContent(Answer):
    """Rows are plain: what they hold is the package's, in canonical JSON."""

    format: str
    year: int
    position: Position
    score_version: int
    ruleset: str
    units: list[dict[str, Any]]
    honours: list[dict[str, Any]]
    barred_units: list[dict[str, Any]]
    barred_members: list[dict[str, Any]]
    exemptions: list[dict[str, Any]]


class Consistency(Answer):
    old: int
    size: int
    hashes: list[str]


class Health(Answer):
    status: str


class Ready(Answer):
    status: str
    log_position: Position
    read_position: Position
    lag_events: int
    lag_seconds: float


class BatchLine(Done):
    """Of a line that was issued; of one that was refused: line, and the members of a problem."""

    line: int
    status: int
    replayed: bool


class PaperFile(Answer):
    """paper: what it says (`content`) and the events behind it. seal: a checkpoint of the log, in
    a signed note that names the SHA-256 of the paper's very bytes."""

    paper: dict[str, Any]
    seal: str
