"""L-CASE 事项台账 (SYS-05)."""

from projections.ledgers.cases import handling, intake, pressing
from projections.ledgers.cases.row import L_CASE, CaseRow

__all__ = ["L_CASE", "CaseRow", "handling", "intake", "pressing"]
