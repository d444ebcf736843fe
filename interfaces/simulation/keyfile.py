"""The key to the planted defects: what was planted where, for whoever tests an audit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

# Name → what HANDBOOK 5.5 asks for, and how it got past the rules.
DEFECTS: Final = {
    "duplicate_reports": "12 reports of one hazard, each handled as a case of its own",
    "overlapping_services": "3 services of one person overlap: she has two person records",
    "self_confirmed": "5 services submitted and confirmed by the same desk account without a name",
    "confirmed_after_freeze": "2 services confirmed after 10 January, 24:00",
    "december_roll": "a roll of 28 December leaves out 6 members, of whom none had registered",
    "recategorised_late": "4 cases recategorised after their due time had passed",
    "headless_grid": "a grid without head for 41 days",
    "backdated_paper": "an agreement whose paper bears a date before its signature",
    "branch_made_orders": "3 orders placed, served and completed by one branch on 31 December",
    "registered_twice": "one person registered in two communities on one day, under two records",
    "dual_meeting_declared_late": "a meeting whose minutes claim a second cadence, undeclared",
    "closed_without_feedback": "cases closed without feedback, as their former system left them",
    "assessor_without_recusal": "an assessor votes on his own unit and has not stood aside",
    "ballots_returned_over_issued": "2 papers more returned than issued in a group: round void",
    "archive_reads_without_purpose": "7 reads of paper archives, found by an audit and reported",
}


@dataclass(slots=True)
class Key:
    """planted: by defect, the streams that show it. skipped: what the profile has no room for."""

    planted: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)

    def note(self, defect: str, stream: UUID, **about: object) -> None:
        entry = {"stream": str(stream), **{name: str(value) for name, value in about.items()}}
        self.planted.setdefault(defect, []).append(entry)

    def skip(self, defect: str, why: str) -> None:
        self.skipped[defect] = why

    def written(self, about: Mapping[str, object]) -> dict[str, Any]:
        """The whole file."""
        return {
            **about,
            "planted": {
                name: {"what": DEFECTS[name], "where": self.planted[name]}
                for name in DEFECTS
                if name in self.planted
            },
            "skipped": self.skipped,
        }
