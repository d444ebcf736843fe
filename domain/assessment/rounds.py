"""Ballot rounds and the ballots cast in them, as wholes."""

from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from domain.assessment import casting, opening
from domain.assessment.ballots import (
    ROUND_READERS,
    VOTE_READERS,
    Ballot,
    BallotCast,
    BallotClosed,
    BallotOpened,
    BallotReturned,
    BallotVoided,
    Round,
)
from domain.kernel import Aggregate, Concern, Label, Ref, derived_id
from domain.ruleset import SubjectKind

COUNTY: Final = "county"


def _round_id(year: int, kind: SubjectKind, area: str | None, number: int) -> UUID:
    return derived_id("ballot-round", year, kind, area or COUNTY, number)


def digest_of(slip: str) -> str:
    """What the round knows of a slip's code."""
    return sha256(slip.encode()).hexdigest()


def _of_a_round(state: Round, command: Any) -> Concern:
    """An assessor returns his own paper; the rest is the evaluation office's."""
    assessor = getattr(command, "assessor", None)
    persons = frozenset({assessor} if assessor else ())
    return Concern(community=state.area, persons=persons, offices=ROUND_READERS)


BALLOT_ROUND: Final = Aggregate(
    name="ballot_round",
    collection="ballot-rounds",
    label=Label("测评", "Ballot round"),
    initial=Round(),
    commands=(
        opening.OpenBallot,
        casting.ReturnBallot,
        casting.CloseBallot,
        casting.VoidBallot,
    ),
    events=(BallotOpened, BallotReturned, BallotClosed, BallotVoided),
    identify=lambda command: _round_id(command.year, command.kind, command.area, command.number),
    concerns=_of_a_round,
)

BALLOT: Final = Aggregate(
    name="ballot",
    collection="ballots",
    label=Label("测评票", "Ballot"),
    initial=Ballot(),
    commands=(casting.CastBallot,),
    events=(BallotCast,),
    identify=lambda command: ballot_of(command.round, digest_of(command.slip)).id,
    # The slip entitles, not the person.
    concerns=lambda state, command: Concern(anybody=True, offices=VOTE_READERS),
)


def round_ref(year: int, kind: SubjectKind, area: str | None, number: int = 1) -> Ref[Round]:
    return BALLOT_ROUND.ref(_round_id(year, kind, area, number))


def ballot_of(round: UUID, slip: str) -> Ref[Ballot]:
    """slip: the digest of its code."""
    return BALLOT.ref(derived_id("ballot", round, slip))
