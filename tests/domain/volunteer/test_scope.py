"""Whose scope covers what in a volunteer book: HANDBOOK 0.2, SYS-11."""

from domain.kernel import Concern
from domain.volunteer import (
    VOLUNTEER,
    ConfirmService,
    DisputeService,
    IssueExtract,
    RateService,
    RecordMissedQuarter,
)
from tests.domain.volunteer.facts import ENTRY, PROOF, SUBMIT, SUBMITTED, submitted
from tests.domain.world import AUNT, LI, UNIT_A
from tests.spec import STREAM

BOOK = VOLUNTEER.replay([SUBMITTED])
HIS = frozenset({LI})


def test_who_submits_is_the_person_the_community_or_the_organiser() -> None:
    organised = SUBMIT.model_copy(update={"organiser_unit": UNIT_A, "organiser_body": "FC01-BPC"})
    expected = Concern(community="FC01", unit=UNIT_A, body="FC01-BPC", persons=HIS)
    assert VOLUNTEER.concerns(VOLUNTEER.initial, organised) == expected


def test_a_step_is_the_community_s_that_received_the_service() -> None:
    confirm = VOLUNTEER.concerns(BOOK, ConfirmService(entry=ENTRY))
    assert confirm == Concern(community="FC01", persons=HIS)
    unknown = VOLUNTEER.concerns(BOOK, ConfirmService(entry=STREAM))
    assert unknown == Concern(persons=HIS)


def test_who_disputes_or_rates_is_in_it_by_that() -> None:
    hers = Concern(community="FC01", persons=frozenset({AUNT}))
    dispute = DisputeService(entry=ENTRY, complainant=AUNT, statement="合成", evidence=PROOF)
    assert VOLUNTEER.concerns(BOOK, dispute) == hers
    assert VOLUNTEER.concerns(BOOK, RateService(entry=ENTRY, resident=AUNT, stars=5)) == hers


def test_a_book_is_read_by_its_person_and_by_the_only_community_in_it() -> None:
    assert VOLUNTEER.concerns(BOOK, None) == Concern(community="FC01", persons=HIS)
    elsewhere = SUBMIT.model_copy(update={"community": "FC02", "activity": STREAM})
    two = VOLUNTEER.replay([SUBMITTED, submitted(elsewhere)])
    assert VOLUNTEER.concerns(two, None) == Concern(persons=HIS)


def test_an_extract_is_the_issuing_communitys_and_a_missed_quarter_the_persons() -> None:
    extract = VOLUNTEER.concerns(BOOK, IssueExtract(community="FC02"))
    assert extract == Concern(community="FC02", persons=HIS)
    missed = RecordMissedQuarter(person=LI, year=2022, quarter=1)
    assert VOLUNTEER.concerns(VOLUNTEER.initial, missed) == Concern(persons=HIS)
