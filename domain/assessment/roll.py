"""Who assesses, and who stands aside (R-37, AM-26, AM-27)."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from domain.assessment.events import AssessorRecused, AssessorRollFixed
from domain.assessment.rules import must_be
from domain.assessment.state import Assessor, Cycle, CycleStatus, RecusalGround
from domain.kernel import Command, Context, Label, Outcome, Reads, require
from domain.person import person_ref
from domain.roles import Role


class ComposeAssessorRoll(
    Command[Cycle], verb="compose-roll", label=Label("编制评议员名册", "Compose assessor roll"),
    who=(Role.EVO,),
):  # fmt: skip
    """The two delegates and one member of the area, and the supervision committees (R-37).

    It may be composed anew until the first ballot is opened.
    """

    assessors: Annotated[tuple[Assessor, ...], Field(min_length=1, max_length=2000)]

    def reads(self, state: Cycle, context: Context) -> Reads:
        for one in self.assessors:
            yield person_ref(one.person)

    def decide(self, state: Cycle, context: Context) -> Outcome:
        must_be(state, CycleStatus.OPENED, CycleStatus.FROZEN, CycleStatus.COMPUTED)
        persons = {one.person for one in self.assessors}
        require(  # 4.4: one ballot per assessor, so one place on the roll
            len(persons) == len(self.assessors),
            "assessor_twice",
            "同一评议员只能列入一个组别，请核对名册。",
            "An assessor stands in one group only; check the roll.",
        )
        require(
            all(context.look(person_ref(person)).exists for person in persons),
            "no_such_person",
            "名册中有未登记的人员，请先登记。",
            "Somebody on the roll is not registered; register the person first.",
        )
        yield AssessorRollFixed(assessors=self.assessors)


class RecuseAssessor(
    Command[Cycle], verb="recuse", label=Label("评议员回避", "Recuse assessor"),
    who=(Role.EVO, Role.ASR),
):  # fmt: skip
    """Takes a subject off an assessor's paper: his own, a relative's, or one that he answers for.

    Posts in a subject's Big Party Committee are found by the system when a ballot is opened.
    """

    assessor: UUID
    subject: UUID
    ground: RecusalGround

    def decide(self, state: Cycle, context: Context) -> Outcome:
        require(
            self.assessor in state.roll,
            "not_on_the_roll",
            "此人不在评议员名册内，请核对。",
            "This person is not on the roll of assessors; check the id.",
        )
        require(
            context.actor.role is not Role.ASR or context.actor.person == self.assessor,
            "not_yourself",
            "评议员只能为本人申请回避。",
            "An assessor recuses nobody but himself.",
        )
        if self.subject not in state.recusals.get(self.assessor, ()):
            yield AssessorRecused(**dict(self))
