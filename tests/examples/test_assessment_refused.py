"""What an assessment refuses, what a ballot keeps secret, and a computation broken off."""

from typing import Any
from uuid import UUID

import pytest

from application.handler import Handler
from application.recorded import LogUnavailable
from domain.assessment import BALLOT
from domain.kernel import Actor
from domain.roles import Role
from domain.ruleset import SubjectKind
from tests.county import COUNTY, County, member, members, unit
from tests.examples import cycle
from tests.examples.cycle import CYCLE, FILE, YEAR, Box
from tests.examples.test_members import ORGAN

VOTER = UUID(int=0x5EC)


def balloting(c: County) -> tuple[UUID, Box]:
    """A round of one unit, on which the first delegate stands aside; a second unit beside it."""
    x, y = unit(c, "甲局", ORGAN), unit(c, "乙站", "121409249999000113")
    cycle.computed(c)
    roll = cycle.assessors(c, PARTY_DELEGATE=2)
    aside = {"assessor": roll["PARTY_DELEGATE"][0], "subject": x, "ground": "CLOSE_RELATIVE"}
    c.do(Role.EVO, "cycles", CYCLE, "recuse", **aside)
    return x, Box(c, "UNIT", [x, y], roll).opened()


def test_wrong_roles_and_a_freeze_too_early_are_refused(c: County) -> None:
    c.refused(Role.CS, "role_not_allowed", "cycles", year=YEAR)
    c.at("2023-01-10 23:59")
    c.do(Role.EVO, "cycles", year=YEAR)
    c.refused(Role.EVO, "freeze_too_early", "cycles", CYCLE, "freeze")
    c.refused(Role.EVO, "role_not_allowed", "cycles", CYCLE, "finalise", minutes="【合成】1号")
    c.refused(Role.EVO, "cycle_status", "cycles", CYCLE, "compute")
    c.refused(Role.EVO, "no_ruleset", "cycles", year=2031)


def test_a_vote_twice_or_for_a_recused_subject_is_refused(c: County) -> None:
    x, box = balloting(c)
    papers = box.papers("PARTY_DELEGATE")
    aside = next(p for p in papers if p["without"])
    free = next(p for p in papers if not p["without"])
    vote = [{"subject": x, "option": "A"}]
    asr = cycle.assessor(VOTER)
    c.refused(asr, "recused", "ballots", round=box.id, slip=aside["code"], votes=vote)
    box.cast(free["code"], {x: "A"})
    c.refused(asr, "slip_used", "ballots", round=box.id, slip=free["code"], votes=vote)
    c.refused(asr, "no_such_slip", "ballots", round=box.id, slip="made-up-slip-0001", votes=vote)
    c.refused(Role.EVO, "role_not_allowed", "ballots", round=box.id, slip=free["code"], votes=vote)
    who = box.roll["PARTY_DELEGATE"][1]
    c.do(cycle.assessor(who), "ballot-rounds", box.id, "return", assessor=who)
    again = (cycle.assessor(who), "returned_already", "ballot-rounds", box.id, "return")
    c.refused(*again, assessor=who)
    stranger = cycle.assessor(VOTER)
    c.refused(stranger, "scope_not_allowed", "ballot-rounds", box.id, "return", assessor=who)


def test_nothing_in_the_log_joins_a_vote_to_a_voter(c: County) -> None:
    x, box = balloting(c)
    paper = next(p for p in box.papers("PARTY_DELEGATE") if not p["without"])
    who = box.roll["PARTY_DELEGATE"][1]
    me = cycle.assessor(who)
    votes = [{"subject": x, "option": "A"}]
    key = {"Idempotency-Key": "my vote"}
    c.do(me, "ballots", more=key, round=box.id, slip=paper["code"], votes=votes)
    c.do(me, "ballot-rounds", box.id, "return", assessor=who)
    events = {e.name: e for e in c.system.log.read(0, 10_000) if e.name.startswith("ballot")}
    cast, returned = events["ballot.cast"], events["ballot_round.returned"]
    assert (cast.actor.role, cast.actor.person, cast.actor.body) == ("ASR", None, None)
    assert returned.actor.person == who
    assert cast.stream != returned.stream
    assert cast.command != returned.command
    assert cast.correlation != returned.correlation
    assert cast.causation is None
    told = str(cast.event)
    assert str(who) not in told
    assert paper["code"] not in str(c.get("log", limit=1000))
    assert c.get(f"ballots/{cast.stream}")["state"]["group"] == "PARTY_DELEGATE"
    assert BALLOT.concerns(BALLOT.initial, None).persons == frozenset()
    rows = c.ledger("L-BALLOT", year=YEAR)
    assert not any(str(who) in str(row) for row in rows)


