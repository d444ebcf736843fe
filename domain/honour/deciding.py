"""What the leading group decides once the days of publicity have passed (SYS-17, SYS-18)."""

from domain.honour.events import HonourApproved, HonourRefused
from domain.honour.nominating import must_be_nominated
from domain.honour.state import Nomination, NominationState
from domain.kernel import Command, Context, Label, Outcome, PrivateText, Reads, require
from domain.notice import notice_ref
from domain.roles import Role
from domain.vocabulary import DocumentNo


class ApproveHonour(
    Command[Nomination], verb="approve", label=Label("审定荣誉", "Approve honour"), who=(Role.LG,)
):
    """Approves a publicised nomination: its days are over, and no objection to it is open."""

    minutes_no: DocumentNo

    def reads(self, state: Nomination, context: Context) -> Reads:
        if state.notice is not None:
            yield notice_ref(state.notice)

    def decide(self, state: Nomination, context: Context) -> Outcome:
        if state.state is NominationState.APPROVED:
            return
        _must_be_publicised(state)
        assert state.notice is not None and state.subject is not None  # noqa: S101, PT018
        notice = context.look(notice_ref(state.notice))
        require(  # SYS-17: five working days
            notice.over_on(context.today),
            "publicity_running",
            f"公示期至{notice.ends_on}24时止，期满后再审定。",
            f"The publicity period runs to the end of {notice.ends_on}; approve after that.",
        )
        require(  # SYS-17
            not notice.disputed(state.subject),
            "objection_open",
            "对该对象的异议尚未处理完毕，请先作出决定。",
            "An objection about this subject is still open; decide on it first.",
        )
        yield HonourApproved(minutes_no=self.minutes_no)


class RefuseHonour(
    Command[Nomination], verb="refuse", label=Label("不予审定", "Refuse honour"), who=(Role.LG,)
):
    """Does not approve a publicised nomination; the reason stays on record."""

    minutes_no: DocumentNo
    reason: PrivateText

    def decide(self, state: Nomination, context: Context) -> Outcome:
        _must_be_publicised(state)
        yield HonourRefused(person=state.person, minutes_no=self.minutes_no, reason=self.reason)


def _must_be_publicised(state: Nomination) -> None:
    must_be_nominated(state)
    require(
        state.state is NominationState.PUBLICISED,
        "not_publicised",
        "该提名不在公示中，须先列入名单并公示。",
        "This nomination is not publicised; it is shortlisted and publicised first.",
    )
