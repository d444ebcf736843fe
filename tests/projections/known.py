"""What scores look at, as rows that a test writes down: a line of the handbook, a row a case."""

from datetime import UTC, date, datetime
from typing import Any, Final
from uuid import UUID

from domain.body import body_ref
from domain.ruleset import SubjectKind, ruleset_2022
from projections.ledgers.agreements import AgreementRow, CommitmentRow
from projections.ledgers.bodies import BodyRow
from projections.ledgers.cases import CaseRow
from projections.ledgers.orders import OrderRow
from projections.ledgers.people import UnitRow
from projections.metrics.catalogue import measures
from projections.metrics.year import Year
from projections.models import Row
from tests.spec import moment

FC01: Final = body_ref("FC01").id
SHOP, SOCIETY, ORGAN = UUID(int=0x51), UUID(int=0x52), UUID(int=0x53)
CHAIN: Final = (True, True, True, True, True)
DUE: Final = moment("2022-03-10 00:00")
YES: Final[dict[str, Any]] = {"callback_reached": True, "callback_resolved": "YES"}


class Rows:
    """A snapshot that knows these rows."""

    position = 1000
    known_at = datetime.max.replace(tzinfo=UTC)

    def __init__(self, rows: tuple[Row, ...]) -> None:
        self._rows = rows

    def all(
        self, model: Any, *, valid_at: Any = None, beyond: Any = None, **filters: Any
    ) -> list[Any]:
        return [
            row
            for row in self._rows
            if type(row) is model.row and all(getattr(row, k) == v for k, v in filters.items())
        ]

    def counts(self, model: Any, groups: tuple[str, ...], **_: Any) -> dict[Any, Any]:
        """Of ledgers that are counted, not read; no test writes rows of one."""
        return {}


def known(*rows: Row, year: int = 2022) -> Year:
    snapshot: Any = Rows(rows)
    return Year(snapshot, year, ruleset_2022(), date(year, 12, 31))


def found(year: Year, kind: SubjectKind, subject: UUID, *names: str) -> list[Any]:
    """The values of these metrics."""
    of_subject = measures(year, kind)[subject]
    return [of_subject[name].value for name in names]


def evidence(year: Year, kind: SubjectKind, subject: UUID, name: str) -> tuple[int, ...]:
    return measures(year, kind)[subject][name].evidence


def case(number: int, **changes: Any) -> CaseRow:
    """Reported in March, due on the 9th. Its positions begin at 100 times its number."""
    at: datetime = changes.get("reported_at", moment("2022-03-01 09:00"))
    told: dict[str, Any] = {
        "case": UUID(int=number), "case_no": f"FC01-2022-{number:06d}", "channel": "HOTLINE",
        "kind": "HELP", "category": "SANITATION", "subcategory": None, "urgency": "ORDINARY",
        "community": "FC01", "grid": "FC01001", "state": "ASSIGNED", "reported_at": at,
        "reported_on": at.date(), "reporter_named": True, "reachable": True,
        "stages": (True, True, True, False, False), "due_at": DUE,
        "reported_position": number * 100,
    }  # fmt: skip
    return CaseRow(**told | changes)


def handled(number: int, at: str = "2022-03-08 09:00", **changes: Any) -> CaseRow:
    done = {"state": "HANDLED", "handled_at": moment(at), "handled_position": number * 100 + 4}
    return case(number, **done | changes)


def order(number: int, **changes: Any) -> OrderRow:
    """Issued in April, to be served by the 10th."""
    told: dict[str, Any] = {
        "order": UUID(int=number), "order_no": str(number), "origin": "RESIDENT",
        "field": "ENVIRONMENT", "occasion": "SMALL", "community": "FC01", "grid": None,
        "state": "ISSUED", "placed_at": moment("2022-04-01 09:00"),
        "placed_on": date(2022, 4, 1), "issued_at": moment("2022-04-01 10:00"),
        "due_at": moment("2022-04-11 00:00"), "issued": number * 100,
    }  # fmt: skip
    return OrderRow(**told | changes)


def completed(number: int, at: str = "2022-04-10 17:00", **changes: Any) -> OrderRow:
    done = {"state": "CLOSED", "completed_at": moment(at), "completed": number * 100 + 5}
    return order(number, **done | changes)


def unit(id: UUID, kind: str = "ORGAN", **changes: Any) -> UnitRow:
    told: dict[str, Any] = {
        "unit": id, "title": "合成单位", "kind": kind, "community": "FC01", "also_in": (),
        "in_government_building": False, "big_party_committee": kind == "ORGAN",
        "enrolled_on": date(2021, 6, 1),
    }  # fmt: skip
    return UnitRow(**told | changes)


def agreement(party: UUID, effective: str | None, **changes: Any) -> AgreementRow:
    on = None if effective is None else date.fromisoformat(f"2022-{effective}")
    told: dict[str, Any] = {
        "agreement": UUID(int=party.int + 0x1000), "community": "FC01", "party": party,
        "party_kind": "UNIT", "year": 2022, "framework": "合成", "drafted_on": date(2022, 1, 10),
        "state": "EFFECTIVE" if on else "DRAFTED", "effective_on": on,
        "effect": None if on is None else 702, "drafted": 701,
    }  # fmt: skip
    return AgreementRow(**told | changes)


def commitment(number: int, party: UUID, weight: int, state: str, due: str) -> CommitmentRow:
    return CommitmentRow(
        UUID(int=number), UUID(int=party.int + 0x1000), "LINKED_SERVICES", "HOMELAND", "合成",
        weight, date.fromisoformat(f"2022-{due}"), state, decided=number * 10 + 1,
        termed=number * 10,
    )  # fmt: skip


def body(code: str, *units: tuple[str, UUID | None]) -> BodyRow:
    """units: from which days on it stands for which unit."""
    since = tuple((date.fromisoformat(on), unit) for on, unit in units)
    return BodyRow(code, "DEPARTMENT", code, None, date(2021, 6, 1), None, since)
