"""docs/systems.md: every system of the handbook (2.0), its code, ledgers, addresses and tests."""

from typing import Final

from domain.registry import AGGREGATES
from interfaces.http.commands import PREFIX
from interfaces.menu import PART_LABELS, SYSTEMS, Entry
from projections.questions import QUESTIONS
from tests.rules.citations import ROOT, files
from tests.rules.page import listed, places
from tests.rules.reached import file_of, modules_of

PAGE: Final = ROOT / "docs" / "systems.md"
HEAD: Final = """# Systems

The table of HANDBOOK 2.0 in the four parts of the model (R-02): where each system's code lies, what
shows it, where one acts on it, what tests it. Written by `python -m tests.rules`.
"""
# System → its rules, as the handbook maps them, and its aggregates, by name.
MAP: Final = {
    "SYS-01": ("R-01, R-16…R-19", "grid place patrol"),
    "SYS-02": ("R-04, R-07…R-17", "body person unit"),
    "SYS-03": ("R-08…R-10, R-14", "meeting cadence"),
    "SYS-04": ("R-12, R-14", "agreement"),
    "SYS-05": ("R-18, R-19, R-22, R-23", "case problem"),
    "SYS-06": ("R-22, R-23", "channel box_opening"),
    "SYS-07": ("R-19, R-24", "archive"),
    "SYS-08": ("R-25", "deliberation"),
    "SYS-09": ("R-26, R-27", "facility"),
    "SYS-10": ("R-29…R-32", "unit_registration member_registration"),
    "SYS-11": ("R-30, R-32, R-36", "volunteer"),
    "SYS-12": ("R-36", "order"),
    "SYS-13": ("R-33", "legal_visit"),
    "SYS-14": ("R-34, R-35, R-12", "social_organisation resource_offer demand"),
    "SYS-15": ("R-20, R-21", "community_worker pay_standards"),
    "SYS-16": ("R-37, R-39", "cycle score_book ballot_round ballot ruleset finding inspection"),
    "SYS-17": ("R-38", "honour_programme honour_nomination"),
    "SYS-18": ("R-37, R-38", "notice objection"),
    "SYS-19": ("R-39, R-31, R-32", "export"),
    "SYS-20": ("3.8", "consent subject_request subject impact_assessment breach access vault"),
    "SYS-21": ("all", "calendar codes"),
    "SYS-22": ("all", "audit_query approval process"),
}
OF_NAME: Final = {aggregate.name: aggregate for aggregate in AGGREGATES}


def systems() -> str:
    return "\n".join([HEAD, *map(_system, SYSTEMS)])


def _system(entry: Entry) -> str:
    rules, names = MAP[entry.system]
    owned = [OF_NAME[name] for name in names.split()]
    code = {file_of(kind) for each in owned for kind in (*each.commands, *each.events)}
    code |= {file for ledger in entry.ledgers for file in modules_of(ledger)}
    asked = {question.name for question in QUESTIONS if question.system == entry.system}
    seen = {f"GET /v1/ledgers/{name}" for name in entry.ledgers}
    seen |= {f"GET /v1/questions/{name}" for name in asked}
    acted = {f"GET {PREFIX}/{each.collection}/{{id}}" for each in owned}
    return (
        f"## {entry.system} {entry.title.en} {entry.title.hans}\n\n"
        f"- part: {PART_LABELS[entry.part].en}; rules: {rules}\n"
        f"- code: {places((file, '') for file in sorted(code))}\n"
        f"- seen: {listed(seen)}\n- acted on: {listed(acted)}\n"
        f"- tests: {places((file, '') for file in tests_of(entry.system, code))}\n"
    )


def tests_of(system: str, code: set[str]) -> list[str]:
    """Those of its packages of the domain, and those that name it."""
    packages = {
        f"tests/{file.rpartition('/')[0]}/"
        for file in code
        if file.startswith("domain/") and file.count("/") > 1
    }
    found = []
    for path in files("tests"):
        name = str(path.relative_to(ROOT))
        own = any(name.startswith(package) for package in packages)
        if path.name.startswith("test_") and (own or system in path.read_text()):
            found.append(name)
    return found
