"""What happens to a title's programme."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

from domain.honour.state import Programme, QuotaBase
from domain.kernel import Event, Line
from domain.ruleset import SubjectKind
from domain.vocabulary import BodyCode, DocumentNo


class ProgrammeEvent(Event[Programme]):
    pass


class HonourProgrammeDefined(ProgrammeEvent, name="honour_programme.defined"):
    """The title as the ruleset has it, and as it was approved (AM-28).

    quota_percent: of `quota_of`. approved_places: of the approval document, never exceeded (3.5).
    """

    code: Line
    year: int
    title: Line
    subject: SubjectKind
    min_score: Decimal
    quota_percent: int
    quota_of: QuotaBase
    max_count: int
    validity_years: int
    ruleset: Line
    conferring_body: BodyCode
    approval_document_no: DocumentNo | None = None
    approved_places: int | None = None

    def apply(self, state: Programme) -> Programme:
        return replace(
            state,
            code=self.code,
            year=self.year,
            title=self.title,
            subject=self.subject,
            min_score=self.min_score,
            quota_percent=self.quota_percent,
            max_count=self.max_count,
            validity_years=self.validity_years,
            ruleset=self.ruleset,
            conferring_body=self.conferring_body,
            approval_document_no=self.approval_document_no,
            approved_places=self.approved_places,
        )


class CandidateNominated(ProgrammeEvent, name="honour_programme.candidate_nominated"):
    nomination: UUID

    def apply(self, state: Programme) -> Programme:
        return replace(state, nominations=(*state.nominations, self.nomination))


class QuotaFixed(ProgrammeEvent, name="honour_programme.quota_fixed"):
    """places: floor of the percentage of `base`, at least 1, at most the title's maximum (4.6).

    base: how many there are, as known at `position`. version: of the scores it goes with.
    """

    base: int
    version: int
    percent: int
    places: int
    position: int

    def apply(self, state: Programme) -> Programme:
        return replace(state, places=self.places, base=self.base, counted_for=self.version)


class TieVoteRecorded(ProgrammeEvent, name="honour_programme.tie_vote_recorded"):
    """The leading group's order of candidates that are equal in all else, best first (4.6)."""

    order: tuple[UUID, ...]
    minutes_no: DocumentNo

    def apply(self, state: Programme) -> Programme:
        return replace(state, vote=self.order)


class PlaceTaken(ProgrammeEvent, name="honour_programme.place_taken"):
    """A title was conferred; the place is not filled again, also if it is revoked (4.6)."""

    nomination: UUID

    def apply(self, state: Programme) -> Programme:
        return replace(state, conferred=(*state.conferred, self.nomination))
