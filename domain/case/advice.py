"""Legal advice given in a case by one of the three officers or the adviser (SYS-13, R-33)."""

from uuid import UUID

from domain.body import LEGAL_POSTS
from domain.case.facts import SealedFact, whose
from domain.case.state import OPEN, Case, must_be
from domain.community import community_ref
from domain.kernel import (
    Command,
    Context,
    Label,
    Outcome,
    PrivateText,
    Reads,
    SealedText,
    require,
)
from domain.roles import Role


class LegalAdviceGiven(SealedFact, name="case.legal_advice_given"):
    """adviser: who gave it."""

    adviser: UUID
    advice: SealedText

    def apply(self, state: Case) -> Case:
        return state


class GiveAdvice(
    Command[Case],
    verb="give-advice",
    label=Label("提供法律意见", "Give legal advice"),
    who=(Role.LEG,),
):
    """Whoever issues it gives it, in his own name: a confidential opinion on an open case."""

    advice: PrivateText

    def reads(self, state: Case, context: Context) -> Reads:
        yield community_ref(state.community)

    def decide(self, state: Case, context: Context) -> Outcome:
        must_be(state, *OPEN)
        adviser, community = context.actor.person, context.look(community_ref(state.community))
        require(  # SYS-13: the person is appointed to the community
            community.holds(adviser, LEGAL_POSTS, context.on),
            "not_appointed",
            "您当日未派驻本社区担任三官一顾问，请先办理任命。",
            "You are not appointed to this community as officer or adviser; be appointed first.",
        )
        assert adviser is not None  # noqa: S101 - who holds a post is somebody
        yield LegalAdviceGiven(adviser=adviser, advice=self.advice, **whose(state, context))
