"""Titles and the county export, told once a year's scores are final: SYS-17, SYS-19."""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from domain.roles import Role
from domain.volunteer import volunteer_ref
from tests.county import found, member, register, served
from tests.examples.cycle import CYCLE, FILE
from tests.examples.honours import ANOTHER, GROUP
from tests.interfaces.stories.teller import Teller, a_unit

QUARTERS: Final = ("2022-02-12", "2022-05-14", "2022-08-13", "2022-11-12")
FIVE_HOURS: Final = 300


def two_members_register(t: Teller) -> None:
    def make() -> tuple[UUID, UUID]:
        one, other = (member(t.c, a_unit(t)) for _ in range(2))
        register(t.c, one)
        register(t.c, other)
        return one, other

    t.once("deserving", make)


def two_members_have_served(t: Teller) -> None:
    """Entered late, but before the freeze: a service a quarter, five hours each (AM-11)."""
    t.c.at("2023-01-05 08:00")
    for who in t.known["deserving"]:
        for day in QUARTERS:
            entry = served(t.c, who, f"{day} 09:00", FIVE_HOURS, confirm=False)
            book = volunteer_ref(who, 2022).id
            t.c.do(
                Role.CS, "volunteer-books", book, "confirm-late", approved_by=Role.TOWN,
                entry=entry, evidence=[FILE],
            )  # fmt: skip


def titles_are_conferred_and_one_is_revoked(t: Teller) -> None:
    """The scores were reopened; they are final once more."""
    unit, (one, other), c = a_unit(t), t.known["deserving"], t.c
    c.at("2023-03-02 09:00")
    c.do(Role.LG, "cycles", CYCLE, "finalise", minutes="【合成】纪要4号")
    found(c, "LEADING-GROUP", "LEADING_GROUP", on="2021-05-20", document_no="【合成】8号")
    t.means(honoured_unit=unit, honoured=one)
    title = t.play("honour_programme.define", GROUP)
    both = [t.play("honour_nomination.nominate", Role.CS, subject=who) for who in (one, other)]
    idle = t.play("honour_nomination.nominate", Role.CS, subject=member(c, unit))
    t.play("honour_nomination.withdraw", Role.CS, idle)
    for each in both:
        t.play("honour_nomination.record-ballot", Role.EVO, each)
    t.means(nominations=both[0], other_nomination=both[1])
    t.play("honour_programme.record-tie-vote", GROUP, title)
    c.at("2023-03-09 09:00")
    t.play("honour_nomination.refuse", GROUP, publicised(t, title))
    next_one = publicised(t, title)  # the place came free
    c.at("2023-03-17 09:00")
    t.play("honour_nomination.approve", GROUP, next_one)
    t.play("honour_nomination.confer", GROUP, next_one)
    package = t.play("export.prepare", Role.EVO)
    t.play("honour_nomination.revoke", GROUP, next_one, approved_by=ANOTHER)
    the_package_is_delivered_and_corrected(t, package)


def publicised(t: Teller, title: str) -> str:
    """Whoever is shortlisted now: there is one place."""
    t.play("honour_programme.shortlist", Role.EVO, title)
    notice = t.c.do(
        Role.EVO, "notices", kind="HONOURS", about=title, year=2022, title="拟命名对象公示（合成）",
        places=["各社区公示栏"], content=FILE,
    )  # fmt: skip
    t.c.do(Role.EVO, "notices", notice, "post")
    t.means(honour_notice=notice)
    t.play("honour_programme.publicise", Role.EVO, title)
    [row] = t.c.ledger("L-HONOUR", year=2022, state="PUBLICISED")
    return str(row["nomination"])


def the_package_is_delivered_and_corrected(t: Teller, first: str) -> None:
    """P-10 has ordered the second; an error in it calls for a third."""
    [second] = [row for row in t.c.ledger("L-EXPORT", year=2022) if row["corrects"] == first]
    package, digest = second["package"], second["content_hash"]
    t.play("export.sign", GROUP, package, digest=digest)
    t.play("export.deliver", Role.EVO, package)
    t.play("export.acknowledge", Role.COD, package)
    t.play("export.correct", Role.EVO, package)


Stories = tuple[Callable[[Teller], Any], ...]
EARLY: Final[Stories] = (two_members_register,)
BEFORE_THE_FREEZE: Final[Stories] = (two_members_have_served,)
OF_THE_YEAR: Final[Stories] = (titles_are_conferred_and_one_is_revoked,)
