"""Signatures, authority and effect: SYS-04, AM-12, EX-09."""

from datetime import date

import pytest

from domain.agreement import (
    AGREEMENT,
    AgreementLapsed,
    AgreementSignedByCommunity,
    AgreementSignedByParty,
    AgreementTookEffect,
    SignAgreement,
)
from domain.body import BODY, BodyDissolved, EndReason, Post, PostAppointmentEnded, body_ref
from domain.kernel import Actor, Period
from domain.roles import Role
from domain.ruleset import (
    RULEBOOK,
    Rulebook,
    RulesetWithdrawn,
    SubjectKind,
    rulebook_ref,
    ruleset_2022,
)
from domain.unit import UNIT, unit_ref
from tests.domain.agreement.scenario import (
    ADOPTED,
    APPOINTED,
    AUTHORISED,
    COMMUNITY_SIGNED,
    DRAFTED,
    EARLY,
    EFFECTIVE,
    ENROLLED,
    ESTABLISHED,
    GYM,
    LIAISON,
    LIAISON_ID,
    PARTY,
    PARTY_SIGNED,
    PROPOSED,
    READY,
    RESIDENT,
    SECRETARY,
    SECRETARY_ID,
    STRANGER_ID,
    TOOK_EFFECT,
    agreed,
    withdrawn,
)
from tests.spec import Then

SIGN = SignAgreement()


def signing(day: str, *before: object, by: Actor = LIAISON) -> Then:
    return agreed(*READY, *before).by(by).at(f"{day} 10:00").when(SIGN)


def effect(day: str) -> AgreementTookEffect:
    """The unit signs on `day`; the community did on 2 January."""
    early = COMMUNITY_SIGNED.model_copy(update={"on": date(2022, 1, 2)})
    fact = signing(day, early).facts()[-1]
    assert isinstance(fact, AgreementTookEffect)
    return fact


def test_the_first_signature_puts_nothing_into_effect() -> None:
    signing("2022-03-25", by=SECRETARY).then(COMMUNITY_SIGNED)
    by_party = AgreementSignedByParty(signatory=LIAISON_ID, on=date(2022, 3, 25))
    signing("2022-03-25").then(by_party)


def test_the_second_signature_puts_it_into_effect_on_that_day_ex09() -> None:
    signing("2022-04-20", COMMUNITY_SIGNED).then(PARTY_SIGNED, TOOK_EFFECT)
    assert TOOK_EFFECT.days_late == 20
    assert TOOK_EFFECT.not_counted == (EARLY,)


def test_the_community_may_sign_second() -> None:
    by_party = AgreementSignedByParty(signatory=LIAISON_ID, on=date(2022, 3, 25))
    signed = AgreementSignedByCommunity(signatory=SECRETARY_ID, on=date(2022, 4, 20))
    signing("2022-04-20", by_party, by=SECRETARY).then(signed, TOOK_EFFECT)


@pytest.mark.parametrize(
    ("day", "days_late"),
    [("2022-03-31", 0), ("2022-04-01", 1), ("2022-04-20", 20), ("2022-04-30", 30),
     ("2022-05-01", 31), ("2022-06-30", 91), ("2022-02-28", -31)],
)  # fmt: skip
def test_days_late_are_counted_from_31_march_ex09(day: str, days_late: int) -> None:
    fact = effect(day)
    assert (fact.days_late, fact.deadline) == (days_late, date(2022, 3, 31))
    assert fact.effective_on == date.fromisoformat(day)


def test_a_paper_dated_28_march_moves_nothing_ex09() -> None:
    paper = SignAgreement(paper_dated_on=date(2022, 3, 28))
    at = agreed(*READY, COMMUNITY_SIGNED).by(LIAISON)
    signed = PARTY_SIGNED.model_copy(update={"paper_dated_on": date(2022, 3, 28)})
    at.at("2022-04-20 10:00").when(paper).then(signed, TOOK_EFFECT)
    at.at("2022-04-20 10:00", happened="2022-03-28 10:00").when(paper).then(signed, TOOK_EFFECT)
    future = SignAgreement(paper_dated_on=date(2022, 4, 21))
    at.at("2022-04-20 10:00").when(future).then_refused("in_the_future")


def test_the_day_of_a_signature_is_reckoned_in_shanghai() -> None:
    at = agreed(*READY, COMMUNITY_SIGNED).by(LIAISON)
    for time, days_late in (("2022-03-31 23:59", 0), ("2022-04-01 00:00", 1)):
        *_, fact = at.at(time).when(SIGN).facts()
        assert isinstance(fact, AgreementTookEffect)
        assert fact.days_late == days_late


def test_what_falls_due_on_the_day_of_effect_counts_and_before_it_does_not_ex09() -> None:
    assert effect("2022-03-31").not_counted == ()
    assert effect("2022-04-01").not_counted == (EARLY,)
    assert effect("2022-06-30").not_counted == (EARLY,)
    assert effect("2022-07-01").not_counted == (GYM, EARLY)
    state = AGREEMENT.replay(EFFECTIVE)
    assert [(c.id, c.counts) for c in state.commitments] == [(GYM, True), (EARLY, False)]
    assert (state.effective_on, state.days_late) == (date(2022, 4, 20), 20)


def under(rulebook: Rulebook) -> AgreementTookEffect:
    at = agreed(*READY, COMMUNITY_SIGNED).by(LIAISON).at("2022-04-20 10:00")
    *_, fact = at.looking({rulebook_ref(): rulebook}).when(SIGN).facts()
    assert isinstance(fact, AgreementTookEffect)
    return fact


