"""Questions of SYS-06, SYS-08 and SYS-09, and the ledgers L-FAC and L-CHANNEL beside them."""

from datetime import date
from typing import Any, cast
from uuid import UUID

import pytest

from application.log import EventLog
from domain.facility import SIX_CENTRES
from projections.asking import Asked
from projections.communal import channel_years, matrix
from projections.ledgers.bodies import BODIES, BodyRow
from projections.ledgers.cases import L_CASE
from projections.ledgers.channels import CHANNELS, L_BOX, BoxRow, ChannelRow, Spell
from projections.ledgers.deliberation import L_DELIB
from projections.ledgers.facilities import FACILITIES, FacilityRow, Turn, Use
from projections.ledgers.orders import L_ORDER
from projections.reading import Snapshot
from tests.projections.known import case, order
from tests.projections.questions.asked import Known, Told, asked, moment, recognised
from tests.projections.test_metrics_deliberation import part, resolved

OPENED = date(2021, 9, 1)
MONTHS = [f"2022-{month:02}" for month in range(1, 13)]


def community(code: str = "FC01", on: date = date(2021, 6, 1)) -> BodyRow:
    return BodyRow(code, "COMMUNITY_PARTY_ORG", f"{code}（合成）", code, on)


def about(told: Told, on: str = "2022-12-31", now: str = "2023-02-01 00:00") -> Asked:
    known = cast(Snapshot, Known(told, len(told.events)))
    day = date.fromisoformat(on)
    return Asked(known, cast(EventLog, told), 2022, day, moment(now), recognised)


# SYS-08


def test_a_residents_proposal_that_was_rejected_is_told_with_its_reason() -> None:
    no = {"state": "REJECTED", "rejected_for": "PRIVATE_MATTER"}
    told = Told().plant(
        L_DELIB, resolved(1, part("2022-06-30")), resolved(2, **no),
        resolved(3, **no, proposed_by="UNIT"), resolved(4, **no | {"proposed_on": OPENED}),
    )  # fmt: skip
    [row] = asked(told, "rejected-proposals-of-residents")
    assert (row.item, row.reason) == (UUID(int=2), "PRIVATE_MATTER")


def test_decisions_executed_on_time_late_and_not_at_all_are_counted() -> None:
    told = Told().plant(
        L_DELIB,
        resolved(1, part("2022-06-30", "2022-06-30"), part("2022-05-31", "2022-05-30")),
        resolved(2, part("2022-06-30", "2022-06-20"), part("2022-05-31", "2022-06-01")),
        resolved(3, part("2022-06-30", "2022-06-20"), part("2022-06-30")),
        resolved(4, part("2022-12-31")),
        resolved(5),
        resolved(6, part("2022-06-30", "2022-06-30"), community="FC02"),
    )
    first, second = asked(told, "decisions-executed-on-time", on="2022-06-30")
    assert (first.due, first.on_time, first.late, first.open) == (3, 1, 1, 1)
    assert first.on_time_percent == "33.33"
    assert (second.community, second.on_time_percent) == ("FC02", "100.00")
    [whole, _] = asked(told, "decisions-executed-on-time")
    assert (whole.due, whole.open) == (4, 2)


def test_a_participant_type_that_never_takes_part_is_named_r40() -> None:
    sat = {"held_on": date(2022, 4, 1), "deliberated_by": ("COMMUNITY", "RESIDENT", "UNIT")}
    later = {"decided_by": ("MERCHANT",), "executed_by": ("DEPARTMENT",),
             "supervised_by": ("SUPERVISION_COMMITTEE",)}  # fmt: skip
    elsewhere = sat | {"community": "FC02", "held_on": date(2021, 4, 1)}
    told = Told().plant(L_DELIB, resolved(1, **sat), resolved(2, **sat, **later))
    told.plant(L_DELIB, resolved(3, **elsewhere))
    rows = asked(told, "participant-types-that-never-take-part")
    absent = {"SOCIAL_ORGANISATION", "PROPERTY_COMPANY", "OWNERS_COMMITTEE"}
    assert {(row.community, row.participant_type) for row in rows} == {
        ("FC01", type) for type in absent
    }
    assert {row.sittings for row in rows} == {2}


# SYS-09


def centre(type: str, *turns: Turn, **changes: Any) -> FacilityRow:
    uses = tuple(Use(month, "ELDER_CARE", 9) for month in MONTHS)
    told: dict[str, Any] = {
        "facility": UUID(int=len(type)), "community": "FC01", "type": type, "centre": True,
        "title": "合成", "address": "1号", "status": turns[-1].status, "course": turns,
        "uses": uses,
    }  # fmt: skip
    return FacilityRow(**told | changes)


IN_SERVICE = Turn(OPENED, "IN_SERVICE", 1)
PAUSED = Turn(date(2022, 3, 10), "SUSPENDED", 2)


def six(**instead: FacilityRow) -> list[FacilityRow]:
    return [instead.get(type, centre(type, IN_SERVICE)) for type in SIX_CENTRES]


