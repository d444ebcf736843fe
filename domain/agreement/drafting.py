"""From draft to agreed text: SYS-04, R-14."""

from uuid import UUID

from domain.agreement.events import (
    AgreementDrafted,
    AgreementNegotiated,
    CommitmentDropped,
    CommitmentProposed,
    CommitmentRevised,
)
from domain.agreement.rules import (
    BOTH_SIDES,
    enrolled_party,
    found,
    reopened,
    require_before_effect,
    require_draft_possible,
    require_due_in_year,
)
from domain.agreement.state import Agreement, AgreementState, ItemList, Terms
from domain.calendar import Year
from domain.kernel import Command, Context, Label, Outcome, Reads, require
from domain.roles import Role
from domain.unit import unit_ref
from domain.vocabulary import CommunityCode, DocumentNo


class DraftAgreement(
    Command[Agreement], verb="draft", label=Label("起草共治协议", "Draft agreement"),
    who=(Role.CS,), opens=True,
):  # fmt: skip
    """Begins the agreement of one community with one party for one year (AM-13).

    framework: the text all parties of the community refer to. The three lists of R-14 may be
    filled in later.
    """

    community: CommunityCode
    party: UUID
    year: Year
    framework: DocumentNo
    work_priorities: ItemList = ()
    projects: ItemList = ()
    measures: ItemList = ()

    def reads(self, state: Agreement, context: Context) -> Reads:
        yield unit_ref(self.party)

    def decide(self, state: Agreement, context: Context) -> Outcome:
        require_draft_possible(state, self.year, context)
        kind = enrolled_party(self.party, context)
        yield AgreementDrafted(party_kind=kind, **dict(self))


class ProposeCommitment(
    Command[Agreement], verb="propose-commitment",
    label=Label("提出承诺事项", "Propose commitment"), who=BOTH_SIDES,
):  # fmt: skip
    """Puts a promise into the text, before it takes effect."""

    terms: Terms

    def decide(self, state: Agreement, context: Context) -> Outcome:
        require_before_effect(state)
        require_due_in_year(self.terms, state.year)
        yield from reopened(state)
        yield CommitmentProposed(commitment=context.new_id("commitment"), terms=self.terms)


class ReviseCommitment(
    Command[Agreement], verb="revise-commitment", label=Label("修改承诺事项", "Revise commitment"),
    who=BOTH_SIDES,
):  # fmt: skip
    """Gives a promise other terms, before the text takes effect."""

    commitment: UUID
    terms: Terms

    def decide(self, state: Agreement, context: Context) -> Outcome:
        require_before_effect(state)
        require_due_in_year(self.terms, state.year)
        if found(state, self.commitment).terms == self.terms:
            return
        yield from reopened(state)
        yield CommitmentRevised(**dict(self))


class DropCommitment(
    Command[Agreement], verb="drop-commitment", label=Label("删除承诺事项", "Drop commitment"),
    who=BOTH_SIDES,
):  # fmt: skip
    """Takes a promise out of the text, before it takes effect."""

    commitment: UUID

    def decide(self, state: Agreement, context: Context) -> Outcome:
        require_before_effect(state)
        found(state, self.commitment)
        yield from reopened(state)
        yield CommitmentDropped(commitment=self.commitment)


class ConfirmNegotiation(
    Command[Agreement], verb="confirm", label=Label("确认协商一致", "Confirm negotiation"),
    who=(Role.CS,),
):  # fmt: skip
    """Both sides agree on the text, so that it can be signed. A list left out stays as it is."""

    work_priorities: ItemList | None = None
    projects: ItemList | None = None
    measures: ItemList | None = None

    def decide(self, state: Agreement, context: Context) -> Outcome:
        require_before_effect(state)
        before = {name: getattr(state, name) for name, _ in self}
        lists = {name: before[name] if new is None else new for name, new in self}
        require(  # work priorities, projects, measures; a list may be short, not missing
            all(lists.values()),
            "list_missing",
            "工作要点、实施项目、推进措施三个清单均须填写，请补齐。",
            "Work priorities, projects and measures must each have an item; fill in what lacks.",
        )
        require(  # SYS-04
            bool(state.commitments),
            "no_commitment",
            "协议至少须有一项承诺，请先提出承诺事项。",
            "An agreement has at least one commitment; propose one first.",
        )
        if state.state is not AgreementState.DRAFTED and lists == before:
            return
        if state.state is AgreementState.SIGNED_ONE_SIDE:
            yield from reopened(state)
        yield AgreementNegotiated(**lists)
