"""Signatures and effect: SYS-04, AM-12, EX-09."""

from datetime import date
from typing import Final

from domain.agreement.events import (
    AgreementSignedByCommunity,
    AgreementSignedByParty,
    AgreementTookEffect,
)
from domain.agreement.rules import (
    BOTH_SIDES,
    community_signatory,
    party_ref,
    party_signatory,
    require_before_effect,
)
from domain.agreement.state import Agreement, AgreementState, Signature
from domain.body import body_ref
from domain.dates import require_happened
from domain.kernel import Command, Context, Label, Outcome, Reads, require
from domain.roles import Role
from domain.ruleset import Rulebook, RulesetStatus, rulebook_ref

LATENESS: Final = "agreement_days_late"
DEFAULT_DEADLINE: Final = "03-31"  # AM-12, where no ruleset says otherwise
SIGNABLE: Final = (AgreementState.NEGOTIATED, AgreementState.SIGNED_ONE_SIDE)


class SignAgreement(
    Command[Agreement], verb="sign", label=Label("签署协议", "Sign agreement"), who=BOTH_SIDES
):
    """Signs for one's side, today. The second signature puts the agreement into effect.

    paper_dated_on: the date written on the paper, kept as evidence; it moves nothing (EX-09).
    """

    paper_dated_on: date | None = None

    def reads(self, state: Agreement, context: Context) -> Reads:
        yield party_ref(state)
        yield body_ref(state.community)
        yield rulebook_ref()

    def decide(self, state: Agreement, context: Context) -> Outcome:
        if self.paper_dated_on is not None:
            require_happened(self.paper_dated_on, context)
        for_community = context.actor.role is Role.CS
        sign = community_signatory if for_community else party_signatory
        signatory = sign(state, context.actor, context)
        mine, other = _signatures(state, for_community)
        if mine is not None:
            return
        require_before_effect(state)
        require(
            state.state in SIGNABLE,
            "not_negotiated",
            "协议尚未确认协商一致，请先确认再签署。",
            "The text is not agreed yet; confirm the negotiation first.",
        )
        require(  # at the start of its year; by its end, unsigned, it lapses
            context.today.year == state.year,
            "outside_agreement_year",
            f"{state.year}年度协议须在{state.year}年内签署，请在当年办理。",
            f"The agreement for {state.year} is signed within {state.year}; sign it then.",
        )
        signed = AgreementSignedByCommunity if for_community else AgreementSignedByParty
        yield signed(signatory=signatory, on=context.today, paper_dated_on=self.paper_dated_on)
        if other is not None:
            yield _effect(state, max(other.on, context.today), context)


def _signatures(state: Agreement, for_community: bool) -> tuple[Signature | None, Signature | None]:
    """One's own, the other side's."""
    both = state.signed_by_community, state.signed_by_party
    return both if for_community else both[::-1]


def _effect(state: Agreement, effective_on: date, context: Context) -> AgreementTookEffect:
    deadline, ruleset = _deadline(context.look(rulebook_ref()), state.year)
    return AgreementTookEffect(
        effective_on=effective_on,
        deadline=deadline,
        days_late=(effective_on - deadline).days,
        ruleset=ruleset,
        # EX-09: what was due before the effect is not in the denominator.
        not_counted=tuple(c.id for c in state.commitments if c.terms.due_on < effective_on),
    )


def _deadline(rulebook: Rulebook, year: int) -> tuple[date, str | None]:
    """The last day to sign in time, and the ruleset that says so; the handbook's if none does."""
    adopted = rulebook.last_adopted(year)
    if adopted is not None and adopted.status is RulesetStatus.ADOPTED:
        deadline = adopted.ruleset.deadline_of(LATENESS, year)
        if deadline is not None:
            return deadline, adopted.ruleset.version
    return date.fromisoformat(f"{year}-{DEFAULT_DEADLINE}"), None
