"""Due times that a corrected calendar makes others: SYS-21."""

from collections.abc import Iterator
from typing import Final

from application.policies import Due
from domain.case import RecomputeDeadline
from domain.order import RecomputeOrderDeadline
from projections.ledgers.deadlines import CASE, L_DEADLINE, RECOMPUTED
from projections.ledgers.refdata import L_REFDATA
from projections.reading import Snapshot

FIRST: Final = 1  # as published


class Corrections:
    """Has every time limit that still runs reckoned anew, once for each correction.

    The commands look at the log, and change nothing where the new calendar gives the same day.
    """

    def __init__(self) -> None:
        self._seen_to: set[tuple[int, int]] = set()  # year, version

    def __call__(self, snapshot: Snapshot) -> Iterator[Due]:
        calendars = snapshot.all(L_REFDATA, kind="CALENDAR", state="IN_FORCE")
        versions = {int(row.list): int(row.code) for row in calendars}
        corrected = {
            (year, version) for year, version in versions.items() if version > FIRST
        } - self._seen_to
        if not corrected:
            return
        for row in snapshot.all(L_DEADLINE, running=True):
            stale = [(y, versions.get(y, v)) for y, v in row.calendar if v < versions.get(y, v)]
            due_at = row.due_at if row.what in RECOMPUTED else None
            if due_at is not None and not corrected.isdisjoint(stale):
                command = RecomputeDeadline() if row.what == CASE else RecomputeOrderDeadline()
                key = f"timer:recompute:{row.record}:{row.what}:{sorted(stale)}"
                yield Due(key, command, row.record, due_at)
        self._seen_to |= corrected
