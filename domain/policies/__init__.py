"""Policies (HANDBOOK 2.23): what follows in other streams when something has happened in one."""

from typing import Final

from domain.policies.deliberation import OF_DELIBERATION
from domain.policies.honours import OF_HONOURS
from domain.policies.meetings import OF_MEETINGS
from domain.policies.orders import OF_ORDERS
from domain.policies.privacy import OF_PERSONAL_DATA
from domain.policies.quarters import quarters_to_judge, reminder_day
from domain.policies.shapes import Issue, Look, Policy, Trigger

__all__ = [
    "POLICIES",
    "Issue",
    "Look",
    "Policy",
    "Trigger",
    "quarters_to_judge",
    "reminder_day",
]

POLICIES: Final[tuple[Policy, ...]] = (
    *OF_ORDERS,
    *OF_DELIBERATION,
    *OF_HONOURS,
    *OF_MEETINGS,
    *OF_PERSONAL_DATA,
)
