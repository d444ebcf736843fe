"""Archives and personal information: SYS-07, SYS-20."""

from collections.abc import Callable
from typing import Any, Final

from domain.kernel import Actor, derived_id
from domain.roles import Role
from tests.county import grid, person
from tests.interfaces.stories.core import a_volunteer
from tests.interfaces.stories.teller import Teller, a_unit, people

BOOK: Final = derived_id("archive", "FC01001", "RESIDENT")
OFFICER: Final = Role.PIO


def an_archive_is_filled_and_kept(t: Teller) -> None:
    people(t)
    secretary = Actor(Role.CS, t.c.secretary, None, None, ("county",))
    me = a_volunteer(t)
    archived, imported = me.person, person(t.c, "迁出居民")
    household = derived_id("test", "household")
    t.means(archived=archived, imported=imported, household=household, book=BOOK)
    t.play("archive.register", Role.GW)
    t.play("archive.import-batch", Role.CW, None, secretary)
    t.play("archive.verify", Role.GW, BOOK)
    t.play("archive.update", Role.GW, BOOK)
    t.play("archive.restrict", OFFICER, BOOK)
    t.play("archive.lift-restriction", OFFICER, BOOK)
    t.c.get(f"archives/{BOOK}", me, entry=archived, purpose="OWN_DATA")
    t.once("moved to", lambda: grid_of(t, "FC01002"))
    t.play("archive.move", Role.GW, BOOK)
    t.play("archive.close", Role.GW, BOOK)
    privacy_is_kept(t, me)


def privacy_is_kept(t: Teller, herself: Actor) -> None:
    consent = t.play("consent.give", herself)
    t.play("consent.withdraw", herself, consent)
    for decision in ("subject_request.answer", "subject_request.refuse"):
        request = t.play("subject_request.lodge", herself)
        t.play("subject_request.verify-identity", OFFICER, request)
        t.play(decision, OFFICER, request)
    subject = t.play("subject.restrict", OFFICER)
    t.play("subject.lift", OFFICER, subject)
    t.means(leaving=person(t.c, "删除居民"))
    held = t.play("subject.hold", OFFICER)
    t.play("subject.release-hold", OFFICER, held)
    t.play("subject.erase", OFFICER)
    t.play("impact_assessment.record", OFFICER)
    a_unit(t)
    breach = t.play("breach.record", OFFICER)
    t.play("breach.record-notice", OFFICER, breach)
    t.play("breach.confirm", OFFICER, breach, Role.LG)
    t.play("breach.revoke-confirmation", OFFICER, breach, Role.LG)
    t.play("access.report-unstated", OFFICER)


def grid_of(t: Teller, code: str) -> Any:
    id = derived_id("grid", code)
    return id if t.c.system.log.history(id) else grid(t.c, code)


OF_THE_YEAR: Final[tuple[Callable[[Teller], None], ...]] = (an_archive_is_filled_and_kept,)
