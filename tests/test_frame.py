"""Rules of the programme as a whole (HANDBOOK 1.3), and readings that no one record has."""

import json
from typing import Any, Final, cast
from uuid import UUID

import pytest
from pydantic import BaseModel, ValidationError

from application.authority import covers
from domain.agreement import Terms
from domain.body import BodyType
from domain.honour.deciding import ApproveHonour
from domain.kernel import Actor, Concern
from domain.roles import Role
from domain.ruleset import AdoptRuleset, SubjectKind, ruleset_2022
from domain.ruleset.vetoes import BarKind
from domain.vocabulary import FivePurpose
from interfaces.ledgers import titles
from interfaces.menu import OF_LEDGER, OF_SYSTEM, PART_LABELS, SYSTEMS, Part
from projections.exporting import content
from projections.ledgers.assessment import L_PUBLISHED, CycleRow
from projections.ledgers.assessment.scores import PublishedRow
from projections.questions import QUESTIONS
from projections.reading import Snapshot
from tests.domain.agreement.scenario import terms
from tests.projections.questions.asked import Known, Told

RULES: Final = ruleset_2022()


def reader(scope: str) -> Actor:
    return Actor(Role.CS, UUID(int=1), None, None, (scope,))


def test_every_record_is_of_a_level_r01() -> None:
    """R-01: county, town, community: what names a community is its own, all else is above it."""
    of_community, above = Concern(community="FC01"), Concern()
    for scope in ("county", "town"):
        assert covers(reader(scope), of_community, reading=True)
        assert covers(reader(scope), above, reading=True)
    assert covers(reader("community:FC01"), of_community, reading=True)
    assert not covers(reader("community:FC02"), of_community, reading=True)
    assert not covers(reader("community:FC01"), above, reading=True)


def test_the_leading_group_adopts_the_rules_and_decides_honours_r04() -> None:
    assert BodyType.LEADING_GROUP in BodyType
    assert AdoptRuleset.who == ApproveHonour.who == {Role.LG}


def sources(value: Any, path: str = "") -> dict[str, str | None]:
    """Every part of the rules that may say where it comes from."""
    found: dict[str, str | None] = {}
    match value:
        case BaseModel():
            if "src" in type(value).model_fields:
                found[path] = value.src  # type: ignore[attr-defined]
            for name in type(value).model_fields:
                found |= sources(getattr(value, name), f"{path}/{name}")
        case dict():
            for name, item in value.items():
                found |= sources(item, f"{path}/{name}")
        case tuple():
            for number, item in enumerate(value):
                found |= sources(item, f"{path}/{number}")
    return found


def test_every_rule_of_the_score_names_its_source_and_is_adopted_by_a_document_r06() -> None:
    """R-06: what it is done by."""
    found = sources(RULES)
    assert len(found) > 60
    assert all(found.values())
    assert AdoptRuleset.model_fields["document_no"].is_required()


def test_the_five_purposes_tag_every_commitment_r28() -> None:
    assert len(FivePurpose) == 5
    told = terms().model_dump()
    for purpose in FivePurpose:
        assert Terms(**{**told, "purpose": purpose}).purpose is purpose
    del told["purpose"]
    with pytest.raises(ValidationError):
        Terms(**told)


def test_the_four_titles_are_for_four_kinds_of_subjects_r38() -> None:
    titles = {honour.code: honour.subject for honour in RULES.honours}
    assert len(titles) == 4
    assert set(titles.values()) == {
        SubjectKind.MEMBER, SubjectKind.UNIT, SubjectKind.SOCIAL_ORG, SubjectKind.MERCHANT,
    }  # fmt: skip


def test_a_missed_meeting_costs_points_and_bars_from_nothing_am15() -> None:
    barring = {m for kind in SubjectKind for veto in RULES.vetoes_of(kind) for m in veto.metrics}
    assert "quarter_meetings_held" in RULES.subjects[SubjectKind.COMMUNITY].metrics
    assert not barring & {"quarter_meetings_held", "quarter_meetings_due"}


def test_every_ledger_stands_in_one_of_the_four_parts_or_under_them_r02() -> None:
    """R-02: the four parts are the top of every menu."""
    assert list(PART_LABELS) == list(Part)
    assert {name for name, *_ in titles()} == set(OF_LEDGER)
    assert sum(len(entry.ledgers) for entry in SYSTEMS) == len(OF_LEDGER)
    assert {entry.part for entry in SYSTEMS} == set(Part)
    assert {question.system for question in QUESTIONS} <= set(OF_SYSTEM)


def test_the_export_gives_scores_and_no_weight_am29() -> None:
    """AM-29: an important basis, and the county's own to weigh."""

    published = PublishedRow(
        year=2022, kind=SubjectKind.UNIT, subject=UUID(int=7), community="FC01", grid=None,
        unit=UUID(int=7), version=1, ballots=True, total="88.00", grade="GOOD", objective=None,
        ballot=None, bonus=None, deductions=None, bars=(), missing=(), primary=None,
        ruleset="2022.1", position=1, digest="0" * 64,
    )  # fmt: skip
    told = Told().plant(L_PUBLISHED, published)
    cycle = CycleRow(UUID(int=8), 2022, "2022.1", "FINALISED", version=1, final_version=1)
    found = content(cast(Snapshot, Known(told, len(told.events))), cycle, RULES)
    assert [(unit["total"], unit["grade"]) for unit in found["units"]] == [("88.00", "GOOD")]
    assert "weight" not in json.dumps(found)


def test_the_bar_of_a_unit_is_the_units_and_a_members_names_no_grade_am30_am31() -> None:
    """AM-30: only the unit is barred. AM-31: from "excellent", and no grade is proposed."""
    bars = {kind: {veto.effect.bar for veto in RULES.vetoes_of(kind)} for kind in SubjectKind}
    holders = {bar: {kind for kind in bars if bar in bars[kind]} for bar in BarKind}
    assert holders[BarKind.UNIT_MERIT_SELECTION] == {SubjectKind.UNIT}
    assert holders[BarKind.MEMBER_ANNUAL_EXCELLENT] == {SubjectKind.MEMBER}
    for kind in SubjectKind:
        for veto in RULES.vetoes_of(kind):
            assert set(type(veto.effect).model_fields) == {"bar", "zero_score"}
            assert veto.effect.zero_score is False