def test_a_community_that_lacks_a_centre_is_found_with_its_day_r26() -> None:
    told = Told().plant(BODIES, community()).plant(FACILITIES, *six())
    assert asked(told, "communities-without-a-centre") == []
    planned = centre("CULTURE_ACTIVITY", Turn(date(2022, 2, 1), "PLANNED", 3))
    paused = centre("ELDER_CARE", IN_SERVICE, PAUSED)
    told = Told().plant(BODIES, community(), community("FC02"))
    told.plant(FACILITIES, *six(ELDER_CARE=paused, CULTURE_ACTIVITY=planned))
    rows = asked(told, "communities-without-a-centre")
    here = {row.centre: (row.since, row.status) for row in rows if row.community == "FC01"}
    assert here == {
        "ELDER_CARE": (PAUSED.on, "SUSPENDED"), "CULTURE_ACTIVITY": (date(2021, 6, 1), "PLANNED"),
    }  # fmt: skip
    assert sum(row.community == "FC02" for row in rows) == 6
    before = asked(told, "communities-without-a-centre", on="2022-03-09")
    assert {row.centre for row in before if row.community == "FC01"} == {"CULTURE_ACTIVITY"}
    rooms = centre("LIBRARY", PAUSED, centre=False)
    assert len(asked(told.plant(FACILITIES, rooms), "communities-without-a-centre")) == 8


@pytest.mark.parametrize(
    ("changes", "overdue", "silent"),
    [({"course": (IN_SERVICE, PAUSED), "status": "SUSPENDED", "reopens_on": date(2022, 12, 1)},
      30, ()),
     ({"uses": tuple(Use(month, "ELDER_CARE", 9) for month in MONTHS[1:])}, 0, ("2022-01",)),
     ({"uses": (*(Use(m, "ELDER_CARE", 9) for m in MONTHS[1:]), Use("2022-01", "OTHER", 0))},
      0, ("2022-01",))],
)  # fmt: skip
def test_an_elder_care_centre_not_open_as_announced_is_found(
    changes: dict[str, Any], overdue: int, silent: tuple[str, ...]
) -> None:
    clean = centre("ELDER_CARE", IN_SERVICE, community="FC02")
    bad = centre("ELDER_CARE", *changes.pop("course", (IN_SERVICE,)), **changes)
    other = centre("CULTURE_ACTIVITY", IN_SERVICE, uses=())
    told = Told().plant(FACILITIES, clean, bad, other)
    [row] = asked(told, "centres-not-open-as-announced")
    assert (row.community, row.overdue_days, row.silent_months) == ("FC01", overdue, silent)
    [culture] = asked(told, "centres-not-open-as-announced", type="CULTURE_ACTIVITY")
    assert culture.silent_months == tuple(MONTHS[:11]), "December may not be counted yet"


def test_a_month_with_a_pause_in_it_is_not_silent() -> None:
    again = Turn(date(2022, 5, 20), "IN_SERVICE", 3)
    told = Told().plant(FACILITIES, centre("ELDER_CARE", IN_SERVICE, PAUSED, again, uses=()))
    [row] = asked(told, "centres-not-open-as-announced", on="2022-07-31")
    assert row.silent_months == ("2022-01", "2022-02", "2022-06")


def test_the_matrix_has_a_cell_for_each_community_and_type_also_where_nothing_is() -> None:
    """L-FAC."""
    paused = centre("ELDER_CARE", IN_SERVICE, PAUSED)
    room = centre("LIBRARY", IN_SERVICE, centre=False)
    told = Told().plant(BODIES, community("FC02"), community())
    told.plant(FACILITIES, *six(ELDER_CARE=paused), room)
    rows = list(matrix(about(told)))
    assert [row.community for row in rows] == ["FC01"] * 7 + ["FC02"] * 6
    care = next(row for row in rows if row.type == "ELDER_CARE")
    assert (care.status, care.since, care.visits) == ("SUSPENDED", PAUSED.on, 108)
    assert {(row.status, row.visits) for row in rows[7:]} == {(None, 0)}
    early = next(r for r in matrix(about(told, "2022-03-09")) if r.type == "ELDER_CARE")
    assert (early.status, early.since) == ("IN_SERVICE", OPENED)


# SYS-06

BOX, HOTLINE = UUID(int=0xB0), UUID(int=0xB1)
JANUARY = moment("2022-01-01 00:00")


def channel(id: UUID, type: str, *spells: Spell, **changes: Any) -> ChannelRow:
    told: dict[str, Any] = {
        "channel": id, "type": type, "community": "FC01", "grid": None, "status": "IN_SERVICE",
        "at": JANUARY, "spells": spells,
    }  # fmt: skip
    return ChannelRow(**told | changes)


def opening(number: int, at: str, letters: int, registered: int, aside: int = 0) -> BoxRow:
    over = letters == registered + aside
    return BoxRow(
        UUID(int=number), BOX, "FC01", "RECONCILED" if over else "OPENED", moment(at), UUID(int=1),
        UUID(int=2), letters, registered, aside,
    )  # fmt: skip


