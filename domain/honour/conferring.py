"""A title is given, runs out, or is taken back (SYS-17, AM-28, HANDBOOK 3.5 and 4.6)."""

from datetime import date, timedelta
from typing import Final

from domain.dates import require_happened
from domain.honour.eligibility import book_ref, complete_score
from domain.honour.events import HonourConferred, HonourExpired, HonourRevoked
from domain.honour.nominating import must_be_nominated
from domain.honour.programme_events import PlaceTaken
from domain.honour.refs import programme_ref
from domain.honour.state import HELD, Nomination, NominationState, Programme, RevocationReason
from domain.kernel import Actor, Command, Context, Elsewhere, Label, Outcome, Reads, require
from domain.roles import Role
from domain.vocabulary import DocumentNo

CONFERRERS: Final = (Role.LG, Role.COD, Role.TOWN)  # which of them: the programme names the body
ONE_DAY: Final = timedelta(days=1)
LEAP_DAY: Final = (2, 29)


class ConferHonour(
    Command[Nomination], verb="confer", label=Label("命名", "Confer honour"), who=CONFERRERS
):
    """Gives the title, by the body that the programme names, within what was approved."""

    certificate_no: DocumentNo
    on: date

    def reads(self, state: Nomination, context: Context) -> Reads:
        if state.subject is not None:
            yield programme_ref(state.programme, state.year)
            yield book_ref(state)

    def decide(self, state: Nomination, context: Context) -> Outcome:
        must_be_nominated(state)
        require(
            state.state is NominationState.APPROVED,
            "not_approved",
            "该提名尚未经项目领导组审定，不能命名。",
            "The leading group has not approved this nomination; it cannot be conferred.",
        )
        require_happened(self.on, context)
        where = programme_ref(state.programme, state.year)
        programme = context.look(where)
        _must_confer(programme, context.actor)
        document = _approval(programme)
        _must_be_checked(state, context)
        yield HonourConferred(
            certificate_no=self.certificate_no,
            approval_document_no=document,
            on=self.on,
            valid_until=_last_day(self.on, programme.validity_years),
        )
        yield Elsewhere(where, PlaceTaken(nomination=context.stream))


def _approval(programme: Programme) -> str:
    """The document under which one more title may be conferred; Refused without such."""
    document, quota = programme.approval_document_no, programme.quota
    require(  # AM-28, 3.5: no title without an approval document
        document is not None,
        "no_approval_document",
        "该荣誉项目没有批准文件，不得命名，请先补齐批准文号与名额。",
        "This programme has no approval document; without it nothing may be conferred. Add the "
        "document and its places first.",
    )
    assert document is not None  # noqa: S101 - for the type checker
    require(  # 3.5, 4.6: never beyond the quota
        quota is not None and len(programme.conferred) < quota,
        "quota_exceeded",
        f"该荣誉名额{quota}个已用完，撤销后的名额也不补授。",
        f"All {quota} places of this title are taken; a revoked one is not filled again.",
    )
    return document


def _must_be_checked(state: Nomination, context: Context) -> None:
    score = complete_score(context.look(book_ref(state)))
    require(
        state.standing is not None and (score is None or score.version == state.standing.version),
        "score_moved_on",
        "该对象的成绩已有新版本，请待重新核查条件后再命名。",
        "This subject's score has a newer version; wait until it is checked again.",
    )


def _last_day(since: date, years: int) -> date:
    same = since.replace(day=28) if (since.month, since.day) == LEAP_DAY else since
    return same.replace(year=since.year + years) - ONE_DAY


class ExpireHonour(
    Command[Nomination], verb="expire", label=Label("荣誉期满", "Expire honour"), who=(Role.SYS,)
):
    """The title's validity has run out."""

    def decide(self, state: Nomination, context: Context) -> Outcome:
        if state.state is not NominationState.CONFERRED or state.valid_until is None:
            return
        require(
            context.today > state.valid_until,
            "still_valid",
            f"该荣誉有效至{state.valid_until}24时，尚未期满。",
            f"The title is valid to the end of {state.valid_until}.",
        )
        yield HonourExpired(on=state.valid_until)


class RevokeHonour(
    Command[Nomination], verb="revoke", label=Label("撤销荣誉", "Revoke honour"), who=CONFERRERS,
    approved_by=(Role.LG,),
):  # fmt: skip
    """Takes the title back, by the body that gave it and by decision of the leading group.

    The certificate is withdrawn; the place is not filled again; what was exported is corrected.
    """

    reason: RevocationReason
    effective_on: date
    decision_no: DocumentNo

    def reads(self, state: Nomination, context: Context) -> Reads:
        if state.subject is not None:
            yield programme_ref(state.programme, state.year)

    def decide(self, state: Nomination, context: Context) -> Outcome:
        must_be_nominated(state)
        if state.state is NominationState.REVOKED:
            return
        require(
            state.state in HELD,
            "not_conferred",
            "该荣誉未曾命名，无可撤销；未命名的提名请撤回或不予审定。",
            "This title was never conferred; withdraw or refuse the nomination instead.",
        )
        _must_confer(context.look(programme_ref(state.programme, state.year)), context.actor)
        require_happened(self.effective_on, context)
        yield HonourRevoked(**dict(self))


def _must_confer(programme: Programme, actor: Actor) -> None:
    require(  # SYS-17
        actor.body == programme.conferring_body,
        "not_the_conferring_body",
        f"该荣誉由{programme.conferring_body}命名和撤销，请由该单位办理。",
        f"This title is conferred and revoked by {programme.conferring_body}; let it act.",
    )
