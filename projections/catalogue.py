"""All stored ledgers, in the order in which auditors list them."""

from typing import Final

from projections.ledgers.agreements import L_AGR, L_COMMIT
from projections.ledgers.approvals import APPROVALS
from projections.ledgers.archives import ARCHIVES
from projections.ledgers.assessment import (
    BALLOTS,
    L_CHANGE,
    L_CYCLE,
    L_IMPACT,
    L_NOTICE,
    L_OBJ,
    L_PUBLISHED,
    L_RECUSAL,
    L_SCORE,
)
from projections.ledgers.attendance import L_ATTEND
from projections.ledgers.audit import L_AUDIT
from projections.ledgers.bodies import BODIES
from projections.ledgers.cadences import L_CADENCE_END
from projections.ledgers.cases import L_CASE
from projections.ledgers.channels import CHANNELS, L_BOX
from projections.ledgers.deadlines import L_DEADLINE
from projections.ledgers.deliberation import L_DELIB, L_PROBLEM
from projections.ledgers.due import DUE
from projections.ledgers.erasures import L_ERASURE
from projections.ledgers.exports import L_EXPORT
from projections.ledgers.facilities import FACILITIES
from projections.ledgers.findings import L_FINDING
from projections.ledgers.grids import L_GRID
from projections.ledgers.honours import L_ELIG, L_HONOUR, L_PROGRAMME
from projections.ledgers.inspections import L_INSPECTION
from projections.ledgers.legal import L_DISPUTE, L_VISIT
from projections.ledgers.meetings import L_DECISION, L_MEET
from projections.ledgers.orders import L_ORDER
from projections.ledgers.patrols import L_PATROL, L_PATROL_PLAN
from projections.ledgers.pay_systems import L_PAYSYSTEM
from projections.ledgers.people import PERSONS, UNITS
from projections.ledgers.places import L_PLACE
from projections.ledgers.posts import POSTS
from projections.ledgers.privacy import (
    L_BREACH,
    L_CONSENT,
    L_READ,
    L_REQUEST,
    L_RESTRICTION,
)
from projections.ledgers.refdata import L_REFDATA
from projections.ledgers.registrations import L_MEMBER_REG, L_UNIT_REG
from projections.ledgers.resources import L_DEMAND, L_RES
from projections.ledgers.rolls import L_ROLL, L_SNAPSHOT
from projections.ledgers.services import L_MISSED, L_VOL
from projections.ledgers.society import L_ORG, L_PROJECT
from projections.ledgers.workforce import L_INCOME, L_PAY, L_PAYFLOOR, L_WORKER
from projections.models import Model

READ_MODELS: Final[tuple[Model, ...]] = (
    L_CASE,
    L_ORDER,
    L_VOL,
    L_MISSED,
    L_AGR,
    L_COMMIT,
    L_MEET,
    L_ATTEND,
    L_DECISION,
    L_CADENCE_END,
    L_VISIT,
    L_DISPUTE,
    L_ORG,
    L_PROJECT,
    L_RES,
    L_DEMAND,
    L_WORKER,
    L_PAY,
    L_PAYFLOOR,
    L_INCOME,
    L_PAYSYSTEM,
    L_MEMBER_REG,
    L_UNIT_REG,
    L_ROLL,
    L_SNAPSHOT,
    L_PATROL_PLAN,
    L_PATROL,
    L_INSPECTION,
    L_FINDING,
    L_DELIB,
    L_PROBLEM,
    FACILITIES,
    CHANNELS,
    L_BOX,
    L_CYCLE,
    L_SCORE,
    L_PUBLISHED,
    BALLOTS,
    L_RECUSAL,
    L_NOTICE,
    L_OBJ,
    L_CHANGE,
    L_IMPACT,
    ARCHIVES,
    L_CONSENT,
    L_REQUEST,
    L_RESTRICTION,
    L_ERASURE,
    L_READ,
    L_BREACH,
    L_PROGRAMME,
    L_HONOUR,
    L_ELIG,
    L_EXPORT,
    UNITS,
    PERSONS,
    BODIES,
    POSTS,
    L_GRID,
    L_PLACE,
    L_DEADLINE,
    L_REFDATA,
    APPROVALS,
    L_AUDIT,
    DUE,
)