def disputed(c: County) -> tuple[str, str, UUID]:
    """A notice, an objection to it, and whose it is."""
    of = unit(c, "甲局", ORGAN)
    cycle.computed(c)
    cycle.counted_in(c)
    notice = cycle.publicised(c)
    liaison = Actor(Role.UNIT, UUID(int=0xF1), None, None, (f"unit:{of}",))
    return notice, cycle.objection(c, notice, liaison, "UNIT", of), of


def test_nothing_is_final_while_an_objection_is_open_and_nobody_judges_his_own(c: County) -> None:
    notice, objection, of = disputed(c)
    minutes = {"minutes": "【合成】纪1号"}
    c.refused(Role.LG, "publicity_running", "cycles", CYCLE, "finalise", **minutes)
    c.at("2023-02-06 09:00")
    c.refused(Role.LG, "objection_open", "cycles", CYCLE, "finalise", **minutes)
    own = Actor(Role.EVO, UUID(int=0xF1), None, None, COUNTY)
    ruling = {"finding": "UPHELD", "reasons": "属实"}
    c.refused(own, "own_objection", "objections", objection, "decide", **ruling)
    c.refused(Role.EVO, "objection_not_upheld", "cycles", CYCLE, "rule", objections=[objection])
    cycle.decided(c, objection, "UPHELD")
    c.refused(Role.LG, "objection_not_ruled", "cycles", CYCLE, "finalise", **minutes)
    liaison = Actor(Role.UNIT, UUID(int=0xF1), None, None, (f"unit:{of}",))
    late = {"notice": notice, "kind": "UNIT", "subject": of, "facts": "迟到的异议"}
    c.refused(liaison, "not_in_publicity", "objections", **late)
    cycle.ruled(c, objection)
    cycle.finalised(c)
    c.refused(Role.EVO, "cycle_status", "cycles", CYCLE, "rule", objections=[objection])


def test_the_notice_is_taken_down_by_the_clock(c: County) -> None:
    disputed(c)
    c.at("2023-02-03 23:59")
    assert c.ledger("L-NOTICE", year=YEAR)[0]["state"] == "POSTED"
    c.at("2023-02-04 00:01")
    assert c.ledger("L-NOTICE", year=YEAR)[0]["state"] == "CLOSED"


def test_a_computation_that_broke_off_goes_on_and_records_each_score_once(
    c: County, monkeypatch: pytest.MonkeyPatch
) -> None:
    of = unit(c, "甲局", ORGAN)
    members(c, of, 300)
    cycle.frozen(c)
    real, calls = Handler.handle_many, [0]

    def breaks(self: Handler, instructions: Any) -> Any:
        calls[0] += 1
        if calls[0] == 2:
            raise LogUnavailable("the store went away")
        return real(self, instructions)

    monkeypatch.setattr(Handler, "handle_many", breaks)
    with pytest.raises(LogUnavailable):
        c.do(Role.EVO, "cycles", CYCLE, "compute")
    monkeypatch.undo()
    assert c.get(f"cycles/{CYCLE}", min_position=0)["state"]["version"] == 0
    c.settle()
    [row] = c.ledger("L-CYCLE", year=YEAR)
    assert (row["ordered"], row["version"], row["status"]) == (None, 1, "COMPUTED")
    recorded = [e.stream for e in c.system.log.read(0, 10_000) if e.name == "score_book.recorded"]
    assert len(recorded) == len(set(recorded)) == row["count"] > 300


def test_what_is_published_is_what_was_computed_and_digested(c: County) -> None:
    of = unit(c, "甲局", ORGAN)
    who = member(c, of)
    cycle.computed(c)
    row, sheet = cycle.published(c, who), c.sheet(who)
    assert (row["total"], row["bars"]) == (sheet["total"], sheet["bars"])
    lines = c.ledger("L-SCORE", year=YEAR, subject=who)
    assert {line["line"]: line["points"] for line in lines if line["max"]} == {
        line["line"]: line["points"] for line in sheet["lines"]
    }
    [about] = c.ledger("L-CYCLE", year=YEAR)
    assert (row["position"], row["ruleset"]) == (about["computed"], "2022.1")
    kinds = {line["kind"] for line in c.ledger("L-PUBLISHED", year=YEAR)}
    assert kinds == {SubjectKind.UNIT, SubjectKind.MEMBER, SubjectKind.COMMUNITY, SubjectKind.GRID}
    assert len(FILE) == len(row["digest"]) == len(about["digest"])
