"""Information collection: ReportCase, R-18, R-22, SYS-05, SYS-06."""

from uuid import UUID

import pytest

from domain.case import CASE, CaseReported, Channel, ReportCase
from domain.kernel import SYSTEM, Actor, derived_id
from domain.roles import Role
from tests.domain.case.world import EVIDENCE, REPORTED, RESIDENT, WANG, at, case

NOW = "2022-02-08 10:00"
REPORT = ReportCase(
    channel=Channel.HOTLINE, channel_ref="2022-17", text="暖气不热（合成）", community="FC01",
    grid="FC01001", reporter=WANG,
)  # fmt: skip
PATROL = ReportCase(channel=Channel.GRID_PATROL, photos=(EVIDENCE,), community="FC01")


def changed(**fields: object) -> ReportCase:
    return ReportCase(**{**dict(REPORT), **fields})


def test_what_was_said_is_kept_with_who_and_where() -> None:
    case().when(REPORT).then(CaseReported(**{**dict(REPORTED), **at(NOW)}))


def test_the_same_reference_of_one_channel_is_the_same_case() -> None:
    assert CASE.identify(REPORT) == derived_id("case", "HOTLINE", "2022-17")
    assert CASE.identify(changed(channel_ref=None)) is None
    case(REPORTED).when(REPORT).then_refused("case_exists")


def test_a_photo_is_enough_but_something_must_be_reported() -> None:
    case().by(Role.GW).when(PATROL).then(
        CaseReported(**at(NOW), channel=Channel.GRID_PATROL, photos=(EVIDENCE,), community="FC01")
    )
    case().by(Role.GW).when(PATROL.model_copy(update={"photos": ()})).then_refused(
        "nothing_reported"
    )


def test_an_order_that_nobody_accepted_is_reported_by_the_system_p03() -> None:
    order = UUID(int=9)
    report = ReportCase(channel=Channel.ORDER, community="FC01", order=order)
    case().by(SYSTEM).when(report).then(
        CaseReported(**at(NOW), channel=Channel.ORDER, community="FC01", order=order)
    )


@pytest.mark.parametrize("channel", [Channel.IMPORT, Channel.ORDER])
def test_people_do_not_use_the_channels_of_the_system(channel: Channel) -> None:
    case().when(changed(channel=channel)).then_refused("channel_of_the_system")


def test_a_resident_reports_in_her_own_name_unless_anonymous() -> None:
    unsaid = changed(reporter=None)
    case().by(RESIDENT).when(unsaid).then(CaseReported(**dict(REPORT), **at(NOW)))
    anonymous = changed(reporter=None, anonymous=True)
    case().by(RESIDENT).when(anonymous).then(
        CaseReported(**dict(anonymous), **at(NOW), reachable=False)
    )
    case().by(RESIDENT).when(changed(reporter=UUID(int=7))).then_refused("not_in_own_name")


def test_nobody_is_anonymous_and_named() -> None:
    case().when(changed(anonymous=True)).then_refused("anonymous_or_named")


def test_who_sent_a_letter_or_called_is_written_down() -> None:
    case().when(changed(reporter=None)).then_refused("reporter_unstated")
    assert case().when(changed(reporter=None, contact="138…")).facts()
    assert case().when(changed(reporter=None, anonymous=True)).facts()


def test_an_anonymous_caller_who_leaves_a_number_can_be_reached() -> None:
    (fact,) = case().when(changed(reporter=None, anonymous=True, contact="138…")).facts()
    assert isinstance(fact, CaseReported)
    assert fact.reachable


def test_a_named_reporter_is_a_registered_person() -> None:
    case().when(changed(reporter=UUID(int=7))).then_refused("no_such_person")


def test_a_case_belongs_to_a_community_that_exists() -> None:
    case().when(changed(community="FC09", grid=None)).then_refused("no_such_community")
    case().at("2021-05-31 10:00").when(changed(grid=None)).then_refused("no_such_community")


def test_a_place_is_in_an_active_grid_of_the_community_or_unknown() -> None:
    for grid in ("FC01009", "FC02001", "FC01555"):
        case().when(changed(grid=grid)).then_refused("no_such_grid")
    assert case().when(changed(grid=None)).facts()


def test_a_worker_enters_it_for_a_person_who_left_a_paper_form() -> None:
    on_behalf = Actor(role=Role.CW, person=UUID(int=1), on_behalf_of=WANG)
    (fact,) = case().by(on_behalf).when(changed(reporter=None)).facts()
    assert isinstance(fact, CaseReported)
    assert fact.reporter == WANG
    stranger = Actor(role=Role.CW, person=UUID(int=1), on_behalf_of=UUID(int=7))
    case().by(stranger).when(changed(reporter=None)).then_refused("no_such_person")
