"""Rulebook (SYS-16): every version of the ruleset, drafted, adopted, superseded or withdrawn."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

from domain.kernel import (
    Aggregate,
    Command,
    Context,
    Event,
    Label,
    Line,
    Outcome,
    Ref,
    Refused,
    derived_id,
    require,
)
from domain.roles import Role
from domain.ruleset.checks import validate_ruleset, worsenings
from domain.ruleset.document import Ruleset, Version
from domain.vocabulary import DocumentNo

YEAR_END_SCORE: Final = "cogov-yearend"
ADOPTION_ENDS: Final = (3, 31)  # 31 March: HANDBOOK 4.5 and SYS-16 [D]


class RulesetStatus(StrEnum):
    DRAFT = "DRAFT"
    ADOPTED = "ADOPTED"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class Entry:
    """One version. adopted: it was in force once, whatever became of it since."""

    ruleset: Ruleset
    status: RulesetStatus = RulesetStatus.DRAFT
    adopted: bool = False


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Its versions, the one adopted last at the end."""

    entries: tuple[Entry, ...] = ()

    def find(self, version: str) -> Entry | None:
        return next((e for e in self.entries if e.ruleset.version == version), None)

    def in_force(self, day: date) -> Ruleset:
        """The adopted version whose effective period covers `day`.

        Of several the one that scores the day's year, and of those the last adopted.
        """
        adopted = (e.ruleset for e in self.entries if e.status is RulesetStatus.ADOPTED)
        covering = [ruleset for ruleset in adopted if ruleset.effective.covers(day)]
        if covering:
            return max(reversed(covering), key=lambda ruleset: ruleset.year == day.year)
        raise Refused(
            "no_ruleset",
            f"{day}没有生效的规则，请先由项目领导组采用。",
            f"No ruleset is in force on {day}; the leading group must adopt one first.",
        )

    def on(self, day: date) -> "Rulebook":
        """With the version alone that is in force on that day, if there is one."""
        try:
            rules = self.in_force(day)
        except Refused:
            return Rulebook()
        return Rulebook(tuple(e for e in self.entries if e.ruleset is rules))

    def last_adopted(self, year: int) -> Entry | None:
        """By what `year` was last scored, also if it was withdrawn since."""
        of_year = (e for e in reversed(self.entries) if e.ruleset.year == year)
        return next((e for e in of_year if e.adopted), None)

    def without(self, version: str) -> tuple[Entry, ...]:
        return tuple(e for e in self.entries if e.ruleset.version != version)

    def marked(self, version: str | None, status: RulesetStatus) -> "Rulebook":
        entries = (
            replace(e, status=status) if e.ruleset.version == version else e for e in self.entries
        )
        return Rulebook(tuple(entries))


class RulebookEvent(Event[Rulebook]):
    pass


class RulesetDrafted(RulebookEvent, name="ruleset.drafted"):
    ruleset: Ruleset

    def apply(self, state: Rulebook) -> Rulebook:
        return Rulebook((*state.without(self.ruleset.version), Entry(self.ruleset)))


class RulesetAdopted(RulebookEvent, name="ruleset.adopted"):
    """Carries the rules themselves, so that no later draft can change what was adopted."""

    ruleset: Ruleset
    supersedes: Version | None = None
    document_no: DocumentNo

    def apply(self, state: Rulebook) -> Rulebook:
        before = state.marked(self.supersedes, RulesetStatus.SUPERSEDED)
        adopted = Entry(self.ruleset, RulesetStatus.ADOPTED, adopted=True)
        return Rulebook((*before.without(self.ruleset.version), adopted))


class RulesetWithdrawn(RulebookEvent, name="ruleset.withdrawn"):
    version: Version
    reason: Line
    document_no: DocumentNo

    def apply(self, state: Rulebook) -> Rulebook:
        return state.marked(self.version, RulesetStatus.WITHDRAWN)


