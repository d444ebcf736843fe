"""The closed lists of a case: SYS-05, SYS-06, SYS-13, HANDBOOK 5.3."""

from enum import StrEnum
from typing import Final


class CaseState(StrEnum):
    REPORTED = "REPORTED"
    ACCEPTED = "ACCEPTED"
    ASSIGNED = "ASSIGNED"
    IN_HANDLING = "IN_HANDLING"
    HANDLED = "HANDLED"
    FED_BACK = "FED_BACK"
    CLOSED = "CLOSED"
    NOT_ACCEPTED = "NOT_ACCEPTED"
    MERGED = "MERGED"
    WITHDRAWN = "WITHDRAWN"
    TRANSFERRED = "TRANSFERRED"
    SUSPENDED = "SUSPENDED"
    CONVERTED = "CONVERTED"
    ARCHIVED = "ARCHIVED"


class Stage(StrEnum):
    """The five chains: R-18."""

    COLLECTION = "COLLECTION"
    DISCOVERY = "DISCOVERY"
    ALLOCATION = "ALLOCATION"
    HANDLING = "HANDLING"
    FEEDBACK = "FEEDBACK"


class Channel(StrEnum):
    """How it came in: SYS-06; from elsewhere; from an order (P-03) or a resolution (P-09)."""

    HOTLINE = "HOTLINE"
    BOX = "BOX"
    WISH_TREE = "WISH_TREE"
    WECHAT_ACCOUNT = "WECHAT_ACCOUNT"
    WECHAT_GROUP = "WECHAT_GROUP"
    WINDOW = "WINDOW"
    GRID_PATROL = "GRID_PATROL"
    T12345 = "T12345"
    DEPT_LINK = "DEPT_LINK"
    IMPORT = "IMPORT"
    ORDER = "ORDER"
    DELIBERATION = "DELIBERATION"


class CaseKind(StrEnum):
    CONSULT = "CONSULT"
    HELP = "HELP"
    COMPLAINT = "COMPLAINT"
    REPORT = "REPORT"
    SUGGESTION = "SUGGESTION"
    DISCOVERY = "DISCOVERY"


CATEGORIES: Final = "case-categories"  # the code list of them (SYS-21)


class Category(StrEnum):
    """Level 1; level 2 is a free code."""

    SANITATION = "SANITATION"
    PROPERTY_MANAGEMENT = "PROPERTY_MANAGEMENT"
    FIRE_SAFETY = "FIRE_SAFETY"
    UTILITIES = "UTILITIES"
    EPIDEMIC_CONTROL = "EPIDEMIC_CONTROL"
    WORK_SAFETY = "WORK_SAFETY"
    DISPUTES = "DISPUTES"
    PARKING_ROADS = "PARKING_ROADS"
    NOISE = "NOISE"
    CIVIL_AFFAIRS = "CIVIL_AFFAIRS"
    CARE = "CARE"
    PUBLIC_ORDER = "PUBLIC_ORDER"


# What endangers others goes on, whatever its reporter wants: R-19's epidemic, safety and fire,
# and gas and power.
HAZARDS: Final = frozenset(
    {Category.FIRE_SAFETY, Category.WORK_SAFETY, Category.EPIDEMIC_CONTROL, Category.UTILITIES}
)


class Urgency(StrEnum):
    EMERGENCY = "EMERGENCY"
    UTILITY = "UTILITY"
    ORDINARY = "ORDINARY"
    COMPLEX = "COMPLEX"
    CONSULT = "CONSULT"


class DeclineReason(StrEnum):
    """S2 art. 11."""

    EMERGENCY_LINE = "EMERGENCY_LINE"
    LEGAL_ROUTE = "LEGAL_ROUTE"
    REPEAT_NO_NEW_FACT = "REPEAT_NO_NEW_FACT"
    SECRET = "SECRET"  # noqa: S105 - a matter of state, not a password
    OUT_OF_SCOPE = "OUT_OF_SCOPE"
    UNLAWFUL = "UNLAWFUL"


