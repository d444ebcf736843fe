"""An objection of a unit to its published scores."""

from datetime import date
from uuid import UUID

from domain.kernel import Actor
from domain.objection import ObjectionAdmitted, ObjectionDecided, ObjectionLodged
from domain.objection.state import Finding
from domain.roles import Role
from domain.ruleset import SubjectKind
from tests.domain.assessment.facts import FILE, HERE, NOTICE_ID

LIAISON_ID, OFFICER, CLERK = UUID(int=0xF1), UUID(int=0xE0), UUID(int=0xF2)
LIAISON = Actor(Role.UNIT, LIAISON_ID, scopes=(f"unit:{HERE}",))
CALENDAR = {2023: 1}

LODGED = ObjectionLodged(
    notice=NOTICE_ID, year=2022, kind=SubjectKind.UNIT, subject=HERE, line="U7",
    objector=LIAISON_ID, facts="9月5日已书面请假", evidence=(FILE,), due_on=date(2023, 2, 15),
    calendar=CALENDAR,
)  # fmt: skip
ADMITTED = ObjectionAdmitted(involved=(CLERK,))
DECIDED = ObjectionDecided(
    finding=Finding.PARTLY, decider=OFFICER, reasons="请假属实", late=False,
    review_until=date(2023, 2, 13),
)  # fmt: skip