class DraftRuleset(
    Command[Rulebook],
    verb="draft",
    label=Label("起草规则", "Draft ruleset"),
    who=(Role.EVO,),
    opens=True,
):
    """Proposes a version. A draft may be replaced until it is adopted; it may still have faults."""

    ruleset: Ruleset

    def decide(self, state: Rulebook, context: Context) -> Outcome:
        found = state.find(self.ruleset.version)
        require(
            found is None or found.status is RulesetStatus.DRAFT,
            "ruleset_version_used",
            f"版本{self.ruleset.version}已采用或已撤回，请另用新版本号。",
            f"Version {self.ruleset.version} was adopted or withdrawn; use a new version number.",
        )
        if found is None or found.ruleset != self.ruleset:
            yield RulesetDrafted(ruleset=self.ruleset)


class AdoptRuleset(
    Command[Rulebook], verb="adopt", label=Label("采用规则", "Adopt ruleset"), who=(Role.LG,)
):
    """Puts a draft in force for its year and supersedes the version adopted before it."""

    version: Version
    document_no: DocumentNo

    def decide(self, state: Rulebook, context: Context) -> Outcome:
        draft = _must_be(state, self.version, RulesetStatus.DRAFT).ruleset
        problems = validate_ruleset(draft)
        require(
            not problems,
            "ruleset_invalid",
            "规则尚有问题：" + "".join(f"{p.where}：{p.hans}" for p in problems),
            "The ruleset has faults: " + " ".join(f"{p.where}: {p.en}" for p in problems),
        )
        before = state.last_adopted(draft.year)
        if context.on > date(draft.year, *ADOPTION_ENDS):
            _worsens_nothing(before, draft)
        in_force = before is not None and before.status is RulesetStatus.ADOPTED
        yield RulesetAdopted(
            ruleset=draft,
            supersedes=before.ruleset.version if before and in_force else None,
            document_no=self.document_no,
        )


class WithdrawRuleset(
    Command[Rulebook], verb="withdraw", label=Label("撤回规则", "Withdraw ruleset"), who=(Role.LG,)
):
    """Takes a draft or an adopted version back; what was scored by it keeps its version."""

    version: Version
    reason: Line
    document_no: DocumentNo

    def decide(self, state: Rulebook, context: Context) -> Outcome:
        _must_be(state, self.version, RulesetStatus.DRAFT, RulesetStatus.ADOPTED)
        yield RulesetWithdrawn(**dict(self))


def _must_be(state: Rulebook, version: str, *allowed: RulesetStatus) -> Entry:
    found = state.find(version)
    if found is None:
        raise Refused(
            "no_such_ruleset",
            f"没有版本{version}，请先起草。",
            f"There is no version {version}; draft it first.",
        )
    require(
        found.status in allowed,
        "ruleset_status",
        f"版本{version}的状态为{found.status}，不能这样处理；请查看规则册。",
        f"Version {version} is {found.status}, so this is not possible; look at the rulebook.",
    )
    return found


def _worsens_nothing(before: Entry | None, new: Ruleset) -> None:
    """SYS-16: adopted by 31 March of its year; a later change may lower nobody.

    The day is the act's (the document's), the log shows beside it when it was recorded.
    """
    if before is None:
        raise Refused(
            "ruleset_adopted_late",
            f"{new.year}年的规则须在{new.year}年3月31日前采用；如已按时采用，请按文件日期补录。",
            f"The rules of {new.year} must be adopted by 31 March {new.year}; if they were,"
            " record it with the date of the document.",
        )
    worse = worsenings(before.ruleset, new)
    require(
        not worse,
        "ruleset_worsens",
        "3月31日后的修改只能提高分值，不得对任何人不利，请改正：" + "、".join(worse),
        "After 31 March a change may only raise points, never lower anybody; correct: "
        + ", ".join(worse),
    )


RULEBOOK: Final = Aggregate(
    name="ruleset",
    collection="rulesets",
    label=Label("评分规则", "Ruleset"),
    initial=Rulebook(),
    commands=(DraftRuleset, AdoptRuleset, WithdrawRuleset),
    events=(RulesetDrafted, RulesetAdopted, RulesetWithdrawn),
    identify=lambda command: derived_id("rulebook", YEAR_END_SCORE),
)


def rulebook_ref() -> Ref[Rulebook]:
    return RULEBOOK.ref(derived_id("rulebook", YEAR_END_SCORE))
