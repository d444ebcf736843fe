"""Honour programme 荣誉项目 and nomination 荣誉提名, as a whole."""

from typing import Any, Final

from domain.honour import events, programme_events
from domain.honour.balloting import RecordHonourBallot
from domain.honour.conferring import ConferHonour, ExpireHonour, RevokeHonour
from domain.honour.deciding import ApproveHonour, RefuseHonour
from domain.honour.eligibility import CheckEligibility
from domain.honour.nominating import Nominate, WithdrawNomination
from domain.honour.programme import DefineProgramme, FixQuota, RecordTieVote
from domain.honour.refs import nomination_id
from domain.honour.shortlisting import Publicise, Shortlist
from domain.honour.state import Nomination, Programme
from domain.kernel import Aggregate, Concern, Label, derived_id

HONOUR_PROGRAMME: Final = Aggregate(
    name="honour_programme",
    collection="honour-programmes",
    label=Label("荣誉项目", "Honour programme"),
    initial=Programme(),
    commands=(DefineProgramme, FixQuota, RecordTieVote, Shortlist, Publicise),
    events=(
        programme_events.HonourProgrammeDefined,
        programme_events.CandidateNominated,
        programme_events.QuotaFixed,
        programme_events.TieVoteRecorded,
        programme_events.PlaceTaken,
    ),
    identify=lambda command: derived_id("honour-programme", command.code, command.year),
    concerns=lambda state, command: Concern(body=state.conferring_body or None),
)


def _concern(state: Nomination, command: Any) -> Concern:
    """The nominator's community or unit; whoever is nominated himself."""
    told = command if isinstance(command, Nominate) else None
    return Concern(
        community=state.community or (told.community if told else None),
        grid=state.grid or (told.grid if told else None),
        unit=state.unit or (told.unit if told else None),
        persons=frozenset({state.person} if state.person else ()),
    )


HONOUR_NOMINATION: Final = Aggregate(
    name="honour_nomination",
    collection="honour-nominations",
    label=Label("荣誉提名", "Honour nomination"),
    initial=Nomination(),
    commands=(
        Nominate,
        WithdrawNomination,
        CheckEligibility,
        RecordHonourBallot,
        ApproveHonour,
        RefuseHonour,
        ConferHonour,
        ExpireHonour,
        RevokeHonour,
    ),
    events=(
        events.HonourNominated,
        events.NominationWithdrawn,
        events.EligibilityChecked,
        events.HonourBalloted,
        events.HonourShortlisted,
        events.HonourNotSelected,
        events.HonourPublicised,
        events.HonourApproved,
        events.HonourRefused,
        events.HonourConferred,
        events.HonourExpired,
        events.HonourRevoked,
    ),
    identify=lambda command: nomination_id(command.programme, command.subject, command.year),
    concerns=_concern,
)
