"""A title's programme: SYS-17, AM-28, HANDBOOK 3.5 and 4.6."""

from uuid import UUID

import pytest

from domain.honour import (
    CandidateNominated,
    DefineProgramme,
    FixQuota,
    PlaceTaken,
    RecordTieVote,
    TieVoteRecorded,
)
from domain.roles import Role
from tests.domain.honour.scenario import defined, programme, quota

DEFINE = DefineProgramme(
    code="H2", year=2022, conferring_body="LEADING-GROUP", approval_document_no="【合成】批1号",
    approved_places=20,
)  # fmt: skip
A, B, C = (UUID(int=n) for n in (901, 902, 903))


def changed(**fields: object) -> DefineProgramme:
    return DefineProgramme.model_validate({**dict(DEFINE), **fields})


def test_the_leading_group_defines_a_title_as_the_ruleset_has_it() -> None:
    programme().when(DEFINE).then(defined())
    assert DefineProgramme.who == {Role.LG}
    programme(defined()).when(DEFINE).then_nothing()


def test_only_titles_of_the_ruleset_are_defined() -> None:
    programme().when(changed(code="H9")).then_refused("no_such_title")


def test_the_conferring_body_exists() -> None:
    programme().when(changed(conferring_body="NOBODY")).then_refused("no_such_body")


def test_the_approval_may_come_later_but_never_by_halves() -> None:
    """AM-28: document and places together."""
    bare = changed(approval_document_no=None, approved_places=None)
    without = defined(approval_document_no=None, approved_places=None)
    programme().when(bare).then(without)
    programme(without).when(DEFINE).then(defined())
    programme().when(changed(approved_places=None)).then_refused("approval_incomplete")
    programme().when(changed(approval_document_no=None)).then_refused("approval_incomplete")


def test_a_programme_is_changed_no_more_once_a_title_is_conferred() -> None:
    """3.5: never beyond the approved scope and quota."""
    used = programme(defined(), PlaceTaken(nomination=A))
    used.when(changed(approved_places=30)).then_refused("programme_in_use")
    used.when(DEFINE).then_nothing()


@pytest.mark.parametrize(
    ("code", "base", "percent", "places"),
    [("H1", 2318, 5, 115), ("H2", 96, 15, 14), ("H3", 24, 20, 4), ("H4", 410, 10, 41),
     ("H2", 3, 15, 1), ("H2", 0, 15, 1), ("H1", 3000, 5, 120), ("H4", 9999, 10, 45)],
)  # fmt: skip
def test_quota_is_the_floor_at_least_one_at_most_the_maximum(
    code: str, base: int, percent: int, places: int
) -> None:
    """4.6 and the counts of 5.2."""
    fix = FixQuota(base=base, version=1, position=900)
    programme(defined(code)).when(fix).then(quota(base, percent, places))


def test_the_quota_is_fixed_anew_until_a_title_is_conferred() -> None:
    fix = FixQuota(base=96, version=1, position=950)
    programme(defined(), quota(96, 15, 14)).when(fix).then_nothing()
    assert programme(defined(), quota(90, 15, 13)).when(fix).facts()
    second = FixQuota(base=96, version=2, position=950)
    assert programme(defined(), quota(96, 15, 14)).when(second).facts(), "of version 2 as well"
    used = programme(defined(), quota(90, 15, 13), PlaceTaken(nomination=A))
    used.when(fix).then_refused("programme_in_use")
    programme().when(fix).then_refused("no_such_programme")


def test_the_leading_groups_vote_is_recorded_for_candidates_of_the_programme() -> None:
    """4.6: the last of the tie rules."""
    vote = RecordTieVote(order=(A, B), minutes_no="【合成】纪要2号")
    both = (defined(), CandidateNominated(nomination=A), CandidateNominated(nomination=B))
    recorded = TieVoteRecorded(**dict(vote))
    programme(*both).when(vote).then(recorded)
    programme(*both, recorded).when(vote).then_nothing()
    twice = RecordTieVote(order=(A, A), minutes_no="【合成】纪要2号")
    programme(*both).when(twice).then_refused("not_a_candidate")
    stranger = RecordTieVote(order=(A, C), minutes_no="【合成】纪要2号")
    programme(*both).when(stranger).then_refused("not_a_candidate")
    programme().when(vote).then_refused("no_such_programme")
