"""Agreements and what was promised in them, patrols, inspections, findings."""

from collections import defaultdict
from datetime import date
from typing import Any

from tests.independent.diary import Diary, day

VERDICTS = {
    "commitment_verified": "VERIFIED", "commitment_report_rejected": "REJECTED",
    "commitment_waived": "WAIVED", "commitment_failed": "FAILED",
    "commitment_started": "IN_PROGRESS", "commitment_reported_done": "REPORTED_DONE",
}  # fmt: skip


def agreements(diary: Diary, year: int) -> dict[str, dict[str, Any]]:
    """Those of the year, by id, with their commitments."""
    found: dict[str, dict[str, Any]] = {}
    for entry in diary:
        told, verb = entry.told, entry.name.partition("agreement.")[2]
        if verb in ("drafted", "renewal_drafted") and told["year"] == year:
            found[entry.stream] = {
                "community": told["community"], "party": told["party"], "effective": None,
                "commitments": {},
            }  # fmt: skip
        if not verb or entry.stream not in found:
            continue
        promised = found[entry.stream]["commitments"]
        if verb == "took_effect":
            found[entry.stream]["effective"] = day(told["effective_on"])
        elif verb in ("commitment_proposed", "commitment_revised"):
            terms = told["terms"]
            state = promised.get(told["commitment"], {}).get("state", "PLEDGED")
            promised[told["commitment"]] = {
                "weight": terms["weight"], "due": day(terms["due_on"]), "state": state,
            }  # fmt: skip
        elif verb == "commitment_dropped":
            del promised[told["commitment"]]
        elif verb in VERDICTS:
            promised[told["commitment"]]["state"] = VERDICTS[verb]
    return found


def of_party(every: dict[str, dict[str, Any]], party: str, host: str) -> dict[str, Any] | None:
    """Its agreement in effect: with its host community, else the earliest."""
    mine = [a for a in every.values() if a["party"] == party and a["effective"] is not None]
    mine.sort(key=lambda a: (a["community"] != host, a["effective"]))
    return mine[0] if mine else None


def owed(agreement: dict[str, Any] | None, year: int) -> list[dict[str, Any]]:
    """EX-09: what fell due after it took effect and within the year, and was not waived."""
    if agreement is None:
        return []
    return [
        each
        for each in agreement["commitments"].values()
        if agreement["effective"] <= each["due"] <= date(year, 12, 31) and each["state"] != "WAIVED"
    ]


def patrols(diary: Diary, year: int, gone: dict[str, str]) -> dict[str, list[int]]:
    """G1 by grid: done of those planned, planned; each month by itself.

    gone: the first day on which a grid was no more; the month that it lies in is not judged.
    """
    planned: dict[tuple[str, str], int] = {}
    walked: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in diary:
        told = entry.told
        if entry.name == "patrol.planned":
            planned[told["grid"], told["month"]] = told["planned"]
        elif entry.name == "patrol.recorded":
            walked[told["grid"], told["month"]].add(told["entry"])
        elif entry.name == "patrol.voided":
            for entries in walked.values():
                entries.discard(told["entry"])
    found: dict[str, list[int]] = {}
    for (grid, month), many in planned.items():
        if month.startswith(str(year)) and month < gone[grid][:7]:
            counts = found.setdefault(grid, [0, 0])
            counts[0] += min(many, len(walked[grid, month]))
            counts[1] += many
    return found


def checks(diary: Diary, year: int) -> dict[tuple[str, str], list[int]]:
    """B2 and B5 by shop and kind: passed, done."""
    stands: dict[str, dict[str, Any]] = {}
    for entry in diary:
        if entry.name == "inspection.recorded":
            stands[entry.stream] = entry.told
        elif entry.name == "inspection.voided":
            stands.pop(entry.stream, None)
    found: dict[tuple[str, str], list[int]] = {}
    for told in stands.values():
        if told["on"].startswith(str(year)):
            counts = found.setdefault((told["merchant"], told["kind"]), [0, 0])
            counts[0] += told["passed"]
            counts[1] += 1
    return found


def findings(diary: Diary, year: int) -> dict[tuple[str, str, str], int]:
    """How many of each kind stand, by kind of subject, subject and kind of finding."""
    stands: dict[str, dict[str, Any]] = {}
    for entry in diary:
        if entry.name == "finding.recorded":
            stands[entry.stream] = entry.told
        elif entry.name == "finding.revoked":
            stands.pop(entry.stream, None)
    found: dict[tuple[str, str, str], int] = defaultdict(int)
    for told in stands.values():
        if told["on"].startswith(str(year)):
            found[told["subject_kind"], told["subject"], told["kind"]] += 1
    return found


def stood_for(diary: Diary) -> dict[str, list[tuple[date, str | None]]]:
    """By body: for which unit it acts, from which day on."""
    codes: dict[str, str] = {}
    found: dict[str, list[tuple[date, str | None]]] = defaultdict(list)
    for entry in diary:
        if entry.name == "body.established":
            codes[entry.stream] = entry.told["code"]
        elif entry.name == "body.unit_linked":
            since = day(entry.told["on"])
            assert since is not None
            code = codes[entry.stream]
            found[code] = [known for known in found[code] if known[0] < since]
            found[code].append((since, entry.told["unit"]))
    return found
