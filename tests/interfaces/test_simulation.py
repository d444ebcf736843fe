"""The simulated county: exact totals as planned, and a tiny year driven through the log."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from stdnum.cn import ric, uscc

import interfaces.simulation as simulation
from application.recorded import Recorded
from domain.case import Category, Channel
from domain.kernel import local_date
from domain.roles import Role
from interfaces.cli.main import main
from interfaces.simulation import COMMUNITY, COUNTY, TINY, Profile, Summary, simulate
from interfaces.simulation.agreements import pacts_of
from interfaces.simulation.case_deck import Fate, Sender, deck_of
from interfaces.simulation.county import (
    CASES_BY_MONTH,
    CATEGORIES,
    CHANNELS,
    COMMITMENT_ENDS,
    ORDER_ENDS,
    ORDER_FIELDS,
    SERVICE_COUNTS,
    SIGNED,
    split,
)
from interfaces.simulation.employing import passes
from interfaces.simulation.keyfile import DEFECTS
from interfaces.simulation.order_deck import slips_of
from interfaces.simulation.patrols import A_MONTH, MONTHS
from interfaces.simulation.people import Somebody
from interfaces.simulation.plan import Plan
from interfaces.simulation.profile import EDGES
from interfaces.simulation.sessions import Kind, sessions_of
from interfaces.simulation.settling import plan_of
from interfaces.simulation.world import OPENING, groups_missing
from interfaces.simulation.year import ENDS
from interfaces.system import Settings, System

SEED = 7


def rows_of(folder: Path) -> list[Any]:
    """Everything that is stored of every event."""
    with System(Settings(data=folder)) as system:
        return list(system.log.stored(0, 100_000))


def digest(folder: Path) -> str:
    return hashlib.sha256(repr(rows_of(folder)).encode()).hexdigest()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    """A tiny year."""
    folder = tmp_path_factory.mktemp("tiny")
    return folder, simulate(Settings(data=folder), TINY, SEED)


@pytest.fixture(scope="module")
def events(made: tuple[Path, Summary]) -> list[Recorded]:
    with System(Settings(data=made[0])) as system:
        return list(system.log.read(0, 100_000))


def test_the_same_seed_gives_the_same_bytes(made: tuple[Path, Summary], tmp_path: Path) -> None:
    """Also in another process, where sets and dictionaries of text are hashed differently."""
    here = Path(__file__)
    program = (
        "import sys; from pathlib import Path; from interfaces.simulation import TINY, simulate\n"
        "from interfaces.system import Settings\n"
        "from tests.interfaces.test_simulation import digest\n"
        f"folder = Path(sys.argv[1]); simulate(Settings(data=folder), TINY, {SEED})\n"
        "print(digest(folder))"
    )
    other = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)],
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(here.parents[2])},
        capture_output=True,
        text=True,
        check=True,
    )
    assert other.stdout.strip() == digest(made[0])
    assert (tmp_path / "planted.json").read_bytes() == (made[0] / "planted.json").read_bytes()


def test_another_seed_gives_another_year(made: tuple[Path, Summary], tmp_path: Path) -> None:
    simulate(Settings(data=tmp_path), TINY, SEED + 1)
    assert digest(tmp_path) != digest(made[0])


def test_no_rule_cuts_a_course_short(made: tuple[Path, Summary]) -> None:
    assert not made[1].refused


def test_no_policy_was_refused(events: list[Recorded]) -> None:
    assert not [e for e in events if e.name == "process.policy_refused"]


def test_an_old_folder_is_left_alone(made: tuple[Path, Summary]) -> None:
    before = digest(made[0])
    with pytest.raises(FileExistsError):
        simulate(Settings(data=made[0]), TINY, SEED)
    assert digest(made[0]) == before


def test_the_year_runs_by_its_own_clock(events: list[Recorded]) -> None:
    times = [event.recorded_at for event in events]
    assert times == sorted(times)
    assert min(times) >= OPENING
    assert max(times) <= ENDS
    assert len({local_date(moment) for moment in times}) > 150


def test_policies_and_timers_did_their_part(events: list[Recorded]) -> None:
    by_system = {event.name for event in events if event.actor.role == Role.SYS}
    assert by_system >= {
        "volunteer.service_submitted",  # P-01
        "order.closed",
        "volunteer.quarterly_duty_missed",  # P-08
        "agreement.expired",  # P-12
        "unit_registration.snapshot_taken",
        "case.overdue_marked",
    }


def test_everybody_and_every_unit_is_marked_as_made_up(events: list[Recorded]) -> None:
    made_up = [e for e in events if e.name in ("person.registered", "unit.enrolled")]
    assert made_up
    assert all(event.event.synthetic for event in made_up)


# The planted defects


def test_every_defect_is_in_the_key(made: tuple[Path, Summary]) -> None:
    """HANDBOOK 5.5: planted, or said to lack room in so small a county."""
    key = made[1].planted
    assert key["planted"].keys() | key["skipped"].keys() == DEFECTS.keys()


def planted(made: tuple[Path, Summary], defect: str) -> list[dict[str, str]]:
    where: list[dict[str, str]] = made[1].planted["planted"][defect]["where"]
    return where


def of_stream(events: list[Recorded], stream: str) -> list[Recorded]:
    return [event for event in events if str(event.stream) == stream]


def test_the_key_points_at_what_it_says(made: tuple[Path, Summary], events: list[Recorded]) -> None:
    for defect in made[1].planted["planted"]:
        for where in planted(made, defect):
            assert of_stream(events, where["stream"]), defect


def test_closed_without_feedback(made: tuple[Path, Summary], events: list[Recorded]) -> None:
    for where in planted(made, "closed_without_feedback"):
        names = [event.name for event in of_stream(events, where["stream"])]
        assert "case.closed" in names
        assert "case.fed_back" not in names


def test_self_confirmed(made: tuple[Path, Summary], events: list[Recorded]) -> None:
    for where in planted(made, "self_confirmed"):
        mine = [
            e
            for e in of_stream(events, where["stream"])
            if str(getattr(e.event, "entry", None)) == where["entry"]
        ]
        submitted, confirmed = mine[0], mine[1]
        assert submitted.actor == confirmed.actor
        assert submitted.actor.person is None


def test_recategorised_after_the_deadline(
    made: tuple[Path, Summary], events: list[Recorded]
) -> None:
    for where in planted(made, "recategorised_late"):
        [fact] = [
            e.event for e in of_stream(events, where["stream"]) if e.name == "case.recategorised"
        ]
        assert fact.overdue


def test_the_backdated_paper_moved_nothing(
    made: tuple[Path, Summary], events: list[Recorded]
) -> None:
    [where] = planted(made, "backdated_paper")
    facts = {event.name: event.event for event in of_stream(events, where["stream"])}
    signed = facts["agreement.signed_by_party"]
    assert signed.paper_dated_on < signed.on
    assert facts["agreement.took_effect"].days_late > 0


def test_a_grid_was_headless_for_41_days(
    made: tuple[Path, Summary], events: list[Recorded]
) -> None:
    [where] = planted(made, "headless_grid")
    facts = [event.event for event in of_stream(events, where["stream"])]
    [ended] = [fact for fact in facts if hasattr(fact, "last_day")]
    appointed = [fact for fact in facts if hasattr(fact, "standing")][-1]
    assert (appointed.on - ended.last_day).days - 1 == 41


def test_confirmed_after_the_freeze(made: tuple[Path, Summary], events: list[Recorded]) -> None:
    for where in planted(made, "confirmed_after_freeze"):
        [confirmed] = [
            e
            for e in of_stream(events, where["stream"])
            if e.name == "volunteer.service_confirmed" and str(e.event.entry) == where["entry"]
        ]
        assert f"{local_date(confirmed.recorded_at)}" == "2023-01-11"


# The county as planned: HANDBOOK 5.1 to 5.4


@pytest.fixture(scope="module")
def county() -> Plan:
    return plan_of(COUNTY, SEED)


def everybody(plan: Plan) -> Iterator[Somebody]:
    yield from plan.officers.everybody()
    yield from (member.who for member in plan.members)
    for community in plan.communities:
        yield community.secretary
        yield from (*community.workers, *community.residents, *community.volunteers)
        for grid in community.grids:
            yield from (grid.worker, *grid.branch, *grid.leaders)


def test_places_are_the_articles(county: Plan) -> None:
    places = [place for c in county.communities for grid in c.grids for place in grid.places]
    assert len(county.communities) == 9
    assert Counter(place.kind for place in places) == {"COMPOUND": 215, "BUNGALOW": 61}
    assert sum(len(c.grids) for c in county.communities) == 85
    assert sum(place.shops for place in places) == 3_089
    assert sum(place.households for place in places) == 30_779
    assert sum(place.residents for place in places) == 79_903


def test_units_and_their_members(county: Plan) -> None:
    units = [unit for c in county.communities for unit in c.units]
    assert len(units) == 96
    assert sum(unit.size for unit in units) == 2_520
    assert sum(unit.unregistered for unit in units) == 202
    assert sum(not passes(unit.size, unit.unregistered) for unit in units if unit.size) == 7
    shapes = [(unit.size, unit.unregistered) for unit in units]
    for edges in EDGES.values():
        for edge in edges:
            assert (edge.obliged, edge.unregistered) in shapes


def test_who_comes_goes_and_moves(county: Plan) -> None:
    members = [m for m in county.members if not m.struck]
    obliged = [m for m in members if not m.exempt and m.left_on is None]
    assert len(obliged) == 2_520
    assert sum(bool(m.registered_on) and not m.withdrawn_on for m in obliged) == 2_318
    assert sum(m.exempt for m in members) == 55
    assert sum(m.left_on is not None for m in members) == 38
    assert sum(m.before is not None for m in members) == 140
    assert sum(m.since.year == 2022 for m in members) == 46


def test_services_by_person(county: Plan) -> None:
    sessions = sessions_of(county)
    counted = Counter(id(s.member) for s in sessions if s.kind is Kind.COUNTED)
    registered = [
        m
        for m in county.members
        if m.registered_on and not m.withdrawn_on and not m.exempt and m.left_on is None
    ]
    for low, high, people in SERVICE_COUNTS:
        assert sum(low <= counted[id(m)] <= high for m in registered) == people
    assert sum(m.misses for m in registered) == round(0.31 * 2_080)
    assert Counter(s.kind for s in sessions)[Kind.REJECTED] == 390
    assert Counter(s.kind for s in sessions)[Kind.REVOKED] == 100


def test_cases_by_channel_category_and_month(county: Plan) -> None:
    cards = deck_of(county)
    assert Counter(card.channel for card in cards) == CHANNELS
    assert Counter(card.category for card in cards) == CATEGORIES
    assert [sum(card.month == m for card in cards) for m in range(1, 13)] == list(CASES_BY_MONTH)
    assert sum(card.fate is Fate.ON_THE_SPOT for card in cards) == 5_290
    assert sum(card.fate is Fate.DEPARTMENT for card in cards) == 1_955
    assert sum(card.fate is Fate.MERGED for card in cards) == 690
    assert Counter(card.returned for card in cards)[2] == 69
    noise = [card.month for card in cards if card.category is Category.NOISE]
    assert sum(5 <= month <= 9 for month in noise) > 0.9 * len(noise)
    patrols = [card for card in cards if card.channel is Channel.GRID_PATROL]
    assert {card.sender for card in patrols} == {Sender.STAFF}


def test_orders_by_field_and_end(county: Plan) -> None:
    slips = slips_of(county, deck_of(county), sessions_of(county))
    assert Counter(slip.field for slip in slips) == ORDER_FIELDS
    assert Counter(slip.end for slip in slips) == ORDER_ENDS


def test_agreements_and_commitments(county: Plan) -> None:
    pacts = pacts_of(county)
    assert Counter(pact.signed for pact in pacts) == SIGNED
    assert Counter(end for pact in pacts for end in pact.ends) == COMMITMENT_ENDS


def test_area_groups_that_are_missing(county: Plan) -> None:
    assert sum(len(groups_missing(c)) for c in county.communities) == 12
    assert sum(c.volumes.groups_lacking for c in county.communities) == 3


def test_numbers_and_codes_pass_other_peoples_checks(county: Plan) -> None:
    people = [who for who in everybody(county) if who.number]
    assert all(ric.is_valid(who.number) for who in people)
    assert len({who.number for who in people}) == len({id(who) for who in people})
    codes = [u.credit_code for c in county.communities for u in (*c.units, *c.parties)]
    given = [code for code in codes if code]
    assert all(uscc.is_valid(code) for code in given)
    assert len(set(given)) == len(given)


@pytest.mark.parametrize("profile", [TINY, COMMUNITY, COUNTY], ids=lambda p: p.name)
def test_a_plan_is_whole(profile: Profile) -> None:
    plan = plan_of(profile, SEED)
    kept = [m for m in plan.members if not m.struck and not m.exempt and m.left_on is None]
    assert len(kept) == profile.members
    assert len(deck_of(plan)) == profile.sum("cases")


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [(10, (1, 1, 1), [4, 3, 3]), (7, (0.5, 0.25, 0.25), [3, 2, 2]), (3, (0, 1), [0, 3])],
)
def test_largest_remainder(total: int, weights: tuple[float, ...], shares: list[int]) -> None:
    assert split(total, weights) == shares


# The command


def test_the_demo_shows_a_year_and_finds_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where an earlier attempt was interrupted."""
    monkeypatch.setattr(simulation, "COMMUNITY", TINY)
    monkeypatch.setenv("GONGZHI_LANG", "en")
    (tmp_path / "demo").mkdir()
    for left in ("demo.making", "log.db"):
        (tmp_path / "demo" / left).write_text("half")
    words = ["demo", "--data", str(tmp_path / "demo"), "--no-serve"]
    first = CliRunner().invoke(main, words)
    assert first.exit_code == 0, first.output
    for heading in ("Score sheet", "Bar-list", "One line explained", "two moments"):
        assert heading in first.output
    assert "no total and no grade yet" in first.output
    before = digest(tmp_path / "demo")
    again = CliRunner().invoke(main, words)
    assert again.exit_code == 0, again.output
    assert digest(tmp_path / "demo") == before


