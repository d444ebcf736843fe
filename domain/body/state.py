"""What a body is, and who holds which post in it (SYS-02, R-13)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from domain.kernel import Period, require


class BodyType(StrEnum):
    LEADING_GROUP = "LEADING_GROUP"
    COUNTY_PB_LEADING_GROUP = "COUNTY_PB_LEADING_GROUP"
    ORG_DEPT = "ORG_DEPT"
    ORGANS_WORKING_COMMITTEE = "ORGANS_WORKING_COMMITTEE"
    NON_PUBLIC_SOCIAL_ORG_COMMITTEE = "NON_PUBLIC_SOCIAL_ORG_COMMITTEE"
    TOWN_COMMITTEE = "TOWN_COMMITTEE"
    COMMUNITY_PARTY_ORG = "COMMUNITY_PARTY_ORG"
    GENERAL_BRANCH = "GENERAL_BRANCH"
    BIG_PARTY_COMMITTEE = "BIG_PARTY_COMMITTEE"
    GRID_BRANCH = "GRID_BRANCH"
    AREA_GROUP = "AREA_GROUP"
    RESIDENTS_COMMITTEE = "RESIDENTS_COMMITTEE"
    SUPERVISION_COMMITTEE = "SUPERVISION_COMMITTEE"
    OWNERS_COMMITTEE = "OWNERS_COMMITTEE"
    PROPERTY_COMPANY = "PROPERTY_COMPANY"
    DELIBERATION_CENTRE = "DELIBERATION_CENTRE"
    INCUBATION_CENTRE = "INCUBATION_CENTRE"
    DEPARTMENT = "DEPARTMENT"


class Post(StrEnum):
    SECRETARY = "SECRETARY"
    PART_TIME_DEPUTY_SECRETARY = "PART_TIME_DEPUTY_SECRETARY"  # 兼职副书记
    PART_TIME_MEMBER = "PART_TIME_MEMBER"  # 兼职委员
    GROUP_LEADER = "GROUP_LEADER"  # 党小组组长
    MEMBER = "MEMBER"
    LIAISON = "LIAISON"  # may sign and answer for the body
    # the three officers and the adviser, appointed to a community
    JUDGE = "JUDGE"  # 法官
    PROCURATOR = "PROCURATOR"  # 检察官
    POLICE = "POLICE"  # 警官
    LEGAL_ADVISER = "LEGAL_ADVISER"  # 法律顾问


LEGAL_POSTS: Final = frozenset({Post.JUDGE, Post.PROCURATOR, Post.POLICE, Post.LEGAL_ADVISER})


class Basis(StrEnum):
    """Why somebody holds a part-time post: R-13."""

    COUNTY_ASSIGNED = "COUNTY_ASSIGNED"
    UNIT_LOCATED = "UNIT_LOCATED"
    PROPERTY_COMPANY = "PROPERTY_COMPANY"
    OWNERS_COMMITTEE = "OWNERS_COMMITTEE"
    PARTY_DELEGATE = "PARTY_DELEGATE"
    ELECTED = "ELECTED"
    SENT_BY_EMPLOYER = "SENT_BY_EMPLOYER"  # 选派: by his court, procuratorate, station or firm


# what gives a part-time post. Whoever holds one (but a Party delegate) comes from a unit.
PART_TIME: Final = frozenset({Post.PART_TIME_DEPUTY_SECRETARY, Post.PART_TIME_MEMBER})
FIVE_BASES: Final = frozenset(
    {
        Basis.COUNTY_ASSIGNED,
        Basis.UNIT_LOCATED,
        Basis.PROPERTY_COMPANY,
        Basis.OWNERS_COMMITTEE,
        Basis.PARTY_DELEGATE,
    }
)


class EndReason(StrEnum):
    TERM = "TERM"
    TRANSFER = "TRANSFER"
    RESIGNED = "RESIGNED"
    REMOVED = "REMOVED"


@dataclass(frozen=True, slots=True)
class Appointment:
    """unit: the one that its holder comes from (R-13)."""

    id: UUID
    person: UUID
    post: Post
    period: Period
    unit: UUID | None = None

    def ended(self, last_day: date) -> "Appointment":
        """Over by `last_day` at the latest."""
        goes_on = self.period.end is None or self.period.end > last_day
        return replace(self, period=self.period.ended(last_day)) if goes_on else self


@dataclass(frozen=True, slots=True)
class Body:
    code: str = ""
    type: BodyType | None = None
    names: tuple[tuple[date, str], ...] = ()  # from which day on, in order of time
    community: str | None = None
    period: Period | None = None
    duties: frozenset[str] = frozenset()  # level-1 case categories it may be assigned; none: any
    appointments: tuple[Appointment, ...] = ()
    unit: UUID | None = None  # of the programme, for which it acts in cases

    def name_on(self, day: date) -> str | None:
        """None: it was not there yet."""
        return next((name for since, name in reversed(self.names) if since <= day), None)

    def named(self, name: str, since: date) -> "Body":
        """What was told of the same day before is put right."""
        others = [each for each in self.names if each[0] != since]
        return replace(self, names=tuple(sorted((*others, (since, name)))))

    def exists_on(self, day: date) -> bool:
        return self.period is not None and self.period.covers(day)

    def held_on(self, day: date) -> tuple[Appointment, ...]:
        """The posts that somebody holds here on `day`."""
        return tuple(a for a in self.appointments if a.period.covers(day))

    def holds(self, person: UUID | None, posts: Collection[Post], day: date) -> bool:
        """Whether `person` holds one of `posts` here on `day`."""
        return any(
            a.person == person and a.post in posts and a.period.covers(day)
            for a in self.appointments
        )


def must_exist(state: Body, day: date) -> None:
    require(
        state.exists_on(day),
        "no_such_body",
        f"{day}当日无此机构，请核对代码与日期。",
        f"No such body on {day}; check the code and the date.",
    )
