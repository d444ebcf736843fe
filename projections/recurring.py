"""Which cases look like a problem that comes back (P-14); the command looks at the log anew."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from application.policies import Due
from domain.deliberation import DetectRecurringProblem
from domain.deliberation.recurring import CASES_AT_LEAST, WITHIN
from domain.kernel import end_of_day
from projections.ledgers.cases import L_CASE, CaseRow
from projections.ledgers.deliberation import L_PROBLEM
from projections.reading import Snapshot

NO_MATTER: Final = frozenset({"NOT_ACCEPTED", "MERGED", "WITHDRAWN"})


def recurring_problems(snapshot: Snapshot, since: date, until: date) -> Iterator[Due]:
    """Those that have become three or more by the end of `until`, none told before."""
    counted = {case for problem in snapshot.all(L_PROBLEM) for case in problem.cases}
    alike: dict[tuple[str, str], list[CaseRow]] = defaultdict(list)
    for row in snapshot.all(L_CASE):
        if row.place is None or row.category is None or row.left_as in NO_MATTER:
            continue
        if row.case not in counted and since - 2 * WITHIN <= row.reported_on <= until:
            alike[row.place, row.category].append(row)
    for (place, category), rows in alike.items():
        for found in _together(sorted(rows, key=lambda row: row.reported_at)):
            cases = tuple(row.case for row in found)
            command = DetectRecurringProblem.model_validate(
                {"place": place, "category": category, "cases": cases}
            )
            key = f"timer:recurring:{':'.join(map(str, cases))}"
            yield Due(key, command, None, end_of_day(until))


def _together(rows: list[CaseRow]) -> Iterator[list[CaseRow]]:
    """Runs of three or more within 30 days, each as long as it goes, none in two."""
    while rows:
        run = [row for row in rows if row.reported_at - rows[0].reported_at <= WITHIN]
        if len(run) >= CASES_AT_LEAST:
            yield run
        rows = rows[len(run) if len(run) >= CASES_AT_LEAST else 1 :]
