"""Resources offered, booked and used, and demands, of which some find no match (SYS-14, R-40)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.agreement import agreement_ref
from domain.resource import (
    BookResource,
    CancelBooking,
    MatchDemand,
    OfferResource,
    Opening,
    PostDemand,
    RecordUse,
    ResourceKind,
    resource_offer_ref,
)
from domain.vocabulary import FiveForm, ServiceField
from interfaces.simulation.clock import Dice, at, at_the_office
from interfaces.simulation.plan import YEAR, CommunityPlan, Plan, UnitPlan
from interfaces.simulation.schedule import Begun, Course, does
from interfaces.simulation.texts import NEEDS

OF_UNITS, OF_OTHERS = 0.6, 0.1  # share of them that offers something
NEVER_OPENED: Final = 0.15
BOOKINGS_MAX: Final = 5
APART: Final = timedelta(days=7)  # one booking from the next
CANCELLED, USED = 0.1, 0.9
DEMANDS_PER_1000: Final = 2.3  # residents
MATCHED, OF_RESIDENTS = 0.7, 0.8
POSTED: Final = (date(YEAR, 6, 1), date(YEAR, 11, 30))
OFFERED: Final = (date(YEAR, 5, 9), date(YEAR, 7, 29))
HOURS: Final = tuple(Opening(weekday=day, opens="08:00", closes="20:00") for day in range(1, 8))
TITLES: Final = {
    ResourceKind.VENUE: "多功能活动厅",
    ResourceKind.EQUIPMENT: "投影音响设备",
    ResourceKind.EXPERTISE: "专业讲师",
    ResourceKind.FUNDS_IN_KIND: "助老物资",
}
KINDS: Final = {
    ResourceKind.VENUE: 50,
    ResourceKind.EQUIPMENT: 20,
    ResourceKind.EXPERTISE: 20,
    ResourceKind.FUNDS_IN_KIND: 10,
}


def courses(plan: Plan) -> Iterator[Begun]:
    for community in plan.communities:
        market = Market(plan, community)
        yield from market.offers()
        yield from market.demands()


class Market:
    """Supply and demand of one community. open: the resources offered so far."""

    def __init__(self, plan: Plan, community: CommunityPlan) -> None:
        self._plan, self._community = plan, community
        self._open: list[UUID] = []

    def offers(self) -> Iterator[Begun]:
        code, units = self._community.code, self._community.units
        luck = self._plan.dice(f"resources/{code}")
        for number, unit in enumerate((*units, *self._community.parties)):
            if luck.hits(OF_UNITS if number < len(units) else OF_OTHERS):
                moment = at_the_office(luck.moment_on(luck.day_in(*OFFERED)))
                name = f"resource/{code}/{number}"
                yield Begun(name, moment, self._offered(unit, moment, name))

    def demands(self) -> Iterator[Begun]:
        code, residents = self._community.code, self._community.community.residents
        luck = self._plan.dice(f"demands/{code}")
        for number in range(max(2, round(residents * DEMANDS_PER_1000 / 1000))):
            posted = at_the_office(luck.moment_on(luck.day_in(*POSTED)))
            name = f"demand/{code}/{number}"
            yield Begun(name, posted, self._demanded(posted, name))

    def _offered(self, unit: UnitPlan, moment: datetime, name: str) -> Course:
        """As promised where its agreement shares a resource, else beyond it."""
        luck, code = self._plan.dice(name), self._community.code
        kind, agreement = luck.drawn(KINDS), agreement_ref(code, unit.id, YEAR)
        promised = (
            commitment.id
            for commitment in self._plan.look(agreement).commitments
            if commitment.terms.form is FiveForm.SHARED_RESOURCES
        )
        promise = next(promised, None)
        offer = OfferResource(
            unit=unit.id, community=code, kind=kind, title=TITLES[kind], openings=HOURS,
            agreement=agreement.id if promise else None, commitment=promise,
        )  # fmt: skip
        stream = (yield does(moment, unit.actor, offer)).stream
        self._open.append(stream)
        if luck.hits(NEVER_OPENED):
            return
        day = moment.date() + APART
        for _ in range(luck.randint(1, BOOKINGS_MAX)):
            yield from self._booked(stream, day, luck)
            day += APART + timedelta(days=luck.randint(0, 14))

    def _booked(self, stream: UUID, day: date, luck: Dice) -> Course:
        """Asked for three days before; used, or given up."""
        worker, start = self._community.cw(luck), at(day, luck.randint(9, 16))
        end = start + timedelta(hours=2)
        book = BookResource(start=start, end=end, purpose="居民活动（合成）")
        yield does(start - timedelta(days=3), worker, book, stream)
        booking = self._plan.look(resource_offer_ref(stream)).bookings[-1].id
        if luck.hits(CANCELLED):
            cancel = CancelBooking(booking=booking, reason="活动改期。")
            yield does(start - timedelta(days=1), worker, cancel, stream)
        elif luck.hits(USED):
            until = end - luck.minutes(0, 30)
            use = RecordUse(booking=booking, start=start, end=until, people=luck.randint(5, 60))
            yield does(end + luck.minutes(5, 60), worker, use, stream)

    def _demanded(self, posted: datetime, name: str) -> Course:
        luck, asker = self._plan.dice(name), None
        field = luck.choice([each for each in ServiceField if each is not ServiceField.OTHER])
        if luck.hits(OF_RESIDENTS):
            asker = self._community.resident(luck)
        post = PostDemand(
            community=self._community.code, field=field, need=luck.choice(NEEDS[field]),
            requester=asker.id if asker else None, wanted_by=posted.date() + timedelta(days=30),
        )  # fmt: skip
        stream = (yield does(posted, self._community.cw(luck), post)).stream
        later = at_the_office(posted + timedelta(days=luck.randint(1, 20)))
        if luck.hits(MATCHED) and self._open:
            match = MatchDemand(offer=luck.choice(self._open))
            yield does(later, self._community.cs, match, stream)
