"""Changes after both have signed: SYS-04. Both sign again; late in the year the town approves too.

The secretary asks and the party's signatory approves, which is his signature. After 30 September
the amendment they agreed on waits for the town, so that no year ends with promises moved away.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from domain.agreement.events import (
    AgreementAmended,
    AmendmentAgreed,
    AmendmentRefused,
    CommitmentDropped,
    CommitmentProposed,
    CommitmentRevised,
)
from domain.agreement.rules import (
    PARTY_ROLES,
    community_signatory,
    found,
    party_ref,
    party_signatory,
    require_due_in_year,
    require_effective,
)
from domain.agreement.state import (
    TO_DELIVER,
    AgreedAmendment,
    Agreement,
    Amendment,
    Commitment,
    Revision,
    Terms,
)
from domain.body import body_ref
from domain.kernel import (
    Command,
    Concern,
    Context,
    Label,
    Outcome,
    PrivateText,
    Reads,
    require,
)
from domain.roles import Role

LAST_DAY_WITHOUT_TOWN: Final = (9, 30)  # SYS-04 [D]

Change = CommitmentProposed | CommitmentRevised | CommitmentDropped


class AmendAgreement(
    Command[Agreement], verb="amend", label=Label("修订协议", "Amend agreement"),
    who=(Role.CS,), approved_by=PARTY_ROLES,
):  # fmt: skip
    """Changes the commitments of an agreement in effect; both sides' signatories consent.

    Until 30 September it is done at once, later it waits for the town. What is due already keeps
    its weight and its date.
    """

    amendment: Amendment

    def reads(self, state: Agreement, context: Context) -> Reads:
        yield party_ref(state)
        yield body_ref(state.community)

    def approver_concern(self, state: Agreement) -> Concern | None:
        return Concern(unit=state.party)

    def decide(self, state: Agreement, context: Context) -> Outcome:
        require_effective(state)
        agreed = AgreedAmendment(
            self.amendment,
            community_signatory(state, context.actor, context),
            party_signatory(state, context.approver, context),
        )
        changes = tuple(_changes(state, self.amendment, context))
        if not changes or agreed == state.amendment:
            return
        signatories = {
            "community_signatory": agreed.community_signatory,
            "party_signatory": agreed.party_signatory,
            "on": context.today,
        }
        if context.today > date(state.year, *LAST_DAY_WITHOUT_TOWN):
            yield AmendmentAgreed(amendment=self.amendment, **signatories)
            return
        yield AgreementAmended(**signatories)
        yield from changes


class ApproveAmendment(
    Command[Agreement], verb="approve-amendment", label=Label("批准协议修订", "Approve amendment"),
    who=(Role.TOWN,),
):  # fmt: skip
    """The town approves what both sides agreed on after 30 September, by the rules of today."""

    def decide(self, state: Agreement, context: Context) -> Outcome:
        require_effective(state)
        agreed = _waiting(state)
        changes = tuple(_changes(state, agreed.amendment, context))
        yield AgreementAmended(
            on=context.today,
            community_signatory=agreed.community_signatory,
            party_signatory=agreed.party_signatory,
            approved_by_town=context.actor.person,
        )
        yield from changes


class RefuseAmendment(
    Command[Agreement], verb="refuse-amendment", label=Label("不批准协议修订", "Refuse amendment"),
    who=(Role.TOWN,),
):  # fmt: skip
    """The town does not approve; the agreement stays as it is."""

    reason: PrivateText

    def decide(self, state: Agreement, context: Context) -> Outcome:
        _waiting(state)
        yield AmendmentRefused(reason=self.reason)


def _waiting(state: Agreement) -> AgreedAmendment:
    require(
        state.amendment is not None,
        "no_amendment_waits",
        "没有待批准的协议修订，请核对协议编号。",
        "No amendment waits for the town; check the agreement.",
    )
    assert state.amendment is not None  # noqa: S101 - for the type checker
    return state.amendment


def _changes(state: Agreement, amendment: Amendment, context: Context) -> Iterator[Change]:
    named = [*(r.commitment for r in amendment.revise), *amendment.drop]
    require(
        len(named) == len(set(named)),
        "named_twice",
        "同一承诺事项只能修改或删除一次，请合并。",
        "A commitment is revised or dropped once; merge the changes.",
    )
    for number, terms in enumerate(amendment.add):
        _require_still_ahead(terms, state.year, context.today)
        yield CommitmentProposed(commitment=context.new_id(f"commitment-{number}"), terms=terms)
    for revision in amendment.revise:
        yield from _revised(state, revision, context.today)
    for id in amendment.drop:
        _require_weight_kept(_undelivered(state, id), 0, context.today)
        yield CommitmentDropped(commitment=id)


def _revised(state: Agreement, revision: Revision, today: date) -> Iterator[Change]:
    now, new = _undelivered(state, revision.commitment), revision.terms
    if new == now.terms:
        return
    _require_weight_kept(now, new.weight, today)
    if now.due_by(today):
        require(  # else its date could be moved first and its weight lowered next
            new.due_on == now.terms.due_on,
            "due_date_passed",
            f"该承诺已于{now.terms.due_on}到期，期限不能再改。",
            f"This commitment fell due on {now.terms.due_on}; its date cannot change any more.",
        )
    else:
        _require_still_ahead(new, state.year, today)
    yield CommitmentRevised(commitment=now.id, terms=new)


def _undelivered(state: Agreement, id: UUID) -> Commitment:
    commitment = found(state, id)
    require(
        commitment.state in TO_DELIVER,
        "commitment_not_open",
        "该承诺已报完成或已了结，不能修订。",
        "This commitment is reported done or settled; it cannot be amended.",
    )
    return commitment


def _require_weight_kept(commitment: Commitment, weight: int, today: date) -> None:
    require(  # SYS-04: the weight of what is due already cannot be lowered, nor dropped
        not commitment.due_by(today) or weight >= commitment.terms.weight,
        "due_weight_lowered",
        f"该承诺已于{commitment.terms.due_on}到期，权重不得降低，也不得删除。",
        f"This commitment fell due on {commitment.terms.due_on}; its weight may not be lowered, "
        "nor may it be dropped.",
    )


def _require_still_ahead(terms: Terms, year: int, today: date) -> None:
    require_due_in_year(terms, year)
    require(
        terms.due_on >= today,
        "due_in_past",
        "修订后的期限不得早于今天，请修改期限。",
        "An amended commitment falls due today or later; change its due date.",
    )
