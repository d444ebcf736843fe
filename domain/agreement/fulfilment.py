"""What becomes of a commitment: done, seen by two outsiders, or waived. SYS-04."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from domain.agreement.events import (
    CommitmentReportedDone,
    CommitmentReportRejected,
    CommitmentStarted,
    CommitmentVerified,
    CommitmentWaived,
)
from domain.agreement.rules import (
    PARTY_ROLES,
    found,
    independent_verifiers,
    reads_of_verifiers,
    require_running,
    require_took_effect,
)
from domain.agreement.state import (
    OPEN,
    TO_DELIVER,
    Agreement,
    Commitment,
    CommitmentState,
    WaiverGround,
)
from domain.kernel import Command, Context, Label, Outcome, PrivateText, Reads, require
from domain.roles import Role
from domain.vocabulary import Digest


class StartCommitment(
    Command[Agreement], verb="start-commitment", label=Label("启动承诺事项", "Start commitment"),
    who=PARTY_ROLES,
):  # fmt: skip
    """The party begins, or begins again after its report was rejected."""

    commitment: UUID

    def decide(self, state: Agreement, context: Context) -> Outcome:
        require_running(state, context)
        commitment = found(state, self.commitment)
        if commitment.state is CommitmentState.IN_PROGRESS:
            return
        _require_to_deliver(commitment)
        yield CommitmentStarted(commitment=self.commitment, on=context.on)


class ReportCommitmentDone(
    Command[Agreement], verb="report-done", label=Label("报告承诺完成", "Report commitment done"),
    who=PARTY_ROLES,
):  # fmt: skip
    """The party says that it is done, and shows it. evidence: SHA-256 of each file, in hex."""

    commitment: UUID
    evidence: Annotated[tuple[Digest, ...], Field(max_length=20)]

    def decide(self, state: Agreement, context: Context) -> Outcome:
        require_running(state, context)
        commitment = found(state, self.commitment)
        _require_to_deliver(commitment)
        require(
            commitment.state is CommitmentState.IN_PROGRESS,
            "commitment_not_started",
            "该承诺尚未启动，请先启动再报完成。",
            "This commitment is not under way; start it first.",
        )
        require(  # SYS-04
            bool(self.evidence),
            "evidence_missing",
            "报完成须附佐证材料，请至少上传一件。",
            "A report comes with evidence; attach at least one file.",
        )
        yield CommitmentReportedDone(on=context.on, **dict(self))


class VerifyCommitment(
    Command[Agreement], verb="verify", label=Label("核验承诺", "Verify commitment"),
    who=(Role.CS,), approved_by=(Role.RES,),
):  # fmt: skip
    """The secretary and a resident or supervision-committee member saw that it is done.

    Also after the year or the agreement has ended, for what was reported before.
    """

    commitment: UUID

    def reads(self, state: Agreement, context: Context) -> Reads:
        yield from reads_of_verifiers(state, context)

    def decide(self, state: Agreement, context: Context) -> Outcome:
        commitment = found(state, self.commitment)
        verifier, co_verifier = independent_verifiers(state, context)
        if commitment.state is CommitmentState.VERIFIED:
            return
        _require_reported(commitment)
        yield CommitmentVerified(
            commitment=self.commitment,
            on=context.today,
            verifier=verifier,
            co_verifier=co_verifier,
            counts=commitment.counts,
        )


class RejectCommitmentReport(
    Command[Agreement], verb="reject", label=Label("退回承诺报告", "Reject commitment report"),
    who=(Role.CS,), approved_by=(Role.RES,),
):  # fmt: skip
    """The two looked and it is not done; the party may begin again."""

    commitment: UUID
    reason: PrivateText

    def reads(self, state: Agreement, context: Context) -> Reads:
        yield from reads_of_verifiers(state, context)

    def decide(self, state: Agreement, context: Context) -> Outcome:
        commitment = found(state, self.commitment)
        verifier, co_verifier = independent_verifiers(state, context)
        _require_reported(commitment)
        yield CommitmentReportRejected(
            commitment=self.commitment,
            on=context.today,
            verifier=verifier,
            co_verifier=co_verifier,
            reason=self.reason,
        )


class WaiveCommitment(
    Command[Agreement], verb="waive", label=Label("豁免承诺", "Waive commitment"),
    who=(Role.CS,), approved_by=(Role.TOWN,),
):  # fmt: skip
    """Takes a commitment out of the denominator: force majeure, or the community's own fault."""

    commitment: UUID
    ground: Literal[WaiverGround.FORCE_MAJEURE, WaiverGround.COMMUNITY_FAULT]
    reason: PrivateText

    def decide(self, state: Agreement, context: Context) -> Outcome:
        commitment = found(state, self.commitment)
        if commitment.state is CommitmentState.WAIVED:
            return
        require_took_effect(state)
        require(
            commitment.state in OPEN,
            "commitment_settled",
            "该承诺已核验或已认定未兑现，不能豁免。",
            "This commitment is verified or failed; it cannot be waived.",
        )
        yield CommitmentWaived(counts=commitment.counts, **dict(self))


def _require_to_deliver(commitment: Commitment) -> None:
    require(
        commitment.state in TO_DELIVER,
        "commitment_not_open",
        "该承诺已报完成或已了结，无需再办。",
        "This commitment is reported done or settled already.",
    )


def _require_reported(commitment: Commitment) -> None:
    require(
        commitment.state is CommitmentState.REPORTED_DONE,
        "not_reported_done",
        "该承诺没有待核验的完成报告，请由签约方先报完成。",
        "No report waits for verification; the party reports it done first.",
    )
