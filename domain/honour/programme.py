"""A title's year: its definition, its quota, the recorded vote (SYS-17, AM-28)."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.body import body_ref
from domain.calendar import Year
from domain.honour.programme_events import HonourProgrammeDefined, QuotaFixed, TieVoteRecorded
from domain.honour.state import Programme, QuotaBase
from domain.kernel import Command, Context, Label, Outcome, Reads, require
from domain.roles import Role
from domain.ruleset import rulebook_ref
from domain.ruleset.document import Honour
from domain.ruleset.lines import AtLeastOne, Count, RuleId
from domain.vocabulary import BodyCode, DocumentNo

WHOLE: Final = 100
Candidates = Annotated[tuple[UUID, ...], Field(min_length=2, max_length=500)]


class DefineProgramme(
    Command[Programme], verb="define", label=Label("设立荣誉项目", "Define honour programme"),
    who=(Role.LG,), opens=True,
):  # fmt: skip
    """Opens a title of the ruleset for a year, or adds what was still missing of its approval.

    Title, minimum and quota are the ruleset's; who confers it, and the document that allows it
    with its number of places, stand here.
    """

    code: RuleId
    year: Year
    conferring_body: BodyCode
    approval_document_no: DocumentNo | None = None
    approved_places: AtLeastOne | None = None

    def reads(self, state: Programme, context: Context) -> Reads:
        yield rulebook_ref()
        yield body_ref(self.conferring_body)

    def decide(self, state: Programme, context: Context) -> Outcome:
        rules = context.look(rulebook_ref()).in_force(date(self.year, 12, 31))
        honour = next((each for each in rules.honours if each.code == self.code), None)
        require(  # the list of titles is the ruleset's
            honour is not None,
            "no_such_title",
            f"规则{rules.version}中没有荣誉{self.code}，请核对代码或先修订规则。",
            f"Ruleset {rules.version} has no title {self.code}; check the code, or change the "
            "rules first.",
        )
        assert honour is not None  # noqa: S101 - for the type checker
        require(
            context.look(body_ref(self.conferring_body)).exists_on(context.today),
            "no_such_body",
            f"机构{self.conferring_body}今日不存在，请核对命名单位。",
            f"There is no body {self.conferring_body} today; check who confers the title.",
        )
        require(  # AM-28: the document and the places it approves come together
            (self.approval_document_no is None) == (self.approved_places is None),
            "approval_incomplete",
            "批准文号与批准名额须同时填写。",
            "Give the approval document and the number of places it approves together.",
        )
        defined = _defined(self, honour, rules.version)
        if defined.apply(state) == state:
            return
        require(  # 3.5: scope and quota are not moved once a title is conferred
            not state.conferred,
            "programme_in_use",
            "该荣誉已开始命名，项目不得再变更。",
            "Titles of this programme are conferred already; it can be changed no more.",
        )
        yield defined


def _defined(wanted: DefineProgramme, honour: Honour, version: str) -> HonourProgrammeDefined:
    of_registered = honour.quota_pct_of_registered
    percent = of_registered if of_registered is not None else honour.quota_pct_of_scored
    return HonourProgrammeDefined(
        code=wanted.code,
        year=wanted.year,
        title=honour.title,
        subject=honour.subject,
        min_score=honour.min_score,
        quota_percent=percent or 0,
        quota_of=QuotaBase.SCORED if of_registered is None else QuotaBase.REGISTERED,
        max_count=honour.max_count,
        validity_years=honour.validity_years,
        ruleset=version,
        conferring_body=wanted.conferring_body,
        approval_document_no=wanted.approval_document_no,
        approved_places=wanted.approved_places,
    )


class FixQuota(
    Command[Programme], verb="fix-quota", label=Label("核定名额", "Fix quota"), who=(Role.SYS,)
):
    """Says how many places there are, from the count that the system took at `position`.

    version: of the scores for which it was taken.
    """

    base: Count
    version: AtLeastOne
    position: Count

    def decide(self, state: Programme, context: Context) -> Outcome:
        must_exist(state)
        places = places_of(self.base, state.quota_percent, state.max_count)
        if (self.version, self.base, places) == (state.counted_for, state.base, state.places):
            return
        require(
            not state.conferred,
            "programme_in_use",
            "该荣誉已开始命名，名额不得再变更。",
            "Titles of this programme are conferred already; its quota stands.",
        )
        yield QuotaFixed(percent=state.quota_percent, places=places, **dict(self))


def places_of(base: int, percent: int, most: int) -> int:
    """4.6: floor of the percentage, at least 1, at most the title's maximum."""
    return max(1, min(most, base * percent // WHOLE))


class RecordTieVote(
    Command[Programme], verb="record-tie-vote", label=Label("登记同分表决", "Record tie vote"),
    who=(Role.LG,),
):  # fmt: skip
    """Puts on record in which order the leading group voted candidates that all rules leave equal.

    The last of the tie rules (4.6); `order` names nominations, best first.
    """

    order: Candidates
    minutes_no: DocumentNo

    def decide(self, state: Programme, context: Context) -> Outcome:
        must_exist(state)
        require(
            set(self.order) <= set(state.nominations) and len(set(self.order)) == len(self.order),
            "not_a_candidate",
            "表决名单中有重复或不属于本项目的提名，请核对。",
            "The vote names a nomination twice, or one that is not of this programme; check it.",
        )
        if self.order != state.vote:
            yield TieVoteRecorded(**dict(self))


def must_exist(state: Programme) -> None:
    require(
        state.exists,
        "no_such_programme",
        "该年度未设立此荣誉项目，请先由项目领导组设立。",
        "There is no such programme that year; the leading group defines it first.",
    )
