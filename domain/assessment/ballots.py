"""What a ballot round is and what happened in it; never who voted what (SYS-16, 4.4).

A round knows who was issued a paper and who has returned one. The votes lie in streams of their
own, one a slip, whose code the office hands out unnamed: see docs/adr/0014.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.assessment.state import Group
from domain.kernel import Event, SealedText, Value
from domain.roles import Role
from domain.ruleset import SubjectKind
from domain.vocabulary import CommunityCode, Digest

Option = Annotated[str, Field(pattern=r"^[A-Z]{1,10}$")]
# 4.4: where few vote, who was issued a paper and how their group voted tell of single votes, most
# of all those who are voted on. Whoever holds the round reads it; a vote by itself, the auditor.
ROUND_READERS: Final = frozenset({Role.EVO, Role.LG, Role.AUD})
VOTE_READERS: Final = frozenset({Role.AUD})


class RoundStatus(StrEnum):
    OPEN = "OPEN"
    CLOSED = "CLOSED"
    VOIDED = "VOIDED"


class VoidGround(StrEnum):
    MORE_RETURNED_THAN_ISSUED = "MORE_RETURNED_THAN_ISSUED"
    TOO_FEW_RETURNED = "TOO_FEW_RETURNED"
    BY_DECISION = "BY_DECISION"  # of the evaluation office, with a reason


class Paper(Value):
    """A slip as it was handed out. slip: SHA-256 of its code. without: subjects not on it."""

    slip: Digest
    group: Group
    without: tuple[UUID, ...] = ()


class Vote(Value):
    """option: one of the ruleset's, or ABSTAIN."""

    subject: UUID
    option: Option


class GroupCount(Value):
    group: Group
    issued: Annotated[int, Field(ge=0)] = 0
    returned: Annotated[int, Field(ge=0)]


class Tally(Value):
    """What one group said of one subject: how many votes each option had, abstentions left out."""

    group: Group
    subject: UUID
    votes: dict[Option, int]


@dataclass(frozen=True, slots=True)
class Round:
    """area: the community whose subjects and assessors it is; None: the county's.

    issued: who was handed a paper. papers: by the digest of their slip's code.
    """

    year: int = 0
    kind: SubjectKind | None = None
    area: str | None = None
    number: int = 0
    status: RoundStatus | None = None
    ruleset: str = ""
    subjects: frozenset[UUID] = frozenset()
    issued: Mapping[UUID, Group] = field(default_factory=dict)
    papers: Mapping[str, Paper] = field(default_factory=dict)
    returned: frozenset[UUID] = frozenset()


class RoundEvent(Event[Round]):
    pass


class Issued(Value):
    person: UUID
    group: Group


class BallotOpened(RoundEvent, name="ballot_round.opened"):
    year: int
    kind: SubjectKind
    area: CommunityCode | None = None
    number: int
    ruleset: str
    subjects: tuple[UUID, ...]
    issued: tuple[Issued, ...]
    papers: tuple[Paper, ...]

    def apply(self, state: Round) -> Round:
        return replace(
            state,
            year=self.year,
            kind=self.kind,
            area=self.area,
            number=self.number,
            status=RoundStatus.OPEN,
            ruleset=self.ruleset,
            subjects=frozenset(self.subjects),
            issued={one.person: one.group for one in self.issued},
            papers={paper.slip: paper for paper in self.papers},
        )


class BallotReturned(RoundEvent, name="ballot_round.returned"):
    """The assessor has handed in a paper; nothing tells which."""

    assessor: UUID

    def apply(self, state: Round) -> Round:
        return replace(state, returned=state.returned | {self.assessor})


class BallotClosed(RoundEvent, name="ballot_round.closed"):
    """The count. returned: papers in the box, by group."""

    groups: tuple[GroupCount, ...]
    tallies: tuple[Tally, ...]

    def apply(self, state: Round) -> Round:
        return replace(state, status=RoundStatus.CLOSED)


class BallotVoided(RoundEvent, name="ballot_round.voided"):
    ground: VoidGround
    reason: SealedText | None = None

    def apply(self, state: Round) -> Round:
        return replace(state, status=RoundStatus.VOIDED)


@dataclass(frozen=True, slots=True)
class Ballot:
    """One slip's votes. round: None until it is cast."""

    round: UUID | None = None
    group: Group | None = None
    votes: tuple[Vote, ...] = ()


class BallotCast(Event[Ballot], name="ballot.cast"):
    """Group and options, no name: the envelope says no more than that it was an assessor."""

    round: UUID
    group: Group
    votes: tuple[Vote, ...]

    def apply(self, state: Ballot) -> Ballot:
        return replace(state, round=self.round, group=self.group, votes=self.votes)
