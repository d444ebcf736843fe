"""What a policy could not do 流程异常: a refusal nobody is there to read must not vanish."""

from dataclasses import dataclass, replace
from typing import Final

from domain.kernel import Aggregate, Command, Concern, Context, Event, Label, Outcome, derived_id
from domain.roles import Role


@dataclass(frozen=True, slots=True)
class Process:
    refusals: int = 0


class PolicyRefused(Event[Process], name="process.policy_refused"):
    """A command that followed from an event was refused. position: of that event."""

    policy: str
    position: int
    command: str
    code: str

    def apply(self, state: Process) -> Process:
        return replace(state, refusals=state.refusals + 1)


class RecordPolicyRefusal(
    Command[Process], verb="record-refusal", label=Label("记录流程异常", "Record a refusal"),
    who=(Role.SYS,), opens=True,
):  # fmt: skip
    """Puts on record that a policy's command was refused, for somebody to look into."""

    policy: str
    position: int
    command: str
    code: str

    def decide(self, state: Process, context: Context) -> Outcome:
        yield PolicyRefused(**dict(self))


PROCESS: Final = Aggregate(
    name="process",
    collection="processes",
    label=Label("流程", "Process"),
    initial=Process(),
    commands=(RecordPolicyRefusal,),
    events=(PolicyRefused,),
    identify=lambda command: derived_id("process", command.policy),
    concerns=lambda state, command: Concern(),
)
