"""The assessment of the year: frozen, computed, balloted, publicised, disputed, final, reopened."""

from collections.abc import Callable
from datetime import datetime
from typing import Final
from uuid import UUID

from domain.kernel import SHANGHAI, Actor, derived_id
from domain.roles import Role
from domain.volunteer import volunteer_ref
from tests.county import member, person, register, served, unit
from tests.interfaces.stories.teller import Teller, a_unit, people

ASSESSED: Final = "12140924999901601B"
CYCLE: Final = derived_id("cycle", 2022)


def a_service_to_be_doubted(t: Teller) -> tuple[UUID, UUID]:
    """Its book and its entry, confirmed before the freeze."""

    def make() -> tuple[UUID, UUID]:
        who = member(t.c, unit(t.c, "评议局", ASSESSED))
        register(t.c, who)
        entry = served(t.c, who, "2022-12-28 09:00")
        return volunteer_ref(who, 2022).id, entry

    found: tuple[UUID, UUID] = t.once("doubted", make)
    return found


def frozen_and_computed(t: Teller) -> None:
    people(t)
    of = a_unit(t)
    t.c.at("2023-01-05 09:00")
    a_service_to_be_doubted(t)
    t.c.at("2023-01-11 09:00")
    t.means(assessor=person(t.c, "党代表"), other_unit=derived_id("test", "other unit"))
    t.play("cycle.open", Role.EVO)
    t.play("cycle.freeze", Role.EVO, CYCLE)
    t.play("cycle.compose-roll", Role.EVO, CYCLE)
    t.play("cycle.recuse", Role.EVO, CYCLE)
    t.play("cycle.compute", Role.EVO, CYCLE)
    t.play("cycle.record-survey", Role.EVO, CYCLE)
    t.c.at("2023-01-16 09:00")
    t.means(unit=of)
    round = t.play("ballot_round.open", Role.EVO)
    t.means(round=round)
    t.play("ballot.cast", Actor(Role.ASR, derived_id("test", "an assessor"), scopes=("self",)))
    t.play("ballot_round.return", Role.EVO, round)
    t.play("ballot_round.close", Role.EVO, round)
    another = t.play(
        "ballot_round.open", Role.EVO, kind="COMMUNITY", subjects=[str(t.c.body("FC01"))]
    )
    t.play("ballot_round.void", Role.EVO, another)
    t.c.do(Role.EVO, "cycles", CYCLE, "compute", ballots=True)


def publicised_and_disputed(t: Teller) -> None:
    t.c.at("2023-01-30 09:00")
    t.play("cycle.publish", Role.EVO, CYCLE)
    of = a_unit(t)
    t.means(notice=t.last(CYCLE, "notice"), entry=derived_id("test", "entry"))
    liaison = Actor(Role.UNIT, derived_id("test", "liaison"), scopes=(f"unit:{of}",))
    objection = t.play("objection.lodge", liaison)
    t.means(objection=objection)
    t.play("objection.admit", Role.EVO, objection)
    t.play("objection.investigate", Role.EVO, objection)
    t.play("objection.decide", Role.EVO, objection)
    t.play("objection.request-review", liaison, objection)
    t.play("objection.decide-review", Role.LG, objection)
    t.play("objection.refuse", Role.EVO, t.play("objection.lodge", liaison))
    t.play("objection.withdraw", liaison, t.play("objection.lodge", liaison))
    t.play("cycle.rule", Role.EVO, CYCLE)


def final_and_reopened(t: Teller) -> None:
    t.c.at("2023-02-20 09:00")
    t.play("cycle.finalise", Role.LG, CYCLE)
    notice = t.play("notice.draft", Role.EVO)
    t.play("notice.post", Role.EVO, notice)
    t.play("notice.hide-name", Role.PIO, notice)
    book, entry = a_service_to_be_doubted(t)
    revoked = {"reason": "ERROR", "note": "查无此事（合成）", "entry": entry}
    t.c.do(Role.CS, "volunteer-books", book, "revoke", approved_by=Role.TOWN, **revoked)
    t.c.clock.now = datetime(2023, 3, 1, 9, tzinfo=SHANGHAI)  # before the timer takes it down
    t.play("notice.close", Role.EVO, notice)
    t.play("cycle.reopen", Role.LG, CYCLE)


OF_THE_YEAR: Final[tuple[Callable[[Teller], None], ...]] = (
    frozen_and_computed,
    publicised_and_disputed,
    final_and_reopened,
)


def put_away(t: Teller) -> None:
    """Once the county has been given the result."""
    t.play("cycle.archive", Role.EVO, CYCLE)


LAST: Final[tuple[Callable[[Teller], None], ...]] = (put_away,)
