"""L-BALLOT 测评台账: counts and means of groups, and never who voted what (SYS-16, 4.4)."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from domain.kernel import Label
from domain.ruleset import SubjectKind
from domain.ruleset.ballots import GroupMean
from projections.asking import Asked, Computed
from projections.ledgers.assessment import BALLOTS
from projections.metrics.ballots import group_means
from projections.models import Row

OF_UNITS: Final = (SubjectKind.UNIT, SubjectKind.SOCIAL_ORG, SubjectKind.MERCHANT)
NO_VOTE: Final = GroupMean(0, None)


class BallotRow(Row, frozen=True, array_like=True, gc=False):
    """One group and subject. issued, returned: papers of the group. mean: exact, 0 to 100; None:
    fewer valid votes than count, or the round is void."""

    round: UUID
    year: int
    kind: str
    number: int
    community: str | None
    state: str
    subject: UUID
    unit: UUID | None
    group: str
    issued: int
    returned: int
    valid: int
    mean: str | None


def ballots(asked: Asked) -> Iterator[BallotRow]:
    """Rounds that were counted, void ones too."""
    ruleset = asked.ruleset
    for row in asked.snapshot.all(BALLOTS, year=asked.year):
        for subject, means in group_means(row, ruleset).items():
            for group, issued, returned in row.groups:
                found = means.get(group, NO_VOTE)
                mean = None if row.void or found.mean is None else str(found.mean)
                yield BallotRow(
                    row.round,
                    row.year,
                    row.kind,
                    row.number,
                    row.community,
                    row.state,
                    subject,
                    subject if row.kind in OF_UNITS else None,
                    group,
                    issued,
                    returned,
                    found.valid,
                    mean,
                )


L_BALLOT: Final = Computed(
    "L-BALLOT",
    Label("测评台账", "Ballots by group", "測評台賬"),
    BallotRow,
    ballots,
    dated=False,
    key=("round", "subject", "group"),
    of={BALLOTS: ("round",)},
)
