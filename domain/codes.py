"""Code lists (SYS-21): effective-dated; a code is retired, never deleted, never given again."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Final

from pydantic import StringConstraints

from domain.kernel import (
    Aggregate,
    Command,
    Context,
    Event,
    Label,
    Line,
    Outcome,
    Period,
    Ref,
    derived_id,
    require,
)
from domain.roles import Role
from domain.vocabulary import DocumentNo

ListName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
CodeValue = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9_-]{0,39}$")]


@dataclass(frozen=True, slots=True)
class Code:
    code: str
    hans: str
    en: str
    parent: str | None
    period: Period

    def lasts_beyond(self, day: date) -> bool:
        return self.period.end is None or self.period.end > day


@dataclass(frozen=True, slots=True)
class CodeList:
    codes: tuple[Code, ...] = ()

    def find(self, code: str) -> Code | None:
        return next((c for c in self.codes if c.code == code), None)

    def valid_on(self, code: str | None, day: date) -> bool:
        return any(c.code == code and c.period.covers(day) for c in self.codes)

    def on(self, day: date) -> tuple[Code, ...]:
        """The list as it held on `day`: which categories existed in March?"""
        return tuple(c for c in self.codes if c.period.covers(day))


class CodeEvent(Event[CodeList]):
    pass


class CodeAdded(CodeEvent, name="codes.added"):
    list_name: ListName
    code: CodeValue
    hans: Line
    en: Line
    parent: CodeValue | None = None
    start: date
    document_no: DocumentNo

    def apply(self, state: CodeList) -> CodeList:
        new = Code(self.code, self.hans, self.en, self.parent, Period(start=self.start))
        return replace(state, codes=(*state.codes, new))


class CodeRetired(CodeEvent, name="codes.retired"):
    code: CodeValue
    on: date
    reason: Line

    def apply(self, state: CodeList) -> CodeList:
        codes = tuple(
            replace(c, period=c.period.ended(self.on)) if c.code == self.code else c
            for c in state.codes
        )
        return replace(state, codes=codes)


BY_THE_COUNTY: Final = (Role.COD, Role.EVO)


class AddCode(
    Command[CodeList], verb="add", label=Label("新增代码", "Add code"), who=BY_THE_COUNTY,
    opens=True,
):  # fmt: skip
    """Adds a code to a list from a day on; the first code begins the list."""

    list_name: ListName
    code: CodeValue
    hans: Line
    en: Line
    parent: CodeValue | None = None
    start: date
    document_no: DocumentNo

    def decide(self, state: CodeList, context: Context) -> Outcome:
        require(
            state.find(self.code) is None,
            "code_exists",
            f"代码{self.code}已用过，停用的代码也不得重用，请另取代码。",
            f"Code {self.code} was given before, and a retired code is not reused: choose another.",
        )
        require(
            self.parent is None or state.valid_on(self.parent, self.start),
            "no_such_parent_code",
            f"上级代码{self.parent}在{self.start}无效，请先新增上级代码。",
            f"The parent code {self.parent} is not valid on {self.start}; add it first.",
        )
        yield CodeAdded(**dict(self))


class RetireCode(
    Command[CodeList], verb="retire", label=Label("停用代码", "Retire code"), who=BY_THE_COUNTY
):
    """Ends a code after a day, that day included; what was recorded with it stays readable."""

    code: CodeValue
    on: date
    reason: Line

    def decide(self, state: CodeList, context: Context) -> Outcome:
        found = state.find(self.code)
        require(
            found is not None,
            "no_such_code",
            f"清单中没有代码{self.code}，请核对。",
            f"The list has no code {self.code}; check it.",
        )
        assert found is not None  # noqa: S101 - for the type checker
        require(
            found.period.end is None,
            "code_retired",
            "该代码已停用，无需再停用。",
            "This code is retired already.",
        )
        require(
            self.on >= found.period.start,
            "ends_before_start",
            f"停用日期不得早于启用日期{found.period.start}。",
            f"The end may not lie before the start, {found.period.start}.",
        )
        require(
            not any(c.parent == self.code and c.lasts_beyond(self.on) for c in state.codes),
            "code_has_children",
            "该代码尚有在用的下级代码，请先停用下级代码。",
            "Codes below this one are still in use; retire those first.",
        )
        yield CodeRetired(**dict(self))


CODE_LIST: Final = Aggregate(
    name="codes",
    collection="code-lists",
    label=Label("代码清单", "Code list"),
    initial=CodeList(),
    commands=(AddCode, RetireCode),
    events=(CodeAdded, CodeRetired),
    identify=lambda command: derived_id("codes", command.list_name),
)


def code_list_ref(name: str) -> Ref[CodeList]:
    return CODE_LIST.ref(derived_id("codes", name))
