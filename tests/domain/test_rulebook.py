"""The book of ruleset versions: SYS-16."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from domain.kernel import Refused
from domain.roles import Role
from domain.ruleset import (
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
from tests.domain.rulesets import ADOPT, RULES, changed, line
from tests.spec import given

DRAFTED = RulesetDrafted(ruleset=RULES)
ADOPTED = RulesetAdopted(ruleset=RULES, document_no=ADOPT.document_no)
WITHDRAW = WithdrawRuleset(version="2022.1", reason="文件有误", document_no="【合成】2号")
WITHDRAWN = RulesetWithdrawn(**dict(WITHDRAW))
IN_TIME, LATE = "2022-03-31 23:59", "2022-04-01 00:00"


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


def of_2023(data: dict[str, Any]) -> None:
    data["ruleset"] |= {"effective_from": "2022-07-01", "effective_to": "2023-12-31"}
    data["cutoffs"]["fact_period"] |= {"start": "2023-01-01", "end": "2023-12-31"}
    for cutoff in ("roll_snapshot", "record_freeze"):
        data["cutoffs"][cutoff]["at"] = data["cutoffs"][cutoff]["at"].replace("2023", "2024")
    data["cutoffs"]["roll_snapshot"]["at"] = "2024-01-01T00:00:00+08:00"
    data["cutoffs"]["finalise_by"]["date"] = "2024-02-28"


def test_the_rules_of_another_year_supersede_nothing_and_score_only_their_own() -> None:
    following = changed(of_2023, version="2023.1")
    book = given(RULEBOOK, DRAFTED, ADOPTED, RulesetDrafted(ruleset=following)).by(Role.LG)
    adopt = AdoptRuleset(version="2023.1", document_no="【合成】5号")
    (fact,) = book.at("2023-01-10 09:00").when(adopt).facts()
    assert fact == RulesetAdopted(ruleset=following, document_no="【合成】5号")
    both = fact.apply(book.state)
    assert both.in_force(date(2022, 12, 31)) == RULES
    assert both.in_force(date(2023, 1, 1)) == following
    assert both.last_adopted(2022).ruleset == RULES
    early = RULEBOOK.replay([RulesetDrafted(ruleset=following), fact])
    assert early.in_force(date(2022, 12, 31)) == following
    other_way = RULEBOOK.replay([DRAFTED, ADOPTED], early)
    assert other_way.in_force(date(2022, 12, 31)) == RULES
    again = AdoptRuleset(version="2022.2", document_no="【合成】6号")
    lower = RulesetDrafted(ruleset=changed(lambda d: d["bonus_cap"].update(value=4), "2022.2"))
    late = given(RULEBOOK, DRAFTED, ADOPTED, RulesetDrafted(ruleset=following), fact, lower)
    late.at(LATE).when(again).then_refused("ruleset_worsens")


def test_withdrawing_one_version_leaves_the_others() -> None:
    following = changed(of_2023, version="2023.1")
    book = RULEBOOK.replay([DRAFTED, ADOPTED, RulesetDrafted(ruleset=following), WITHDRAWN])
    statuses = {entry.ruleset.version: entry.status for entry in book.entries}
    assert statuses == {"2022.1": RulesetStatus.WITHDRAWN, "2023.1": RulesetStatus.DRAFT}


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
