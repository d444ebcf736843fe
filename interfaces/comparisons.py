"""Two reckonings of scores as plain data, the same for HTTP and the command line: a dry run of
other rules, or the scores as known at two moments."""

from collections import Counter
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from domain.ruleset import Ruleset
from interfaces.language import in_language
from interfaces.rendering import plain
from projections.comparing import Change, Movement, compared
from projections.scores import Scored, YearScores


def comparison_body(
    ruleset: Ruleset, before: Iterable[Scored], then: YearScores, language: str
) -> dict[str, Any]:
    """before: those that the caller may see."""
    was = {scored.subject: scored for scored in before}
    changes = list(compared(was, {id: found for id, found in by_id(then).items() if id in was}))
    return {
        "compared_with": ruleset.version,
        "summary": _summary(was.values(), changes),
        "changes": [change_body(change, language) for change in changes],
    }


def by_id(scores: YearScores) -> dict[UUID, Scored]:
    return {id: found for of_kind in scores.scored.values() for id, found in of_kind.items()}


def _summary(before: Iterable[Scored], changes: Iterable[Change]) -> dict[str, dict[str, int]]:
    """By kind: how many rise, fall and stay, and how many bars are set and lifted."""
    found: dict[str, Counter[str]] = {}
    for scored in before:
        found.setdefault(scored.sheet.subject_kind.value, Counter())["stay"] += 1
    for change in changes:
        of_kind = found[change.scored.sheet.subject_kind.value]
        if change.movement is not Movement.STAYS:
            of_kind["stay"] -= 1
            of_kind["rise" if change.movement is Movement.RISES else "fall"] += 1
        of_kind["barred"] += sum(bar.barred for bar in change.bars)
        of_kind["freed"] += sum(not bar.barred for bar in change.bars)
    names = ("rise", "fall", "stay", "barred", "freed")
    return {kind: {name: counts[name] for name in names} for kind, counts in found.items()}


def change_body(change: Change, language: str) -> dict[str, Any]:
    sides = change.before, change.after
    return {
        "subject": str(change.scored.subject),
        "name": change.scored.name,
        "kind": change.scored.sheet.subject_kind.value,
        "movement": change.movement.value,
        "total": [plain(side and side.sheet.total) for side in sides],
        "provisional": [plain(side and side.sheet.provisional) for side in sides],
        "bars": [[bar.rule_id for bar in side.barred] if side else [] for side in sides],
        "lines": [
            {
                "line": line.line,
                "points": [plain(points) for points in line.points],
                "sentences": [in_language(sentence, language) for sentence in line.sentences],
            }
            for line in change.lines
        ],
        "sentence": in_language(change.sentence, language),
    }
