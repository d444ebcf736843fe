"""What becomes of a resolution: its tasks done, its result judged by residents (R-40)."""

from dataclasses import replace
from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.body import BodyType, Post, body_ref
from domain.dates import require_happened
from domain.deliberation.events import ItemEvaluated, ResolutionTaskCompleted
from domain.deliberation.state import DeliberationItem, Task, must_be, must_follow
from domain.deliberation.terms import ItemState, ParticipantType, Verdict
from domain.kernel import Actor, Command, Context, Label, Outcome, PrivateText, Reads, require
from domain.person import person_ref
from domain.roles import Role
from domain.vocabulary import Digest

DOERS: Final = (
    Role.CS, Role.CW, Role.GH, Role.GW, Role.DEPT, Role.TOWN, Role.UNIT, Role.ORG, Role.MER,
)  # fmt: skip
OF_THE_COMMUNITY: Final = (Role.CS, Role.CW, Role.GH, Role.GW)


class CompleteTask(
    Command[DeliberationItem], verb="complete-task", label=Label("完成任务", "Complete task"),
    who=DOERS,
):  # fmt: skip
    """The responsible body shows that a task is done. took_part: the types that helped to do it."""

    task: UUID
    on: date
    took_part: Annotated[tuple[ParticipantType, ...], Field(min_length=1, max_length=9)]
    evidence: Annotated[tuple[Digest, ...], Field(max_length=20)]

    def decide(self, state: DeliberationItem, context: Context) -> Outcome:
        found = state.task(self.task)
        require(
            found is not None,
            "no_such_task",
            "决议中无此任务，请核对编号。",
            "There is no such task in the resolution; check its id.",
        )
        assert found is not None  # noqa: S101 - for the type checker
        require(  # SYS-08: a task is its responsible body's
            _acts_for(context.actor, found, state.community),
            "not_the_responsible_body",
            f"此任务由{found.body}负责，请由责任机构办理。",
            f"This task is laid on {found.body}; ask them to do it.",
        )
        if found.done_on is not None:
            return
        must_be(state, ItemState.EXECUTING)
        require_happened(self.on, context)
        must_follow(state, self.on)
        require(
            bool(self.evidence),
            "evidence_missing",
            "完成任务须附佐证材料，请至少上传一件。",
            "A completed task comes with evidence; attach at least one file.",
        )
        others = (task for task in state.tasks if task is not found)
        yield ResolutionTaskCompleted(
            body=found.body,
            late=self.on > found.due_on,
            completes=all(task.done_on for task in others),
            **dict(self),
        )


def _acts_for(actor: Actor, task: Task, community: str) -> bool:
    """Whether he acts for the body; a community acts through its own people."""
    if actor.body == task.body:
        return True
    own = actor.body is None or actor.body.startswith(community)
    return task.body == community and actor.role in OF_THE_COMMUNITY and own


class EvaluateItem(
    Command[DeliberationItem], verb="evaluate", label=Label("评议", "Evaluate item"),
    who=(Role.RES, Role.ASR),
):  # fmt: skip
    """Judges the result: a resident of the community, or a member of its supervision committee.

    Each judges once.
    """

    verdict: Verdict
    opinion: PrivateText | None = None

    def reads(self, state: DeliberationItem, context: Context) -> Reads:
        actor = context.actor
        if actor.person is not None:
            yield person_ref(actor.person)
        if actor.body is not None:
            yield body_ref(actor.body)

    def decide(self, state: DeliberationItem, context: Context) -> Outcome:
        must_be(state, ItemState.COMPLETED, ItemState.EVALUATED)
        done = max((task.done_on for task in state.tasks if task.done_on), default=state.last_on)
        must_follow(replace(state, last_on=done), context.on)  # its result is there to be judged
        actor = context.actor
        for_type = _judges_for(state, context)
        require(  # SYS-08: residents' representatives, supervision committee
            actor.person is not None and for_type is not None,
            "not_an_evaluator",
            "评议须由本社区居民代表或居务监督委员会成员实名办理。",
            "Residents of the community and members of its supervision committee evaluate, each "
            "by name.",
        )
        require(
            actor.person not in state.evaluated_by,
            "evaluated_already",
            "您已评议过此议题，每人评议一次。",
            "You have evaluated this item; each does it once.",
        )
        yield ItemEvaluated(evaluator=actor.person, for_type=for_type, on=context.on, **dict(self))


def _judges_for(state: DeliberationItem, context: Context) -> ParticipantType | None:
    actor = context.actor
    if actor.person is None:
        return None
    if actor.role is Role.RES:
        lives_in = context.look(person_ref(actor.person)).residence_community
        return ParticipantType.RESIDENT if lives_in == state.community else None
    committee = None if actor.body is None else context.look(body_ref(actor.body))
    if (
        committee is not None
        and committee.type is BodyType.SUPERVISION_COMMITTEE
        and committee.community == state.community
        and committee.holds(actor.person, list(Post), context.on)
    ):
        return ParticipantType.SUPERVISION_COMMITTEE
    return None
