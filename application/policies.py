"""Policies and timers: what follows from events and from the clock, issued by the role SYS.

Each command bears an idempotency key made of the policy, the position that caused it and where it
goes (or of the timer and its hour): a crash, a replay or a second process repeats nothing.
"""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, Final, Protocol
from uuid import UUID

from application.handler import BATCH_MAX, Handler, Instruction, NotFound
from application.log import EventLog
from application.recorded import Clock, KeyReused, LogUnavailable, LostRace, Receipt, Recorded
from domain.kernel import SYSTEM, Command, Refused
from domain.policies import POLICIES, Issue, Trigger
from domain.process import RecordPolicyRefusal
from domain.registry import NAMES

FOLLOWER: Final = "policies"
BATCH: Final = 500


class PolicyRunner:
    """Follows the log with its own bookmark."""

    def __init__(self, log: EventLog, handler: Handler) -> None:
        self._log, self._handler = log, handler
        self._by_event: dict[str, list[Any]] = {}
        for policy in POLICIES:
            self._by_event.setdefault(policy.on.name, []).append(policy)

    def run(self) -> int:
        """Issues all that follows from events beyond the bookmark, also from its own.

        Returns the position reached. LogUnavailable and LostRace: run it again.
        """
        position = self._log.bookmark(FOLLOWER)
        while batch := self._log.read(position, BATCH):
            for recorded in batch:
                for policy in self._by_event.get(recorded.name, ()):
                    self._follow(policy, recorded)
            position = batch[-1].position
            self._log.move_bookmark(FOLLOWER, position)
        return position

    def _follow(self, policy: Any, recorded: Recorded) -> None:
        trigger = Trigger(recorded.stream, recorded.event, recorded.position, recorded.occurred_at)
        issued: Counter[tuple[str, UUID | None]] = Counter()
        for issue in policy.then(trigger, self._handler.look):
            # A run that broke off may have changed what comes before it: its number tells nothing.
            name, stream = NAMES[type(issue.command)], issue.stream
            which = issue.part or f"{name}:{stream}:{issued[name, stream]}"
            issued[name, stream] += 1
            key = f"policy:{policy.name}:{recorded.position}:{which}"
            with suppress(KeyReused):  # an earlier run came to something else: that stands
                self._issue(policy.name, recorded, issue, key)

    def _issue(self, policy: str, recorded: Recorded, issue: Issue, key: str) -> None:
        try:
            self._handler.handle(_instruction(issue, key, recorded))
        except (Refused, NotFound) as refusal:
            note = RecordPolicyRefusal(
                policy=policy,
                position=recorded.position,
                command=NAMES[type(issue.command)],
                code=refusal.code if isinstance(refusal, Refused) else "no_such_record",
            )
            # Under the same key: what was refused is not done by a later run either.
            self._handler.handle(Instruction(note, SYSTEM, key=key, causation=recorded.position))


def _instruction(issue: Issue, key: str, recorded: Recorded) -> Instruction:
    return Instruction(
        issue.command,
        SYSTEM,
        issue.stream,
        key,
        causation=recorded.position,
        correlation=recorded.correlation,
    )


@dataclass(frozen=True, slots=True)
class Due:
    """A command that the clock makes due. key: the same for the same occasion, always."""

    key: str
    command: Command[Any]
    stream: UUID | None
    at: datetime


class Duties(Protocol):
    """What is due, read from the read side; it may lag, for the commands check the log anew."""

    def __call__(self, now: datetime) -> Iterable[Due]: ...


class Timers:
    """Issues what the clock has made due: deadlines, quarter ends, 31 December."""

    def __init__(self, handler: Handler, duties: Duties, clock: Clock) -> None:
        self._handler, self._duties, self._clock = handler, duties, clock
        self._left: dict[str, Due] = {}  # by key: told by the duties, not known to be issued

    def run(self) -> int:
        """How many commands were issued. One that is refused has lost its occasion: passed by.

        The duties tell some occasions once only: what a run breaks off at, the next one issues,
        after all others.
        """
        issued = 0
        self._left |= {due.key: due for due in self._duties(self._clock())}
        while self._left:
            batch = [self._left.pop(key) for key in tuple(islice(self._left, BATCH_MAX))]
            try:
                issued += self._issue(batch)
            except Exception:
                self._left |= {due.key: due for due in batch}
                raise
        return issued

    def _issue(self, batch: list[Due]) -> int:
        outcomes = self._handler.handle_many([_timed(each) for each in batch])
        for outcome in outcomes:
            if isinstance(outcome, (LogUnavailable, LostRace)):
                raise outcome
        return sum(isinstance(outcome, Receipt) for outcome in outcomes)


def _timed(due: Due) -> Instruction:
    return Instruction(due.command, SYSTEM, due.stream, due.key)