class TransferTarget(StrEnum):
    T12345 = "T12345"
    POLICE = "POLICE"
    DEPARTMENT = "DEPARTMENT"


class WhistleKind(StrEnum):
    """S50."""

    LONG_STANDING = "LONG_STANDING"
    JOINT_ENFORCEMENT = "JOINT_ENFORCEMENT"
    EMERGENCY = "EMERGENCY"


class EscalationLevel(StrEnum):
    """From the lowest to the highest."""

    TOWN = "TOWN"
    COUNTY = "COUNTY"
    LEADING_GROUP = "LEADING_GROUP"


class ContactWay(StrEnum):
    """How a reporter was told something."""

    PHONE = "PHONE"
    VISIT = "VISIT"
    WECHAT = "WECHAT"
    SMS = "SMS"
    LETTER = "LETTER"
    WINDOW = "WINDOW"
    PLATFORM = "PLATFORM"  # through the channel it came from, as 12345
    PUBLIC_NOTICE = "PUBLIC_NOTICE"
    ORDER_RATING = "ORDER_RATING"  # rated the order that settled the case


class NoFeedback(StrEnum):
    """Why feedback is impossible."""

    ANONYMOUS = "ANONYMOUS"
    CONTACT_INVALID = "CONTACT_INVALID"
    REFUSED_CONTACT = "REFUSED_CONTACT"
    DECEASED = "DECEASED"


class Resolved(StrEnum):
    YES = "YES"
    PARTLY = "PARTLY"
    NO = "NO"


class Satisfaction(StrEnum):
    SATISFIED = "SATISFIED"
    BASICALLY = "BASICALLY"
    UNSATISFIED = "UNSATISFIED"
    NO_COMMENT = "NO_COMMENT"


class CallbackExemption(StrEnum):
    """Why a case may close without a call-back."""

    FEEDBACK_IMPOSSIBLE = "FEEDBACK_IMPOSSIBLE"
    NO_REPORTER = "NO_REPORTER"  # found by the service itself, or nobody can be reached
    REPORTER_WITHDREW = "REPORTER_WITHDREW"
    NO_REPLY_WANTED = "NO_REPLY_WANTED"
    EXCLUDED = "EXCLUDED"
    ORDER_RATED = "ORDER_RATED"


class CaseOutcome(StrEnum):
    RESOLVED = "RESOLVED"
    PARTLY = "PARTLY"
    EXPLAINED = "EXPLAINED"
    UNRESOLVED_OBJECTIVE = "UNRESOLVED_OBJECTIVE"


class ReopenCause(StrEnum):
    NOT_RESOLVED = "NOT_RESOLVED"
    UNSATISFIED = "UNSATISFIED"  # for a reason that lies with the handler
    INSPECTION = "INSPECTION"


class Exclusion(StrEnum):
    ABUSIVE = "ABUSIVE"
    FABRICATED = "FABRICATED"


class RecomputeCause(StrEnum):
    SUSPENSION = "SUSPENSION"
    RECATEGORISED = "RECATEGORISED"
    CALENDAR_CORRECTED = "CALENDAR_CORRECTED"


class DisputeState(StrEnum):
    MEDIATING = "MEDIATING"
    AGREED = "AGREED"
    FAILED = "FAILED"
    JUDICIALLY_CONFIRMED = "JUDICIALLY_CONFIRMED"
    PERFORMED = "PERFORMED"
    BREACHED = "BREACHED"


class AgreementForm(StrEnum):
    ORAL = "ORAL"
    WRITTEN = "WRITTEN"


class LegalRoute(StrEnum):
    """What the parties must be told of when mediation fails: S9 art. 26."""

    ARBITRATION = "ARBITRATION"
    ADMINISTRATIVE = "ADMINISTRATIVE"
    JUDICIAL = "JUDICIAL"
