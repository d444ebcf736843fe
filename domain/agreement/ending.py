"""Due dates, year's end and other ends: SYS-04, P-12."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from domain.agreement.events import (
    AgreementExpired,
    AgreementLapsed,
    AgreementTerminated,
    CommitmentFailed,
    CommitmentOverdue,
    CommitmentWaived,
)
from domain.agreement.rules import (
    found,
    party_ref,
    require_before_effect,
    require_effective,
    require_took_effect,
)
from domain.agreement.state import (
    BEFORE_EFFECT,
    OPEN,
    TO_DELIVER,
    Agreement,
    AgreementState,
    Commitment,
    CommitmentState,
    FailureGround,
    WaiverGround,
)
from domain.kernel import Command, Context, Label, Outcome, Reads, require
from domain.roles import Role
from domain.ruleset import rulebook_ref
from domain.vocabulary import DocumentNo

BY_TIMER = (Role.SYS,)


class MarkCommitmentOverdue(
    Command[Agreement], verb="mark-overdue", label=Label("标记承诺逾期", "Mark commitment overdue"),
    who=BY_TIMER,
):  # fmt: skip
    """The due day is over and nothing was reported. What never counted is not marked."""

    commitment: UUID

    def decide(self, state: Agreement, context: Context) -> Outcome:
        require_effective(state)
        commitment = found(state, self.commitment)
        require(
            context.today > commitment.terms.due_on,
            "not_due_yet",
            f"该承诺{commitment.terms.due_on}24时到期，现在不能标记逾期。",
            f"This commitment is due by the end of {commitment.terms.due_on}; it is not overdue.",
        )
        if commitment.state in TO_DELIVER and commitment.counts and not commitment.overdue:
            yield CommitmentOverdue(commitment=self.commitment, due_on=commitment.terms.due_on)


class FailCommitment(
    Command[Agreement], verb="fail", label=Label("认定承诺未兑现", "Fail commitment"), who=BY_TIMER
):
    """Not delivered when the year, or the agreement, was over.

    What was reported in time may still be verified until the records freeze (AM-11): that the
    community has not looked yet is not the party's fault.
    """

    commitment: UUID

    def reads(self, state: Agreement, context: Context) -> Reads:
        yield rulebook_ref()

    def decide(self, state: Agreement, context: Context) -> Outcome:
        commitment = found(state, self.commitment)
        if commitment.state is CommitmentState.FAILED:
            return
        require_took_effect(state)
        require(
            commitment.state in OPEN,
            "commitment_settled",
            "该承诺已核验或已豁免，不能认定未兑现。",
            "This commitment is verified or waived; it cannot fail.",
        )
        if commitment.state is CommitmentState.REPORTED_DONE:
            rules = context.look(rulebook_ref()).in_force(state.expires_on)
            _require_frozen(rules.freeze_day, context)
            yield _failed(commitment, FailureGround.UNVERIFIED)
            return
        if state.state is not AgreementState.TERMINATED:
            _require_year_over(state, context)
        yield _failed(commitment, FailureGround.UNDELIVERED)


class ExpireAgreement(
    Command[Agreement], verb="expire", label=Label("协议到期", "Expire agreement"), who=BY_TIMER
):
    """P-12: the year is over, and what was neither delivered nor waived has failed."""

    def decide(self, state: Agreement, context: Context) -> Outcome:
        if state.state is AgreementState.EXPIRED:
            return
        require_effective(state)
        _require_year_over(state, context)
        yield from _undelivered(state)
        yield AgreementExpired(on=state.expires_on)


class LapseAgreement(
    Command[Agreement], verb="lapse", label=Label("协议未签失效", "Lapse agreement"), who=BY_TIMER
):
    """The year is over and the two have not both signed."""

    def decide(self, state: Agreement, context: Context) -> Outcome:
        if state.state is AgreementState.LAPSED:
            return
        require_before_effect(state)
        _require_year_over(state, context)
        yield AgreementLapsed(on=state.expires_on)


class TerminateAgreement(
    Command[Agreement], verb="terminate", label=Label("终止协议", "Terminate agreement"),
    who=(Role.TOWN,),
):  # fmt: skip
    """The party is dissolved or has withdrawn. What is due after its last day no longer counts."""

    document_no: DocumentNo

    def reads(self, state: Agreement, context: Context) -> Reads:
        yield party_ref(state)

    def decide(self, state: Agreement, context: Context) -> Outcome:
        if state.state is AgreementState.TERMINATED:
            return
        if state.state not in BEFORE_EFFECT:
            require_effective(state)
        enrolment = context.look(party_ref(state)).enrolled
        last_day = enrolment.end if enrolment else None
        require(  # SYS-04
            last_day is not None and last_day < context.today,
            "party_still_enrolled",
            "签约方仍在册，不能终止协议；单位撤销或退出的，请先办理退出。",
            "The party is still enrolled; an agreement ends with a unit that is dissolved or has "
            "withdrawn: record that first.",
        )
        assert last_day is not None  # noqa: S101 - for the type checker
        if state.state is AgreementState.EFFECTIVE:
            yield from _settled(state, last_day)
        yield AgreementTerminated(ended_on=last_day, document_no=self.document_no)


def _settled(state: Agreement, last_day: date) -> Iterator[CommitmentWaived | CommitmentFailed]:
    """What was due by the party's last day has failed, later dues leave the denominator."""
    for commitment in state.commitments:
        if commitment.state in OPEN and not commitment.due_by(last_day):
            ground = WaiverGround.AGREEMENT_TERMINATED
            yield CommitmentWaived(
                commitment=commitment.id, ground=ground, counts=commitment.counts
            )
        elif commitment.state in TO_DELIVER:
            yield _failed(commitment, FailureGround.UNDELIVERED)


def _undelivered(state: Agreement) -> Iterator[CommitmentFailed]:
    for commitment in state.commitments:
        if commitment.state in TO_DELIVER:
            yield _failed(commitment, FailureGround.UNDELIVERED)


def _failed(commitment: Commitment, ground: FailureGround) -> CommitmentFailed:
    return CommitmentFailed(commitment=commitment.id, ground=ground, counts=commitment.counts)


def _require_year_over(state: Agreement, context: Context) -> None:
    require(
        context.today > state.expires_on,
        "year_not_over",
        f"协议{state.expires_on}24时到期，尚未到期。",
        f"The agreement runs until the end of {state.expires_on}.",
    )


def _require_frozen(freeze_day: date, context: Context) -> None:
    require(
        context.today > freeze_day,
        "still_to_be_verified",
        "该承诺已报完成，记录冻结前仍可核验，请先核验。",
        "It is reported done and may be verified until the records freeze; verify it.",
    )
