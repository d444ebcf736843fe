"""Legal advice in a case: SYS-13, R-33."""

from datetime import date
from uuid import UUID

from domain.body import BODY, Basis, Post, PostAppointed, body_ref
from domain.case import GiveAdvice, LegalAdviceGiven
from domain.kernel import Actor, Period
from domain.roles import Role
from tests.domain.case.world import CALLER, CLERK, OPEN, WORLD, case, hers

NOW = "2022-02-08 10:00"
ADVISER = Actor(role=Role.LEG, person=CALLER)
GIVE = GiveAdvice(advice="可申请人民调解或诉讼。")
GIVEN = LegalAdviceGiven(**hers(NOW), adviser=CALLER, advice=GIVE.advice)


def appointed(post: Post, until: date | None = None) -> dict[object, object]:
    fact = PostAppointed(
        appointment=UUID(int=9), person=CALLER, post=post, basis=Basis.SENT_BY_EMPLOYER,
        period=Period(start=date(2022, 1, 4), end=until), document_no="【合成】2号",
    )  # fmt: skip
    ref = body_ref("FC01")
    return {ref: BODY.replay([fact], WORLD[ref])}


def test_an_officer_of_the_community_advises_in_an_open_case_sys13() -> None:
    for post in (Post.LEGAL_ADVISER, Post.JUDGE):
        case(*OPEN).by(ADVISER).looking(appointed(post)).when(GIVE).then(GIVEN)


def test_who_is_not_appointed_to_the_community_gives_no_advice_sys13() -> None:
    for there in (appointed(Post.MEMBER), appointed(Post.JUDGE, date(2022, 2, 7)), {}):
        case(*OPEN).by(ADVISER).looking(there).when(GIVE).then_refused("not_appointed")
    other = Actor(role=Role.LEG, person=CLERK)
    judged = case(*OPEN).by(other).looking(appointed(Post.JUDGE))
    judged.when(GIVE).then_refused("not_appointed")


def test_no_advice_is_given_in_a_case_that_is_none() -> None:
    case().by(ADVISER).when(GIVE).then_refused("no_such_case")
