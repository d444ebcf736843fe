"""One person under two records: registered twice, at two places at once (SYS-10, SYS-11)."""

from datetime import date
from uuid import UUID

import msgspec

from projections.ledgers.services import L_VOL
from tests.projections.questions.asked import Told, asked, moment
from tests.projections.questions.test_services import session
from tests.projections.year import LI, WANG, Year

TWICE, ONCE = "registered-in-two-communities", "services-at-two-places-at-once"


def told(*phones: str | None, communities: tuple[str, str] = ("FC01", "FC02")) -> Told:
    """Li and Wang with these telephones, registered in these communities."""
    known, year = Told(), Year()
    year.log = known.events
    year.unit()
    for who, phone, community in zip((LI, WANG), phones, communities, strict=True):
        year.member(who)
        birth = known.events[-2]
        known.events[-2] = msgspec.structs.replace(
            birth, event=birth.event.model_copy(update={"phone": phone})
        )
        year.registered(who)
        for place in (-2, -1):
            fact = known.events[place]
            moved = fact.event.model_copy(update={"community": community})
            known.events[place] = msgspec.structs.replace(fact, event=moved)
    return known


def test_one_person_registered_in_two_communities_under_two_records() -> None:
    """SYS-10: no other confirmed registration."""
    rows = asked(told("139", "139"), TWICE)
    assert [(row.person, row.same_as, row.community, row.other_community) for row in rows] == [
        (LI, WANG, "FC01", "FC02"), (WANG, LI, "FC02", "FC01"),
    ]  # fmt: skip
    assert "139" not in str(rows)


def test_two_people_are_registered_where_they_like_and_one_in_one_place() -> None:
    assert asked(told("139", "138"), TWICE) == []
    assert asked(told(None, None), TWICE) == []
    assert asked(told("139", "139", communities=("FC01", "FC01")), TWICE) == []


def test_one_person_who_served_at_two_places_at_once() -> None:
    """SYS-11: no two sessions of one person overlap."""
    start, end = moment("2022-05-10 09:59"), moment("2022-05-10 11:00")
    second = session(2, person=WANG, start=start, end=end, submitted=2)
    known = told("139", "139").plant(L_VOL, session(1), second)
    [row] = asked(known, ONCE)
    assert (row.entry, row.person, row.same_as) == (second.entry, WANG, LI)
    assert row.other_entry == UUID(int=1)
    others = told("139", "138").plant(L_VOL, session(1), second)
    assert asked(others, ONCE) == []


def test_sessions_one_after_another_or_not_confirmed_do_not_overlap() -> None:
    start, end = moment("2022-05-10 10:00"), moment("2022-05-10 11:00")
    after = session(2, person=WANG, start=start, end=end)
    rejected = session(3, person=WANG, state="REJECTED")
    assert asked(told("139", "139").plant(L_VOL, session(1), after, rejected), ONCE) == []
    assert after.service_on == date(2022, 5, 10)
