"""A score sheet with its explanation: line by line arithmetic, inputs, rule and evidence."""

from uuid import UUID

from application.authority import must_cover
from domain.kernel import Label
from domain.ruleset import RulesetAdopted, SubjectKind, rulebook_ref
from interfaces.http.scores import concern
from interfaces.language import in_language
from interfaces.papers.drafts import Asking, Draft, Kind
from interfaces.rendering import sheet_body
from interfaces.scores import find, scores_of
from projections.reading import Snapshot
from projections.scores import Scored


def score_sheet(asking: Asking, snapshot: Snapshot, year: int, subject: UUID) -> Draft:
    """As `gongzhi explain` tells it, with the rule of each line as it was adopted.

    NotFound: nobody of that id is scored. Forbidden.
    """
    scored = find(scores_of(asking.system, snapshot, year), subject)
    whose = concern(scored.about)
    must_cover(asking.actor, whose, reading=True)
    name, named = scored.name, list[int]()
    if scored.about.kind is SubjectKind.MEMBER:
        name, named = asking.name(subject, whose, snapshot.position)
    content = sheet_body(scored, asking.language) | {"name": name, "year": year}
    sheet = scored.sheet
    bodies = (*content["lines"], *content["bonus"], *content["deductions"])
    rules = [
        *(line.rule for line in sheet.lines),
        *(line.rule for line in (*sheet.bonus_lines, *sheet.deduction_lines)),
    ]
    for body, rule in zip(bodies, rules, strict=True):
        body["rule"] = rule.model_dump(mode="json", exclude_none=True)
    content["ballot"] |= {
        "sentence": in_language(sheet.ballot.sentence, asking.language),
        "evidence": list(sheet.ballot.evidence),
    }
    content["evidence"] = [*named, *_adopted(asking, snapshot, sheet.ruleset_version)]
    # A name is not enough: it may be hidden, and others bear it too.
    whom = f"{name} {subject}"
    return Draft(Kind.SCORE_SHEET, _summary(scored, whom, year, asking.language), content)


def _adopted(asking: Asking, snapshot: Snapshot, version: str) -> list[int]:
    """Where the rules were adopted: the event has their whole text."""
    history = asking.system.log.history(rulebook_ref().id, last=snapshot.position)
    return [
        each.position
        for each in history
        if isinstance(each.event, RulesetAdopted) and each.event.ruleset.version == version
    ]


def _summary(scored: Scored, whom: str, year: int, language: str) -> str:
    sheet = scored.sheet
    told = Label(f"{year}年度评分 {whom}", f"Score of {year} {whom}")
    result = (
        Label(f"总分{sheet.total} {sheet.grade or ''}", f"total {sheet.total} {sheet.grade or ''}")
        if sheet.complete
        else Label("尚无总分", "no total yet")
    )
    words = (told, result, Label(f"规则{sheet.ruleset_version}", f"rules {sheet.ruleset_version}"))
    return " ".join(in_language(word, language).strip() for word in words)
