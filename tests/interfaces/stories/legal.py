"""Rule of law: SYS-13."""

from collections.abc import Callable
from typing import Final

from domain.kernel import derived_id, local_date
from domain.roles import Role
from tests.county import person, self_actor
from tests.interfaces.stories.teller import Teller, people


def officers_come_to_the_community(t: Teller) -> None:
    people(t)
    judge = person(t.c, "钱法官")
    today = local_date(t.c.clock()).isoformat()
    t.c.do(
        Role.COD, "bodies", derived_id("body", "FC01"), "appoint", person=judge, post="JUDGE",
        basis="SENT_BY_EMPLOYER", period={"start": "2022-01-04"}, document_no="【合成】11号",
    )  # fmt: skip
    case = t.play("case.report", Role.CW)
    t.means(judge=judge, touched=case)
    officer = self_actor(Role.LEG, judge)
    visit = t.play("legal_visit.plan", Role.CS, on=today)
    t.play("legal_visit.cancel", Role.CS, visit)
    t.play("legal_visit.plan", Role.CS, on=today)
    t.play("legal_visit.record", Role.CW, visit, officer, held_on=today)
    here = self_actor(Role.LEG, judge, scopes=("community:FC01",))
    t.play("case.give-advice", here, case)


OF_THE_YEAR: Final[tuple[Callable[[Teller], None], ...]] = (officers_come_to_the_community,)
