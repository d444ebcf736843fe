"""Publicity, rulings, the final version and what comes after it (SYS-16, SYS-18)."""

from collections.abc import Iterable
from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.assessment.events import (
    CycleArchived,
    CycleFinalised,
    CycleReopened,
    ProvisionalPublished,
    RecomputeOrdered,
)
from domain.assessment.rules import must_be, must_be_idle, must_have_no_round
from domain.assessment.state import AFTER_FINAL, Cycle, CycleStatus
from domain.kernel import (
    Command,
    Context,
    Elsewhere,
    Label,
    Line,
    Outcome,
    PrivateText,
    Reads,
    require,
)
from domain.notice import (
    NoticeDrafted,
    NoticeKind,
    Places,
    Shows,
    notice_ref,
    posted,
    read_posting,
)
from domain.objection import ObjectionState, objection_ref
from domain.roles import Role
from domain.vocabulary import Digest, DocumentNo


class PublishProvisional(
    Command[Cycle], verb="publish", label=Label("公示成绩", "Publish provisional scores"),
    who=(Role.EVO,),
):  # fmt: skip
    """Makes the scores, ballots included, public for the working days of the ruleset."""

    title: Line
    places: Places
    content: Digest
    shows: Shows = ()

    def reads(self, state: Cycle, context: Context) -> Reads:
        yield notice_ref(context.new_id("notice"))
        yield from read_posting(context)

    def decide(self, state: Cycle, context: Context) -> Outcome:
        must_be_idle(state)
        must_be(state, CycleStatus.COMPUTED, CycleStatus.BALLOTING)
        must_have_no_round(state)
        require(
            state.complete,
            "ballots_missing",
            "成绩尚未计入测评，请先计算（含测评）再公示。",
            "The ballots are not in the scores yet; compute them with ballots first.",
        )
        notice = notice_ref(context.new_id("notice"))
        drafted = NoticeDrafted(
            kind=NoticeKind.SCORES, about=context.stream, year=state.year, **dict(self)
        )
        yield Elsewhere(notice, drafted)
        yield Elsewhere(notice, posted(state.year, context))
        yield ProvisionalPublished(version=state.version, notice=notice.id)


class RuleOnObjection(
    Command[Cycle], verb="rule", label=Label("依裁定重算", "Rule on objections"),
    who=(Role.EVO, Role.LG),
):  # fmt: skip
    """Draws the consequence of upheld objections: a new version of the scores.

    The records that they admit count as known now; everything else stays as frozen (AM-11).
    """

    objections: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=100)]

    def reads(self, state: Cycle, context: Context) -> Reads:
        for id in self.objections:
            yield objection_ref(id)

    def decide(self, state: Cycle, context: Context) -> Outcome:
        must_be_idle(state)
        must_be(state, CycleStatus.PROVISIONAL)
        found = [context.look(objection_ref(id)) for id in self.objections]
        require(
            all(objection.notice == state.notice for objection in found),
            "not_about_these_scores",
            "所列异议中有的不是针对本次公示的成绩，请核对。",
            "One of these objections is not about the scores published; check the list.",
        )
        require(
            all(objection.upheld for objection in found),
            "objection_not_upheld",
            "只有裁定成立或部分成立的异议才引起重算，请核对。",
            "Only objections that stand, wholly or partly, change scores; check the list.",
        )
        reviewed = [
            id
            for id, objection in zip(self.objections, found, strict=True)
            if objection.state is ObjectionState.REVIEW_DECIDED
        ]
        require(  # SYS-18: what a review decides is ruled on, also if the first decision was
            not any(_in_the_scores(state, id, id in reviewed) for id in self.objections),
            "objection_ruled",
            "所列异议中有的已经重算过，请勿重复。",
            "One of these objections is in the scores already.",
        )
        yield RecomputeOrdered(
            version=state.version + 1,
            objections=self.objections,
            admitted=_each_once(id for objection in found for id in objection.admits),
            reviewed=_each_once(reviewed),
        )


class Finalise(
    Command[Cycle], verb="finalise", label=Label("审定成绩", "Finalise scores"), who=(Role.LG,)
):
    """The leading group's decision: the version on record is the result of the year."""

    minutes: DocumentNo

    def reads(self, state: Cycle, context: Context) -> Reads:
        if state.notice is not None:
            notice = yield notice_ref(state.notice)
            for id in sorted(notice.upheld):
                yield objection_ref(id)

    def decide(self, state: Cycle, context: Context) -> Outcome:
        must_be_idle(state)
        if not (state.reopened and state.status is CycleStatus.COMPUTED):
            must_be(state, CycleStatus.PROVISIONAL)
        if state.notice is not None:
            notice = context.look(notice_ref(state.notice))
            require(
                notice.over_on(context.today),
                "publicity_running",
                f"公示期至{notice.ends_on}24时止，期满后方可审定。",
                f"The publicity period runs to the end of {notice.ends_on}; finalise after that.",
            )
            require(  # SYS-16: no open objection
                not notice.pending,
                "objection_open",
                "尚有异议未裁定，裁定后方可审定。",
                "An objection is still to be decided; decide it first.",
            )
            require(  # AM-11: what was upheld is in the result
                all(_in_the_scores(state, id, _on_review(id, context)) for id in notice.upheld),
                "objection_not_ruled",
                "尚有成立的异议未计入成绩，请先依裁定重算。",
                "An objection that was upheld is not in the scores yet; rule on it first.",
            )
        yield CycleFinalised(version=state.version, minutes=self.minutes)


class ReopenByRuling(
    Command[Cycle], verb="reopen", label=Label("依裁定重开", "Reopen by ruling"), who=(Role.LG,)
):
    """After the final version: false records, a court's or discipline decision, a revoked service.

    admitted: the records that count as they are known now; everything else stays (EX-06).
    """

    reason: PrivateText
    document_no: DocumentNo
    admitted: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=500)]

    def decide(self, state: Cycle, context: Context) -> Outcome:
        must_be_idle(state)
        must_be(state, *AFTER_FINAL)
        yield CycleReopened(
            version=state.version + 1,
            **{**dict(self), "admitted": _each_once(self.admitted)},
        )


class ArchiveCycle(
    Command[Cycle], verb="archive", label=Label("考评归档", "Archive cycle"), who=(Role.EVO,)
):
    """Puts the year away, once the county has it."""

    def decide(self, state: Cycle, context: Context) -> Outcome:
        must_be(state, CycleStatus.EXPORTED)
        yield CycleArchived()


def _on_review(objection: UUID, context: Context) -> bool:
    return context.look(objection_ref(objection)).state is ObjectionState.REVIEW_DECIDED


def _in_the_scores(state: Cycle, objection: UUID, on_review: bool) -> bool:
    """Whether it was ruled on as it was decided last."""
    return objection in (state.reviewed if on_review else state.ruled)


def _each_once(ids: Iterable[UUID]) -> tuple[UUID, ...]:
    return tuple(dict.fromkeys(ids))
