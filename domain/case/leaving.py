"""How a case leaves the five chains: withdrawn by its reporter, or transferred out."""

from dataclasses import replace
from typing import Final

from domain.case.clock import missed
from domain.case.facts import CaseFact, SealedFact, when, whose
from domain.case.state import Case, must_be, must_follow
from domain.case.terms import HAZARDS, CaseKind, CaseState, TransferTarget, Urgency
from domain.kernel import Command, Context, Label, Line, Outcome, PrivateText, SealedText, require
from domain.roles import Role
from domain.vocabulary import BodyCode

NOT_YET_HANDLED: Final = (
    CaseState.REPORTED,
    CaseState.ACCEPTED,
    CaseState.ASSIGNED,
    CaseState.IN_HANDLING,
    CaseState.SUSPENDED,
)


class CaseWithdrawn(SealedFact, name="case.withdrawn"):
    reason: SealedText | None = None

    def apply(self, state: Case) -> Case:
        return replace(state, state=CaseState.WITHDRAWN, ended_at=self.happened_at)


class CaseContinuedAsDiscovery(SealedFact, name="case.continued_as_discovery"):
    """Its reporter withdrew, but a hazard remains, or others who reported it: it goes on."""

    kind_was: CaseKind | None = None
    reason: SealedText | None = None

    def apply(self, state: Case) -> Case:
        return replace(state, kind=CaseKind.DISCOVERY, reporter_withdrew=True)


class CaseTransferred(CaseFact, name="case.transferred"):
    """overdue: it had missed its due time before it left."""

    target: TransferTarget
    department: BodyCode | None = None
    receipt_no: Line
    overdue: bool

    def apply(self, state: Case) -> Case:
        overdue = state.overdue or self.overdue
        return replace(
            state, state=CaseState.TRANSFERRED, overdue=overdue, ended_at=self.happened_at
        )


class WithdrawCase(
    Command[Case],
    verb="withdraw",
    label=Label("撤回诉求", "Withdraw"),
    who=(Role.RES, Role.MER, Role.UNIT, Role.CW),
):
    """The reporter takes his case back; a worker may enter it on his behalf.

    A safety hazard stays, and so does what others reported too (their cases were merged into this
    one): the case goes on as a grid discovery.
    """

    reason: PrivateText | None = None

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *NOT_YET_HANDLED)
        must_follow(state.last_step, context)
        actor = context.actor
        require(
            state.reporter is not None and state.reporter in (actor.person, actor.on_behalf_of),
            "not_the_reporter",
            "只有诉求人本人或受其委托登记者可以撤回。",
            "Only its reporter, or a worker on the reporter's behalf, may withdraw a case.",
        )
        if not (_is_hazard(state) or state.merged):
            yield CaseWithdrawn(reason=self.reason, **whose(state, context))
        elif not state.reporter_withdrew:
            yield CaseContinuedAsDiscovery(
                kind_was=state.kind, reason=self.reason, **whose(state, context)
            )


def _is_hazard(state: Case) -> bool:
    return state.category in HAZARDS or state.urgency is Urgency.EMERGENCY


class TransferOut(
    Command[Case], verb="transfer", label=Label("转出", "Transfer out"), who=(Role.CS,)
):
    """Hands a case to 12345, the police or a department, against their receipt number."""

    target: TransferTarget
    department: BodyCode | None = None
    receipt_no: Line

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *NOT_YET_HANDLED)
        must_follow(state.last_step, context)
        require(
            (self.target is TransferTarget.DEPARTMENT) == (self.department is not None),
            "department_unclear",
            "转主管部门须写明部门，转其他去向不写部门。",
            "Name the department when, and only when, it goes to a department.",
        )
        yield CaseTransferred(**dict(self), overdue=missed(state, context.at), **when(context))
