"""The ruleset and its book: SYS-16, HANDBOOK 4.7, 3.6, AM-05, AM-07."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from domain.calendar import LimitUnit
from domain.kernel import Refused, end_of_day
from domain.roles import Role
from domain.ruleset import (
    RULEBOOK,
    AdoptRuleset,
    BarKind,
    DraftRuleset,
    LimitName,
    Rulebook,
    Ruleset,
    RulesetAdopted,
    RulesetDrafted,
    RulesetStatus,
    RulesetWithdrawn,
    SubjectKind,
    WithdrawRuleset,
    rulebook_ref,
    ruleset_2022,
    validate_ruleset,
)
from tests.spec import given

RULES = ruleset_2022()
DOCUMENT = "【合成】繁共治领〔2022〕1号"
DRAFTED = RulesetDrafted(ruleset=RULES)
ADOPT = AdoptRuleset(version="2022.1", document_no=DOCUMENT)
ADOPTED = RulesetAdopted(ruleset=RULES, document_no=DOCUMENT)
WITHDRAW = WithdrawRuleset(version="2022.1", reason="文件有误", document_no="【合成】2号")
WITHDRAWN = RulesetWithdrawn(**dict(WITHDRAW))
IN_TIME, LATE = "2022-03-31 23:59", "2022-04-01 00:00"


def changed(change: Callable[[dict[str, Any]], object], version: str = "2022.1") -> Ruleset:
    """The shipped ruleset with one thing changed in its data."""
    data = RULES.model_dump(mode="json")
    data["ruleset"]["version"] = version
    change(data)
    return Ruleset.model_validate(data)


def line(data: dict[str, Any], subject: str, id: str) -> Any:
    return next(line for line in data["subjects"][subject]["lines"] if line["id"] == id)


def test_the_shipped_ruleset_is_the_handbooks_and_has_no_fault() -> None:
    assert RULES.version == "2022.1"
    assert validate_ruleset(RULES) == []
    assert RULES.year == 2022
    assert RULES.snapshot_day == date(2022, 12, 31)
    assert RULES.freeze_day == date(2023, 1, 10)
    assert RULES.cutoffs.record_freeze.at == end_of_day(date(2023, 1, 10))
    assert [RULES.grade_of(Decimal(n)) for n in ("90", "89.99", "80", "60", "59.99", "0")] == [
        "优秀", "良好", "良好", "合格", "不合格", "不合格",
    ]  # fmt: skip
    assert {kind: (r.objective_max, r.ballot_max) for kind, r in RULES.subjects.items()} == {
        SubjectKind.UNIT: (70, 30), SubjectKind.MEMBER: (100, 0), SubjectKind.COMMUNITY: (70, 30),
        SubjectKind.GRID: (80, 20), SubjectKind.SOCIAL_ORG: (60, 40),
        SubjectKind.MERCHANT: (60, 40),
    }  # fmt: skip


def test_a_ruleset_survives_its_own_json() -> None:
    assert Ruleset.model_validate_json(RULES.model_dump_json()) == RULES


def test_every_time_limit_has_a_unit_and_a_source() -> None:
    assert set(RULES.limits) == set(LimitName)
    handled = RULES.limits[LimitName.CASE_ORDINARY_HANDLED]
    assert (handled.amount, handled.unit) == (5, LimitUnit.WORKING_DAYS)
    assert all(limit.src for limit in RULES.limits.values())


def test_full_year_members_owe_four_and_part_year_members_their_quarters_am07() -> None:
    counting = RULES.counting
    assert [counting.required_services(owed) for owed in (0, 1, 2, 3, 4)] == [0, 1, 2, 3, 4]
    assert counting.owes_quarter(45)
    assert not counting.owes_quarter(44)


def test_the_literal_reading_asks_four_of_everybody_am07() -> None:
    def literally(data: dict[str, Any]) -> None:
        data["counting"]["required"]["value"] = 4
        data["counting"]["owed_quarter_min_days"]["value"] = 0

    counting = changed(literally).counting
    assert counting.required_services(owed_quarters=1) == 4
    assert counting.owes_quarter(0)


def test_a_missed_quarter_bars_only_where_the_switch_says_so_am05() -> None:
    ids = [veto.id for veto in RULES.vetoes_of(SubjectKind.MEMBER)]
    assert ids == ["V-MEM-REG", "V-MEM-4", "V-ANY-FALSE", "V-ANY-VETO-CERT", "V-ANY-PI"]
    strict = changed(
        lambda data: data["counting"]["quarterly_breach_bars_excellent"].update(value=True)
    )
    switched = strict.vetoes_of(SubjectKind.MEMBER)[-1]
    assert switched.id == "V-MEM-QUARTER"
    assert switched.effect.bar is BarKind.MEMBER_ANNUAL_EXCELLENT
    assert "V-MEM-QUARTER" not in [veto.id for veto in strict.vetoes_of(SubjectKind.UNIT)]


def test_the_metrics_a_subject_needs_are_known_from_the_data() -> None:
    assert {"registered_members", "member_registration_rate", "overdue_tasks"} <= RULES.metrics_of(
        SubjectKind.UNIT
    )
    assert "quarters_served" in RULES.metrics_of(SubjectKind.MEMBER)


# What cannot be said in data at all


@pytest.mark.parametrize(
    "change",
    [
        lambda d: line(d, "UNIT", "U2").update(kind="expression", formula="num/den"),
        lambda d: line(d, "UNIT", "U2").update(bonus_if="x"),
        lambda d: line(d, "UNIT", "U2").update(zero_below={"num": 80, "den": 0}),
        lambda d: line(d, "UNIT", "U2").update(na_when_den_zero=False),
        lambda d: line(d, "MEMBER", "M4").update(every=0),
        lambda d: line(d, "MEMBER", "M4").update(pts="NaN"),
        lambda d: line(d, "MEMBER", "M4").update(pts="0.001"),
        lambda d: d["vetoes"][0]["effect"].update(zero_score=True),
        lambda d: d["vetoes"][0]["when"].update(value=0.8),
        lambda d: d["ballot"].update(secret=False),
        lambda d: d["ruleset"].update(id="another"),
        lambda d: d["limits"].update(CASE_TELEPATHY={"amount": 1, "unit": "DAYS", "src": "D"}),
    ],
)
def test_kinds_are_closed_and_vetoes_never_touch_points(
    change: Callable[[dict[str, Any]], object],
) -> None:
    with pytest.raises(ValidationError):
        changed(change)


# What the validator finds


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("lines_do_not_add_up", lambda d: line(d, "UNIT", "U2").update(max=16)),
        ("subject_is_not_100", lambda d: d["subjects"]["GRID"].update(ballot_max=30)),
        (
            "weights_do_not_add_up",
            lambda d: d["ballot"]["groups"]["CPPCC_MEMBER"].update(weight=21),
        ),
        ("weights_do_not_add_up", lambda d: d["honour_decision"].update(score_weight=71)),
        ("forbidden_indicator", lambda d: line(d, "MEMBER", "M1").update(metric="like_count")),
        (
            "forbidden_indicator",
            lambda d: line(d, "MEMBER", "M2").update(num="monthly_app_login_count"),
        ),
        (
            "forbidden_indicator",
            lambda d: d["subjects"]["UNIT"]["bonus"][0].update(per="repost_count"),
        ),
        ("forbidden_indicator", lambda d: d["vetoes"][3]["when"].update(metric="online_minutes")),
        ("not_a_calendar_year", lambda d: d["cutoffs"]["fact_period"].update(end="2022-12-30")),
        ("year_not_covered", lambda d: d["ruleset"].update(effective_from="2022-01-02")),
        (
            "cutoffs_out_of_order",
            lambda d: d["cutoffs"]["record_freeze"].update(at="2022-12-30T00:00:00+08:00"),
        ),
        ("id_used_twice", lambda d: line(d, "UNIT", "U3").update(id="M1")),
        ("subject_missing", lambda d: d["subjects"].pop("MERCHANT")),
        ("tiers_not_ascending", lambda d: line(d, "UNIT", "U1")["tiers"].reverse()),
        ("tiers_miss_the_maximum", lambda d: line(d, "UNIT", "U1")["tiers"][0].update(pts=4)),
        ("wrong_sign", lambda d: d["subjects"]["UNIT"]["bonus"][0].update(pts=-1)),
        ("wrong_sign", lambda d: d["subjects"]["UNIT"]["deductions"][0].update(cap=3)),
        ("grades_not_descending", lambda d: d["grades"][1].update(ge=95)),
        ("grades_not_descending", lambda d: d["grades"][-1].update(ge=10)),
        ("quota_basis_unclear", lambda d: d["honours"][0].update(quota_pct_of_scored=5)),
        ("limit_missing", lambda d: d["limits"].pop("ORDER_ISSUE")),
    ],
)
def test_the_validator_finds_each_fault_and_adoption_is_refused(
    code: str, change: Callable[[dict[str, Any]], object]
) -> None:
    faulty = changed(change)
    assert [problem.code for problem in validate_ruleset(faulty)] == [code]
    given(RULEBOOK, RulesetDrafted(ruleset=faulty)).at(IN_TIME).when(ADOPT).then_refused(
        "ruleset_invalid"
    )


def test_a_county_may_forbid_more_but_not_less_than_the_state() -> None:
    def adds(data: dict[str, Any]) -> None:
        data["forbidden_indicator_kinds"] = ["no_shows"]

    assert [p.code for p in validate_ruleset(changed(adds))] == ["forbidden_indicator"]

    def empties(data: dict[str, Any]) -> None:
        data["forbidden_indicator_kinds"] = []
        line(data, "MEMBER", "M1").update(metric="like_count")

    assert [p.code for p in validate_ruleset(changed(empties))] == ["forbidden_indicator"]


# The book


def test_a_draft_may_be_replaced_until_it_is_adopted() -> None:
    draft = DraftRuleset(ruleset=RULES)
    assert RULEBOOK.identify(draft) == rulebook_ref().id
    given(RULEBOOK).by(Role.EVO).when(draft).then(DRAFTED)
    given(RULEBOOK, DRAFTED).when(draft).then_nothing()
    other = changed(lambda d: d["bonus_cap"].update(value=4))
    given(RULEBOOK, DRAFTED).when(DraftRuleset(ruleset=other)).then(RulesetDrafted(ruleset=other))
    replaced = RULEBOOK.replay([DRAFTED, RulesetDrafted(ruleset=other)])
    assert [entry.ruleset for entry in replaced.entries] == [other]
    given(RULEBOOK, DRAFTED, ADOPTED).when(draft).then_refused("ruleset_version_used")
    given(RULEBOOK, DRAFTED, WITHDRAWN).when(draft).then_refused("ruleset_version_used")


def test_the_leading_group_adopts_by_31_march() -> None:
    given(RULEBOOK, DRAFTED).by(Role.LG).at(IN_TIME).when(ADOPT).then(ADOPTED)
    given(RULEBOOK, DRAFTED).by(Role.LG).at(LATE).when(ADOPT).then_refused("ruleset_adopted_late")


def test_what_was_adopted_in_time_may_be_recorded_later() -> None:
    recorded_late = given(RULEBOOK, DRAFTED).at("2022-05-05 09:00", happened="2022-01-10 10:00")
    recorded_late.when(ADOPT).then(ADOPTED)


def test_only_a_draft_is_adopted_and_once() -> None:
    given(RULEBOOK).when(ADOPT).then_refused("no_such_ruleset")
    given(RULEBOOK, DRAFTED, ADOPTED).at(IN_TIME).when(ADOPT).then_refused("ruleset_status")
    given(RULEBOOK, DRAFTED, WITHDRAWN).at(IN_TIME).when(ADOPT).then_refused("ruleset_status")


def adopting_second(change: Callable[[dict[str, Any]], object]) -> tuple[Any, Any]:
    second = changed(change, version="2022.2")
    book = given(RULEBOOK, DRAFTED, ADOPTED, RulesetDrafted(ruleset=second))
    return second, book.by(Role.LG)


ADOPT_SECOND = AdoptRuleset(version="2022.2", document_no="【合成】5号")


def test_a_new_version_supersedes_the_old_one() -> None:
    second, book = adopting_second(lambda d: d["bonus_cap"].update(value=3))
    fact = RulesetAdopted(ruleset=second, supersedes="2022.1", document_no="【合成】5号")
    book.at(IN_TIME).when(ADOPT_SECOND).then(fact)
    after = fact.apply(book.state)
    assert after.in_force(date(2022, 6, 1)) == second
    first = after.find("2022.1")
    assert first is not None
    assert first.status is RulesetStatus.SUPERSEDED


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["subjects"]["UNIT"]["bonus"][0].update(pts="1.5"),
        lambda d: d["subjects"]["UNIT"]["deductions"][0].update(pts="-0.5"),
        lambda d: line(d, "UNIT", "U1")["tiers"][1].update(pts=4),
        lambda d: line(d, "UNIT", "U1").update(label={"hans": "报到", "en": "Registered"}),
    ],
)
def test_after_31_march_points_may_rise_and_words_may_change(
    change: Callable[[dict[str, Any]], object],
) -> None:
    _, book = adopting_second(change)
    assert book.at(LATE).when(ADOPT_SECOND).facts()


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["subjects"]["UNIT"]["bonus"][0].update(pts="0.5"),
        lambda d: d["subjects"]["UNIT"]["deductions"][0].update(cap=-4),
        lambda d: d["subjects"]["UNIT"]["deductions"][0].update(cap=None),
        lambda d: line(d, "UNIT", "U1")["tiers"][1].update(pts=2),
        lambda d: line(d, "UNIT", "U1")["tiers"].pop(),
        lambda d: line(d, "UNIT", "U2").update(zero_below={"num": 90, "den": 100}),
        lambda d: d["counting"]["quarterly_breach_bars_excellent"].update(value=True),
        lambda d: d["cutoffs"]["record_freeze"].update(at="2023-01-05T24:00:00+08:00"),
        lambda d: d["bonus_cap"].update(value=4),
        lambda d: d["grades"][0].update(ge=91),
    ],
)
def test_after_31_march_nothing_may_lower_anybody(
    change: Callable[[dict[str, Any]], object],
) -> None:
    _, book = adopting_second(change)
    book.at(LATE).when(ADOPT_SECOND).then_refused("ruleset_worsens")
    assert book.at(IN_TIME).when(ADOPT_SECOND).facts()


def test_withdrawing_opens_no_way_round_the_late_rule() -> None:
    lower = changed(lambda d: d["bonus_cap"].update(value=4), version="2022.2")
    book = given(RULEBOOK, DRAFTED, ADOPTED, WITHDRAWN, RulesetDrafted(ruleset=lower))
    book.at(LATE).when(ADOPT_SECOND).then_refused("ruleset_worsens")
    book.at(IN_TIME).when(ADOPT_SECOND).then(
        RulesetAdopted(ruleset=lower, supersedes=None, document_no="【合成】5号")
    )


def test_a_version_is_withdrawn_once_and_stays_in_the_book() -> None:
    given(RULEBOOK).when(WITHDRAW).then_refused("no_such_ruleset")
    given(RULEBOOK, DRAFTED).by(Role.LG).when(WITHDRAW).then(WITHDRAWN)
    given(RULEBOOK, DRAFTED, ADOPTED).when(WITHDRAW).then(WITHDRAWN)
    given(RULEBOOK, DRAFTED, WITHDRAWN).when(WITHDRAW).then_refused("ruleset_status")
    assert RULEBOOK.replay([DRAFTED, WITHDRAWN]).find("2022.1") is not None


def test_a_day_has_the_ruleset_adopted_for_it_or_none() -> None:
    def refused(book: Rulebook, day: date) -> bool:
        with pytest.raises(Refused) as refusal:
            book.in_force(day)
        return refusal.value.code == "no_ruleset"

    adopted = RULEBOOK.replay([DRAFTED, ADOPTED])
    assert adopted.in_force(date(2022, 1, 1)) == adopted.in_force(date(2022, 12, 31)) == RULES
    assert refused(adopted, date(2023, 1, 1))
    assert refused(RULEBOOK.replay([DRAFTED]), date(2022, 6, 1))
    assert refused(RULEBOOK.replay([DRAFTED, ADOPTED, WITHDRAWN]), date(2022, 6, 1))
