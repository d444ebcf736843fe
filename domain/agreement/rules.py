"""Rules that several commands on an agreement ask."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from domain.agreement.events import AgreementReopened
from domain.agreement.state import (
    BEFORE_EFFECT,
    Agreement,
    AgreementState,
    Commitment,
    PartyKind,
    Terms,
)
from domain.body import Post, body_ref
from domain.kernel import Actor, Context, Reads, Ref, require
from domain.person import person_ref
from domain.roles import Role
from domain.unit import Unit, unit_ref

PARTY_ROLES: Final = (Role.UNIT, Role.ORG, Role.MER)
BOTH_SIDES: Final = (Role.CS, *PARTY_ROLES)
BOTH: Final = 2
MAY_SIGN: Final = (Post.SECRETARY, Post.LIAISON)


def party_ref(state: Agreement) -> Ref[Unit]:
    assert state.party is not None  # noqa: S101 - every agreement that exists has one
    return unit_ref(state.party)


def enrolled_party(party: UUID, context: Context) -> PartyKind:
    """What kind of party it is; Refused when it is not enrolled today."""
    unit = context.look(unit_ref(party))
    require(  # SYS-04
        unit.enrolled_on(context.today),
        "party_not_enrolled",
        "该签约方今日未入册，请先办理单位入册。",
        "The party is not enrolled today; enrol it first.",
    )
    return PartyKind.of(unit.kind)


def require_draft_possible(state: Agreement, year: int, context: Context) -> None:
    require(  # AM-13: one per community, party and year
        state.state is None,
        "agreement_exists",
        f"该社区与该签约方{year}年度的共治协议已存在，请在原协议上办理。",
        f"These two have an agreement for {year} already; work on that one.",
    )
    require(  # an agreement belongs to a year, and is drafted in it or in the year before
        year in (context.today.year, context.today.year + 1),
        "year_out_of_reach",
        f"只能起草本年度或下一年度的协议，请核对年度{year}。",
        f"Agreements are drafted for this year or the next; check the year {year}.",
    )


def require_before_effect(state: Agreement) -> None:
    require(  # SYS-04: what is in effect changes by amendment only
        state.state is not AgreementState.EFFECTIVE,
        "agreement_effective",
        "协议已生效，如需变更请办理协议修订。",
        "The agreement is in effect; change it by an amendment.",
    )
    require(
        state.state in BEFORE_EFFECT,
        "agreement_over",
        "协议已到期、终止或失效，不能再办理。",
        "The agreement has expired, lapsed or been terminated; nothing more can be done to it.",
    )


def require_effective(state: Agreement) -> None:
    require(
        state.state is AgreementState.EFFECTIVE,
        "agreement_not_effective",
        "协议未在有效期内，请先完成双方签署，或核对年度。",
        "The agreement is not in effect; both sides sign first, or check the year.",
    )


def require_running(state: Agreement, context: Context) -> None:
    """In effect, and its year not over, also where nobody has said so yet."""
    require_effective(state)
    require(
        context.today <= state.expires_on,
        "agreement_year_over",
        f"协议{state.expires_on}已到期，承诺不能再启动或报完成。",
        f"The agreement ran until {state.expires_on}; its commitments are settled as they stand.",
    )


def require_took_effect(state: Agreement) -> None:
    """Also holds when it has ended since."""
    require(
        state.effective_on is not None,
        "agreement_never_effective",
        "协议没有生效，承诺不计考核；未生效前请直接修改或删除该承诺。",
        "The agreement is not in effect, so nothing is owed; before it is, revise or drop the "
        "commitment.",
    )


def require_due_in_year(terms: Terms, year: int) -> None:
    require(  # SYS-04: it expires on 31 December
        terms.due_on.year == year,
        "due_outside_year",
        f"承诺期限须在{year}年内，请修改期限。",
        f"A commitment falls due within {year}; change its due date.",
    )


def found(state: Agreement, id: UUID) -> Commitment:
    commitment = state.commitment(id)
    require(
        commitment is not None,
        "no_such_commitment",
        "协议中无此承诺事项，请核对编号。",
        "There is no such commitment in this agreement; check its id.",
    )
    assert commitment is not None  # noqa: S101 - for the type checker
    return commitment


def reopened(state: Agreement) -> Iterator[AgreementReopened]:
    """Nobody stays bound to a text that was changed after he agreed to it."""
    if state.state is not AgreementState.DRAFTED:
        yield AgreementReopened(signature_voided=state.state is AgreementState.SIGNED_ONE_SIDE)


def community_signatory(state: Agreement, actor: Actor, context: Context) -> UUID:
    """Who signs for the community; Refused without authority on the day it is recorded."""
    body = context.look(body_ref(state.community))
    _require_authority(
        body.exists_on(context.today) and body.holds(actor.person, MAY_SIGN, context.today)
    )
    return _named(actor)


def party_signatory(state: Agreement, actor: Actor | None, context: Context) -> UUID:
    """Who signs for the party; Refused without authority on the day it is recorded."""
    unit = context.look(party_ref(state))
    _require_authority(
        actor is not None
        and actor.role in PARTY_ROLES
        and unit.may_sign(actor.person, context.today)
    )
    return _named(actor)


def _require_authority(holds: bool) -> None:
    require(  # SYS-04: the signatory holds authority on that date
        holds,
        "not_authorised_to_sign",
        "签署人当日无签署权限，请由书记、联络员或经授权的签约人签署。",
        "The signatory holds no authority today; let the secretary, the liaison or an authorised "
        "signatory sign.",
    )


def _named(actor: Actor | None) -> UUID:
    assert actor and actor.person  # noqa: S101, PT018 - just checked
    return actor.person


def reads_of_verifiers(state: Agreement, context: Context) -> Reads:
    yield party_ref(state)
    for actor in _verifiers(context):
        yield person_ref(_named(actor))


def independent_verifiers(state: Agreement, context: Context) -> tuple[UUID, UUID]:
    """The secretary and the resident who looked; Refused when one belongs to the party."""
    both = _verifiers(context)
    require(  # SYS-04: the secretary and one resident or supervision-committee member
        len(both) == BOTH,
        "verifier_unnamed",
        "核验须由社区书记和一名居民或监督委员会成员实名共同办理。",
        "The secretary and a resident or supervision-committee member verify, each by name.",
    )
    for actor in both:
        require(  # SYS-04: a verifier is not from the party
            _stands_apart(state, actor, context),
            "verifier_from_party",
            "核验人当日属于签约方，应当回避，请另选核验人。",
            "A verifier belongs to the party today and must stand aside; choose another.",
        )
    verifier, co_verifier = both
    return _named(verifier), _named(co_verifier)


def _verifiers(context: Context) -> list[Actor]:
    """Who asks and who consents, as far as they are named."""
    return [a for a in (context.actor, context.approver) if a is not None and a.person is not None]


def _stands_apart(state: Agreement, actor: Actor, context: Context) -> bool:
    person = _named(actor)
    return (
        f"unit:{state.party}" not in actor.scopes
        and context.look(person_ref(person)).unit_on(context.today) != state.party
        and not context.look(party_ref(state)).may_sign(person, context.today)
    )