def test_the_score_says_not_yet_recorded_where_a_total_would_be(
    made: tuple[Path, Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GONGZHI_LANG", "en")
    data = ["--data", str(made[0])]
    words = ["score", "2022", "--as-of", "2023-01-13T00:00:00+08:00", "--kind"]  # no ballot yet
    units = CliRunner().invoke(main, [*data, *words, "UNIT"]).output
    rows = CliRunner().invoke(main, [*data, "--format", "json", *words, "UNIT"]).output
    assert "provisional" in units
    assert units.count("not yet recorded") == len(rows.splitlines()) > 0
    assert "优秀" not in units
    assert "not yet recorded" not in CliRunner().invoke(main, [*data, *words, "MEMBER"]).output


def test_the_demo_leaves_other_peoples_logs_alone(
    made: tuple[Path, Summary], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = CliRunner().invoke(main, ["demo", "--data", str(made[0]), "--no-serve"])
    assert refused.exit_code == 3


def test_grids_are_walked_shops_inspected_and_departments_stand_for_units(
    events: list[Recorded],
) -> None:
    """What G1, B2, B5 and U8 rest on is there for every grid, shop and department that can."""
    named = Counter(each.name for each in events)
    grids = named["grid.activated"]
    assert named["patrol.planned"] == grids * len(MONTHS)
    assert 0.8 < named["patrol.recorded"] / (grids * len(MONTHS) * A_MONTH) <= 1
    checks = [each.event for each in events if each.name == "inspection.recorded"]
    shops = {
        e.event.unit for e in events if e.name == "unit.enrolled" and e.event.kind == "MERCHANT"
    }
    assert {check.merchant for check in checks} == shops
    assert {(check.kind, check.passed) for check in checks} >= {
        ("SAFETY", True),
        ("FRONTAGE", True),
    }
    assert all(check.passed or check.defects for check in checks)
    assert named["body.unit_linked"]
    assert named["finding.recorded"]


def test_a_round_with_two_papers_too_many_is_void_and_held_again(
    made: tuple[Path, Summary], events: list[Recorded]
) -> None:
    [where] = planted(made, "ballots_returned_over_issued")
    first = [each.name for each in of_stream(events, where["stream"])]
    assert first[-2:] == ["ballot_round.closed", "ballot_round.voided"]
    assert int(where["returned"]) == int(where["issued"]) + 2
    opened = [e.event for e in events if e.name == "ballot_round.opened"]
    assert sum(each.number == 2 for each in opened) == 1


def test_an_assessor_votes_on_his_own_unit(
    made: tuple[Path, Summary], events: list[Recorded]
) -> None:
    [where] = planted(made, "assessor_without_recusal")
    [roll] = [e.event for e in events if e.name == "cycle.assessor_roll_fixed"]
    assert where["assessor"] in {str(one.person) for one in roll.assessors}
    recused = {(str(e.event.assessor), str(e.event.subject)) for e in events if "recused" in e.name}
    assert (where["assessor"], where["unit"]) not in recused
    assert recused  # those who sit on a Big Party Committee


def test_the_year_is_assessed_objected_to_and_final(events: list[Recorded]) -> None:
    """HANDBOOK 4.5: scores on 13 January, ballots in them on the 20th, final on 20 February."""
    computed = [e.event for e in events if e.name == "cycle.scores_computed"]
    assert [(each.version, each.ballots) for each in computed] == [
        (1, False), (1, True), (2, True),
    ]  # fmt: skip
    assert len({each.position for each in computed}) == 1  # of one frozen record
    [final] = [e.event for e in events if e.name == "cycle.finalised"]
    assert final.version == 2
    findings = Counter(e.event.finding for e in events if e.name == "objection.decided")
    assert findings["REJECTED"] >= 1
    assert findings["UPHELD"] + findings["PARTLY"] >= 1


def test_titles_are_conferred_one_is_revoked_and_the_export_is_corrected(
    events: list[Recorded],
) -> None:
    """HANDBOOK 4.5 and 5.2, P-10: within the quota, by the scores that rulings made."""
    named: dict[str, list[Recorded]] = {}
    for each in events:
        named.setdefault(each.name, []).append(each)
    checked = {e.event.score_version for e in named["honour_nomination.eligibility_checked"]}
    assert checked == {1, 2}
    places = {e.stream: e.event.places for e in named["honour_programme.quota_fixed"]}
    taken = Counter(e.stream for e in named["honour_programme.place_taken"])
    assert all(taken[programme] <= places[programme] for programme in taken)
    conferred = {e.stream for e in named["honour_nomination.conferred"]}
    assert set() < {e.stream for e in named["honour_nomination.revoked"]} < conferred
    assert [e.event.number for e in named["export.ordered"]] == [1, 2]
    assert [e.event.cause for e in named["export.corrected"]] == ["HONOUR_REVOKED"]
    assert len(named["export.acknowledged"]) == 2