def test_the_last_opening_of_a_box_and_letters_not_accounted_for() -> None:
    told = Told().plant(CHANNELS, channel(BOX, "BOX"), channel(HOTLINE, "HOTLINE"))
    told.plant(L_BOX, opening(2, "2022-12-20 09:00", 3, 2, 1), opening(1, "2022-12-01 09:00", 4, 3))
    [row] = asked(told, "last-opening-of-each-box")
    assert (row.opened_at, row.days, row.reconciled) == (moment("2022-12-20 09:00"), 11, True)
    assert (row.opener, row.witness, row.unaccounted) == (UUID(int=1), UUID(int=2), 1)
    [earlier] = asked(told, "last-opening-of-each-box", on="2022-12-19")
    assert (earlier.letters, earlier.registered, earlier.reconciled) == (4, 3, False)
    [never] = asked(told, "last-opening-of-each-box", on="2022-11-30")
    assert (never.opened_at, never.days, never.unaccounted) == (None, None, 0)


def test_a_wish_older_than_thirty_days_that_nobody_fulfilled_is_found() -> None:
    wish = {"origin": "WISH_TREE", "state": "ISSUED", "placed_on": date(2022, 11, 30)}
    told = Told().plant(
        L_ORDER, order(1, **wish), order(2, **wish | {"placed_on": date(2022, 12, 1)}),
        order(3, **wish | {"state": "CLOSED"}), order(4, **wish | {"origin": "RESIDENT"}),
    )  # fmt: skip
    [row] = asked(told, "wishes-older-than-30-days")
    assert (row.order, row.days) == (UUID(int=1), 31)
    assert len(asked(told, "wishes-older-than-30-days", days=29)) == 2


@pytest.mark.parametrize(
    ("at", "taken_up", "found"),
    [("2022-03-01 22:00", {"accepted_at": "2022-03-01 23:01"}, True),
     ("2022-03-01 22:00", {"accepted_at": "2022-03-01 23:00"}, False),
     ("2022-03-02 05:59", {}, True),
     ("2022-03-02 06:00", {}, False),
     ("2022-03-01 21:59", {}, False),
     ("2022-03-01 23:30", {"first_contact_at": "2022-03-01 23:40"}, False),
     ("2022-03-01 23:30", {"left_at": "2022-03-01 23:40"}, False)],
)  # fmt: skip
def test_a_call_at_night_that_reached_nobody_is_found(
    at: str, taken_up: dict[str, str], found: bool
) -> None:
    moments = {name: moment(text) for name, text in taken_up.items()}
    row = case(1, reported_at=moment(at), reported_on=date(2022, 3, 1), **moments)
    told = Told().plant(L_CASE, row)
    assert bool(asked(told, "night-calls-that-reached-nobody")) is found
    window = Told().plant(L_CASE, case(1, reported_at=moment(at), channel="WINDOW"))
    assert asked(window, "night-calls-that-reached-nobody") == []


def test_a_channels_year_has_its_days_intake_and_what_became_of_it() -> None:
    """L-CHANNEL."""
    accepted = moment("2022-03-01 10:30")
    told = Told().plant(BODIES, community())
    told.plant(
        CHANNELS,
        channel(BOX, "BOX", Spell(JANUARY)),
        channel(
            HOTLINE, "HOTLINE", Spell(JANUARY, moment("2022-01-10 09:00")),
            Spell(moment("2022-01-10 12:00"), moment("2022-01-31 12:00")),
        ),
        channel(UUID(int=3), "WECHAT_ACCOUNT", Spell(JANUARY), community=None),
    )  # fmt: skip
    told.plant(L_CASE, case(1, accepted_at=accepted), case(2), case(3, channel="WECHAT_ACCOUNT"))
    told.plant(L_CASE, case(4, reported_on=date(2021, 3, 1)))
    told.plant(L_ORDER, order(1, origin="WISH_TREE"), order(2, origin="WISH_TREE", issued_at=None))
    told.plant(L_BOX, opening(1, "2022-12-20 09:00", 3, 2, 1))
    rows = {row.type: row for row in channel_years(about(told))}
    assert set(rows) == {"HOTLINE", "BOX", "WISH_TREE", "WECHAT_ACCOUNT"}
    hotline, box = rows["HOTLINE"], rows["BOX"]
    assert (hotline.channels, hotline.in_service_days) == (0, 31)
    assert hotline.intake == (0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    assert (hotline.turned, hotline.acceptance_minutes) == ("1/2", 90)
    assert (box.channels, box.in_service_days, box.letters) == (1, 365, 3)
    assert (box.turned, box.turned_percent) == ("2/3", "66.67")
    assert box.last_opened_at == moment("2022-12-20 09:00")
    assert (rows["WISH_TREE"].turned, rows["WISH_TREE"].channels) == ("1/2", 0)
    assert (rows["WECHAT_ACCOUNT"].channels, rows["WECHAT_ACCOUNT"].turned) == (1, "0/1")
