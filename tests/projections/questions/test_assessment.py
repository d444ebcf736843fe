"""Questions of SYS-16 and SYS-18: each finds what was planted, and nothing where all is well."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.assessment import (
    AssessorRecused,
    AssessorRollFixed,
    Group,
    RecomputeOrdered,
    RecusalGround,
    cycle_ref,
)
from domain.assessment.ballots import (
    BallotClosed,
    BallotOpened,
    BallotVoided,
    GroupCount,
    VoidGround,
)
from domain.body import Basis, Post, PostAppointed
from domain.community import big_party_committee_ref
from domain.grid import GridPlanned, grid_ref
from domain.kernel import Period
from domain.objection import Finding, ObjectionDecided, ObjectionLodged, ObjectionNotAdmitted
from domain.person import MemberJoinedUnit, PartyKind, PersonRegistered, Residence
from domain.ruleset import SubjectKind
from domain.unit import UnitEnrolled, UnitKind
from projections.ledgers.assessment import L_PUBLISHED, L_SCORE, PublishedRow, ScoreRow
from projections.ledgers.honours import L_HONOUR, HonourRow
from tests.domain.assessment.facts import (
    ANNA,
    BO,
    HERE,
    OPENED,
    ROLL,
    ROUND,
    THERE,
    TWO_PAPERS,
)
from tests.domain.objection.facts import ADMITTED, DECIDED, LODGED
from tests.projections.questions.asked import Told, asked

CYCLE, DISPUTE, OTHER = cycle_ref(2022).id, UUID(int=0xB3), UUID(int=0xB4)
RECUSED = AssessorRecused(assessor=ANNA, subject=HERE, ground=RecusalGround.OWN_UNIT)
SHOULD, RANKING = "assessors-who-should-have-recused", "ranking-without-ballots"


def balloting(*facts: Any, roll: AssessorRollFixed = ROLL) -> Told:
    told = Told()
    for id, community in ((HERE, "FC01"), (THERE, "FC02")):
        enrolled = UnitEnrolled(
            unit=id, title="甲局（合成）", kind=UnitKind.ORGAN, community=community,
            big_party_committee=True, synthetic=True, on=date(2022, 1, 4),
        )  # fmt: skip
        told.tell(id, enrolled)
    for fact in (OPENED, roll, *facts):
        told.tell(CYCLE, fact, "2023-01-13 09:00")
    told.tell(ROUND.id, TWO_PAPERS, "2023-01-16 09:00")
    return told


def works_at(told: Told, person: UUID, unit: UUID) -> Told:
    about = PersonRegistered(
        person=person, full_name="合成", residence=Residence(), party_member=PartyKind.FULL,
        synthetic=True,
    )  # fmt: skip
    told.tell(person, about)
    told.tell(person, MemberJoinedUnit(unit=unit, on=date(2021, 1, 1)))
    return told


def sits_in(told: Told, person: UUID, since: date) -> Told:
    """On the Big Party Committee of FC01."""
    appointed = PostAppointed(
        appointment=UUID(int=0xAA), person=person, post=Post.PART_TIME_MEMBER,
        basis=Basis.PARTY_DELEGATE, period=Period(start=since), document_no="【合成】2号",
    )  # fmt: skip
    told.tell(big_party_committee_ref("FC01").id, appointed)
    return told


def test_an_assessor_with_his_own_unit_on_his_paper_should_have_stood_aside_am27() -> None:
    [row] = asked(works_at(balloting(), ANNA, HERE), SHOULD)
    assert (row.assessor, row.subject, row.ground) == (ANNA, HERE, "OWN_UNIT")
    assert row.opened_on == date(2023, 1, 16)
    assert asked(works_at(balloting(RECUSED), ANNA, HERE), SHOULD) == []
    assert asked(works_at(balloting(), ANNA, UUID(int=9)), SHOULD) == []


def test_standing_aside_after_the_papers_are_out_is_too_late_am27() -> None:
    told = works_at(balloting(), ANNA, HERE)
    told.tell(CYCLE, RECUSED, "2023-01-16 09:01")
    [row] = asked(told, SHOULD)
    assert (row.assessor, row.subject, row.ground) == (ANNA, HERE, "OWN_UNIT")


def test_a_post_over_a_grid_is_a_ground_too_am27() -> None:
    told, grid = balloting(), grid_ref("FC01001")
    planned = GridPlanned(code="FC01001", community="FC01", places=(), on=date(2021, 6, 1))
    told.tell(grid.id, planned)
    of_grids = TWO_PAPERS.model_copy(update={"kind": SubjectKind.GRID, "subjects": (grid.id,)})
    told.tell(UUID(int=0x99), of_grids, "2023-01-16 10:00")
    found = asked(sits_in(told, BO, date(2022, 3, 1)), SHOULD)
    assert grid.id in {row.subject for row in found}


def test_a_post_that_was_recorded_later_should_have_been_a_ground_am27() -> None:
    [row] = asked(sits_in(balloting(), BO, date(2022, 3, 1)), SHOULD)
    assert (row.assessor, row.subject, row.ground) == (BO, HERE, "HOLDS_POST_IN_SUBJECT_BPC")
    assert asked(sits_in(balloting(), BO, date(2023, 2, 1)), SHOULD) == []


def test_who_votes_in_another_area_had_no_such_paper() -> None:
    told = balloting()
    of_fc02 = TWO_PAPERS.model_copy(update={"area": "FC02"})
    told.events[-1] = told.events[-1].__class__(
        *(of_fc02 if isinstance(v, BallotOpened) else v for v in _values(told.events[-1]))
    )
    assert asked(works_at(told, ANNA, HERE), SHOULD) == []  # ANNA votes in FC01


def _values(recorded: Any) -> list[Any]:
    return [getattr(recorded, name) for name in recorded.__struct_fields__]


def test_who_was_recused_and_why() -> None:
    [row] = asked(balloting(RECUSED), "recused-assessors")
    assert (row.assessor, row.subject, row.ground) == (ANNA, HERE, "OWN_UNIT")
    other_year = Told()
    other_year.tell(UUID(int=7), RECUSED)
    assert asked(other_year, "recused-assessors") == []


def test_who_is_scored_and_on_no_paper_is_told() -> None:
    told = balloting()
    assert asked(told, "subjects-on-no-ballot-paper") == []
    left_out = UnitEnrolled(
        unit=UUID(int=0xC9), title="丙局（合成）", kind=UnitKind.ORGAN, community="FC01",
        big_party_committee=True, synthetic=True, on=date(2022, 1, 4),
    )  # fmt: skip
    told.tell(UUID(int=0xC9), left_out, "2023-01-17 09:00")
    [row] = asked(told, "subjects-on-no-ballot-paper")
    assert (row.kind, row.subject, row.name) == ("UNIT", UUID(int=0xC9), "丙局（合成）")


def test_a_void_round_is_told_with_its_papers() -> None:
    told = balloting()
    assert asked(told, "void-ballot-rounds") == []
    counts = (GroupCount(group=Group.PARTY_DELEGATE, issued=2, returned=4),)
    for fact in (
        BallotClosed(groups=counts, tallies=()),
        BallotVoided(ground=VoidGround.MORE_RETURNED_THAN_ISSUED),
    ):
        told.tell(ROUND.id, fact, "2023-01-19 17:00")
    [row] = asked(told, "void-ballot-rounds")
    assert (row.round, row.ground) == (ROUND.id, "MORE_RETURNED_THAN_ISSUED")
    assert (row.issued, row.returned, row.rerun) == (2, 4, False)
    again = TWO_PAPERS.model_copy(update={"number": 2})
    told.tell(UUID(int=0xB9), again, "2023-01-20 09:00")
    [row] = asked(told, "void-ballot-rounds")
    assert row.rerun


def line(subject: UUID, line: str, points: str | None, most: str | None, **more: Any) -> ScoreRow:
    fields = {
        "year": 2022, "version": 1, "ballots": True, "kind": "UNIT", "subject": subject,
        "community": "FC01", "grid": None, "unit": subject, "line": line, "points": points,
        "max": most, "applicable": True, "recorded": True, "inputs": (), "formula": "",
        "evidence": (), "ruleset": "2022.1", "computed_at": 1,
    }  # fmt: skip
    return ScoreRow(**(fields | more))


def published(subject: UUID, total: str, ballot: str, **more: Any) -> PublishedRow:
    fields = {
        "year": 2022, "kind": "UNIT", "subject": subject, "community": "FC01", "grid": None,
        "unit": subject, "version": 1, "ballots": True, "total": total, "grade": None,
        "objective": None, "ballot": ballot, "bonus": "0.00", "deductions": "0.00", "bars": (),
        "missing": (), "primary": None, "ruleset": "2022.1", "position": 1, "digest": "",
    }  # fmt: skip
    return PublishedRow(**(fields | more))


def test_the_ranking_without_ballots_names_those_whose_place_changes() -> None:
    told = Told()
    told.plant(
        L_SCORE, line(HERE, "U1", "4.00", "5"), line(THERE, "U1", "5.00", "5"),
        line(THERE, "U8", None, "10", applicable=False), line(HERE, "BALLOT", "30.00", "30"),
    )  # fmt: skip
    told.plant(L_PUBLISHED, published(HERE, "86.00", "30.00"), published(THERE, "80.00", "10.00"))
    first, second = asked(told, RANKING)
    assert (first.subject, first.rank, first.rank_without, first.moves) == (HERE, 1, 2, -1)
    assert (first.without, second.without) == ("80.00", "100.00")
    assert asked(told, RANKING, kind=SubjectKind.GRID) == []


def test_a_ranking_that_stays_names_nobody() -> None:
    told = Told().plant(
        L_SCORE, line(HERE, "U1", "5.00", "5"), line(THERE, "U1", "4.00", "5")
    )  # fmt: skip
    told.plant(L_PUBLISHED, published(HERE, "86.00", "30.00"), published(THERE, "80.00", "10.00"))
    assert asked(told, RANKING) == []


def test_the_evidence_of_a_published_line_is_events() -> None:
    told = balloting()
    told.plant(
        L_SCORE, line(HERE, "U6", "12.00", "15", evidence=(2, 3), formula="15×8/10"),
        line(HERE, "U1", "5.00", "5", evidence=(2,)), line(THERE, "U6", "1.00", "15"),
    )  # fmt: skip
    rows = asked(told, "evidence-of-a-score", subject=HERE, line="U6")
    assert [(row.position, row.event) for row in rows] == [
        (2, "unit.enrolled"), (3, "unit.enrolled"),
    ]  # fmt: skip
    assert (rows[0].points, rows[0].formula) == ("12.00", "15×8/10")
    assert len(asked(told, "evidence-of-a-score", subject=HERE)) == 3
    assert asked(told, "evidence-of-a-score") == []


def test_without_published_scores_there_is_no_drift() -> None:
    assert asked(balloting(), "score-drift") == []


# SYS-18


def disputes() -> Told:
    """One that stands, one not admitted, one open."""
    told = Told()
    told.tell(CYCLE, OPENED)
    lodged = LODGED.model_copy(update={"community": "FC01"})
    for fact in (lodged, ADMITTED, DECIDED):
        told.tell(DISPUTE, fact, "2023-01-31 09:00")
    lead = ObjectionLodged(**{**dict(lodged), "objector": None, "line": "U3"})
    for fact in (lead, ObjectionNotAdmitted(reason="无事实")):
        told.tell(OTHER, fact, "2023-01-31 09:00")
    told.tell(UUID(int=0xB5), lodged, "2023-01-31 10:00")
    return told


def test_objections_in_figures_for_the_county_and_each_community() -> None:
    county, community = asked(disputes(), "objections-in-figures")
    assert (county.community, community.community) == (None, "FC01")
    assert (county.lodged, county.leads, county.partly, county.not_admitted) == (3, 1, 1, 1)
    assert (county.upheld, county.rejected, county.open, county.late) == (0, 0, 1, 0)
    assert asked(Told(), "objections-in-figures") == []
    due = "2023-02-15 23:59"  # ten working days are over at 24:00, and the third is open still
    assert asked(disputes(), "objections-in-figures", now=due)[0].late == 0
    assert asked(disputes(), "objections-in-figures", now="2023-02-16 00:00")[0].late == 1


def test_the_most_disputed_rule_comes_first() -> None:
    first, second = asked(disputes(), "most-disputed-rules")
    assert (first.line, first.objections, first.stand) == ("U7", 2, 1)
    assert (second.line, second.objections, second.stand) == ("U3", 1, 0)


def test_what_an_objection_changed_is_told_line_by_line() -> None:
    told = disputes()
    [before] = asked(told, "what-objections-changed")
    assert (before.objection, before.finding, before.line) == (DISPUTE, "PARTLY", None)
    ruling = RecomputeOrdered(version=2, objections=(DISPUTE,), admitted=())
    told.tell(CYCLE, ruling, "2023-01-31 11:00")
    told.plant(
        L_SCORE, line(HERE, "U7", "3.75", "5"), line(HERE, "U1", "5.00", "5"),
        line(HERE, "U7", "5.00", "5", version=2), line(HERE, "U1", "5.00", "5", version=2),
    )  # fmt: skip
    [row] = asked(told, "what-objections-changed")
    assert (row.line, row.old, row.new, row.version) == ("U7", "3.75", "5.00", 2)


def test_what_an_objection_to_an_honour_changed_is_the_title() -> None:
    """SYS-18: any resident objects about a publicised honour."""
    for state, change in (("REFUSED", ("H-UNIT", "PUBLICISED", "REFUSED")), ("PUBLICISED", None)):
        about = {"code": "H-UNIT", "year": 2022, "kind": "UNIT", "subject": HERE, "unit": HERE}
        title = HonourRow(
            UUID(int=0xC1), **about, community="FC01", grid=None, state=state,
            notice=LODGED.notice,
        )  # fmt: skip
        told = disputes().plant(L_HONOUR, title)
        [row] = asked(told, "what-objections-changed")
        assert (row.line, row.old, row.new) == (change or (None, None, None))


def test_a_rejected_objection_changed_nothing() -> None:
    told = Told()
    rejected = ObjectionDecided(
        finding=Finding.REJECTED, decider=UUID(int=5), reasons="无据", late=False
    )
    for fact in (LODGED, ADMITTED, rejected):
        told.tell(DISPUTE, fact, "2023-01-31 09:00")
    assert asked(told, "what-objections-changed") == []


def test_units_that_took_no_part_are_listed_and_not_scored_0_am33() -> None:
    told = Told()
    for number, kind, member, on in (
        (1, UnitKind.ORGAN, True, "2022-06-01"),
        (2, UnitKind.ORGAN, False, "2022-06-01"),
        (3, UnitKind.SCHOOL, True, "2023-01-01"),
        (4, UnitKind.MERCHANT, False, "2022-01-01"),
    ):
        enrolled = UnitEnrolled(
            unit=UUID(int=number), title="合成", kind=kind, community="FC01",
            big_party_committee=member, synthetic=True, on=date.fromisoformat(on),
        )  # fmt: skip
        told.tell(UUID(int=number), enrolled)
    found = asked(told, "units-not-enrolled")
    assert {(row.unit.int, row.status) for row in found} == {
        (2, "NOT_ENROLLED"), (3, "NOT_ENROLLED"),
    }  # fmt: skip
