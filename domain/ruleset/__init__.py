"""The rules of the year-end score as data, and the book of their versions (SYS-16, HANDBOOK 4)."""

from domain.ruleset.book import (
    RULEBOOK,
    AdoptRuleset,
    DraftRuleset,
    Rulebook,
    RulesetAdopted,
    RulesetDrafted,
    RulesetStatus,
    RulesetWithdrawn,
    WithdrawRuleset,
    rulebook_ref,
)
from domain.ruleset.checks import validate_ruleset
from domain.ruleset.counting import Counting, LimitName, SourcedLimit
from domain.ruleset.document import Ruleset, ruleset_2022, ruleset_of
from domain.ruleset.indicators import Problem
from domain.ruleset.lines import SubjectKind
from domain.ruleset.vetoes import BarKind

__all__ = [
    "RULEBOOK",
    "AdoptRuleset",
    "BarKind",
    "Counting",
    "DraftRuleset",
    "LimitName",
    "Problem",
    "Rulebook",
    "Ruleset",
    "RulesetAdopted",
    "RulesetDrafted",
    "RulesetStatus",
    "RulesetWithdrawn",
    "SourcedLimit",
    "SubjectKind",
    "WithdrawRuleset",
    "rulebook_ref",
    "ruleset_2022",
    "ruleset_of",
    "validate_ruleset",
]