def adopted_with(deadline: str | None) -> Rulebook:
    """The rules of 2022 with another deadline in U5."""
    rules = ruleset_2022().subjects[SubjectKind.UNIT]
    lines = tuple(
        line.model_copy(update={"deadline": deadline}) if line.id == "U5" else line
        for line in rules.lines
    )
    unit = {SubjectKind.UNIT: rules.model_copy(update={"lines": lines})}
    subjects = {**ruleset_2022().subjects, **unit}
    ruleset = ruleset_2022().model_copy(update={"subjects": subjects})
    return RULEBOOK.replay([ADOPTED.model_copy(update={"ruleset": ruleset})])


def test_the_deadline_is_the_adopted_ruleset_s_am12() -> None:
    february = {"deadline": date(2022, 2, 28), "days_late": 51}
    assert under(adopted_with("02-28")) == TOOK_EFFECT.model_copy(update=february)


def test_without_an_adopted_deadline_it_is_31_march_am12() -> None:
    back = RulesetWithdrawn(version="2022.1", reason="重拟", document_no="【合成】9号")
    withdrawn_book = RULEBOOK.replay([ADOPTED, back])
    for book in (RULEBOOK.initial, withdrawn_book, adopted_with(None)):
        assert under(book) == TOOK_EFFECT.model_copy(update={"ruleset": None})


def test_a_side_that_has_signed_does_not_sign_again() -> None:
    signing("2022-04-20", COMMUNITY_SIGNED, by=SECRETARY).then_nothing()
    agreed(*EFFECTIVE).by(LIAISON).when(SIGN).then_nothing()


def test_a_forged_signatory_of_the_party_is_refused() -> None:
    stranger = Actor(role=Role.UNIT, person=STRANGER_ID, scopes=(f"unit:{PARTY}",))
    nameless = Actor(role=Role.UNIT, scopes=(f"unit:{PARTY}",))
    system = Actor(role=Role.SYS, scopes=("county",))
    for forger in (stranger, nameless, system, RESIDENT):
        signing("2022-04-20", COMMUNITY_SIGNED, by=forger).then_refused("not_authorised_to_sign")
    wrong_role = Actor(role=Role.RES, person=LIAISON_ID)
    signing("2022-04-20", COMMUNITY_SIGNED, by=wrong_role).then_refused("not_authorised_to_sign")


def test_the_party_s_signatory_holds_authority_on_that_day() -> None:
    until = AUTHORISED.model_copy(
        update={"period": Period(start=date(2022, 4, 1), end=date(2022, 4, 19))}
    )
    unit = {unit_ref(PARTY): UNIT.replay([ENROLLED, until])}
    at = agreed(*READY).by(LIAISON).looking(unit)
    assert at.at("2022-04-19 23:59").when(SIGN).facts()
    at.at("2022-04-20 00:00").when(SIGN).then_refused("not_authorised_to_sign")
    at.at("2022-03-31 23:59").when(SIGN).then_refused("not_authorised_to_sign")
    gone = {unit_ref(PARTY): UNIT.replay([ENROLLED, AUTHORISED, withdrawn(date(2022, 4, 1))])}
    left = agreed(*READY).by(LIAISON).looking(gone)
    left.at("2022-04-02 00:00").when(SIGN).then_refused("not_authorised_to_sign")


def test_the_community_s_signatory_is_its_secretary_or_liaison_on_that_day() -> None:
    def post(post: Post, *later: object) -> Then:
        held = APPOINTED.model_copy(update={"post": post})
        body = BODY.replay([ESTABLISHED, held, *later])
        at = agreed(*READY).by(SECRETARY).at("2022-03-25 10:00")
        return at.looking({body_ref("FC01"): body}).when(SIGN)

    post(Post.SECRETARY).then(COMMUNITY_SIGNED)
    post(Post.LIAISON).then(COMMUNITY_SIGNED)
    post(Post.PART_TIME_DEPUTY_SECRETARY).then_refused("not_authorised_to_sign")
    ended = PostAppointmentEnded(
        appointment=APPOINTED.appointment, on=date(2022, 3, 24), reason=EndReason.TRANSFER
    )
    post(Post.SECRETARY, ended).then_refused("not_authorised_to_sign")
    dissolved = BodyDissolved(on=date(2022, 3, 24), document_no="【合成】8号")
    post(Post.SECRETARY, dissolved).then_refused("not_authorised_to_sign")
    stranger = Actor(role=Role.CS, person=STRANGER_ID, scopes=("community:FC01",))
    signing("2022-03-25", by=stranger).then_refused("not_authorised_to_sign")


def test_only_an_agreed_text_is_signed() -> None:
    at = agreed(DRAFTED, PROPOSED).at("2022-03-25 10:00")
    at.when(SIGN).then_refused("not_negotiated")


def test_an_agreement_is_signed_within_its_year_r14() -> None:
    unit = {unit_ref(PARTY): UNIT.replay([ENROLLED, AUTHORISED.model_copy(
        update={"period": Period(start=date(2021, 1, 1))})])}  # fmt: skip
    at = agreed(*READY, COMMUNITY_SIGNED).by(LIAISON).looking(unit)
    at.at("2021-12-31 23:59").when(SIGN).then_refused("outside_agreement_year")
    at.at("2023-01-01 00:00").when(SIGN).then_refused("outside_agreement_year")
    assert at.at("2022-12-31 23:59").when(SIGN).facts()
    lapsed = AgreementLapsed(on=date(2022, 12, 31))
    over = agreed(*READY, COMMUNITY_SIGNED, lapsed).by(LIAISON).at("2023-01-02 10:00")
    over.when(SIGN).then_refused("agreement_over")
