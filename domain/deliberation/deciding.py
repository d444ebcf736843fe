"""The sitting, the votes and what is resolved: SYS-08."""

from datetime import date
from typing import Annotated, Final

from pydantic import Field

from domain.body import body_ref
from domain.dates import require_happened
from domain.deliberation.events import (
    ItemDeliberated,
    NoConsensusReached,
    ResidentsVoteRecorded,
    ResolutionAdopted,
    ResolutionPublished,
)
from domain.deliberation.state import (
    Count,
    DeliberationItem,
    Duty,
    DutyLaid,
    OneOrMore,
    Option,
    OptionPut,
    Present,
    must_be,
    must_follow,
)
from domain.deliberation.terms import ItemState, ParticipantType
from domain.kernel import (
    Command,
    Context,
    Label,
    Outcome,
    Reads,
    Refused,
    local_date,
    require,
)
from domain.meeting import meeting_ref
from domain.roles import Role
from domain.vocabulary import DocumentNo

TYPES_AT_LEAST: Final = 3


class RecordDeliberation(
    Command[DeliberationItem], verb="record", label=Label("记录协商", "Record deliberation"),
    who=(Role.CS,),
):  # fmt: skip
    """What the sitting brought: who was there, by type, which options, how each type voted.

    It was held on the day of its meeting.
    """

    present: Annotated[tuple[Present, ...], Field(min_length=1, max_length=9)]
    options: Annotated[tuple[Option, ...], Field(min_length=1, max_length=20)]

    def reads(self, state: DeliberationItem, context: Context) -> Reads:
        if state.meeting is not None:
            yield meeting_ref(state.meeting)

    def decide(self, state: DeliberationItem, context: Context) -> Outcome:
        must_be(state, ItemState.SCHEDULED)
        held_on = self._held_on(state, context)
        must_follow(state, held_on)
        there = {each.type: each.number for each in self.present}
        require(
            len(there) == len(self.present),
            "type_twice",
            "同一类参与主体只填一行，请合并人数。",
            "Each participant type is told once; add its numbers up.",
        )
        require(  # SYS-08: at least 3 participant types present ("multi-party")
            len(there) >= TYPES_AT_LEAST,
            "not_multi_party",
            f"协商须至少{TYPES_AT_LEAST}类主体到场，请邀请其他主体后再议。",
            f"A deliberation has at least {TYPES_AT_LEAST} types of participants; invite others "
            "and sit again.",
        )
        for option in self.options:
            _must_be_votes_of(option, there)
        yield ItemDeliberated(
            meeting=state.meeting,
            held_on=held_on,
            present=self.present,
            total=sum(there.values()),
            options=tuple(_put(option) for option in self.options),
        )

    def _held_on(self, state: DeliberationItem, context: Context) -> date:
        meeting = context.look(meeting_ref(state.meeting)) if state.meeting else None
        if meeting is None or meeting.held_at is None:
            raise Refused(
                "meeting_not_held",
                "所排会议尚未登记召开，请先登记召开会议。",
                "Its meeting is not on record as held; record that first.",
            )
        return local_date(meeting.held_at)


def _must_be_votes_of(option: Option, there: dict[ParticipantType, int]) -> None:
    cast = {votes.type: votes.cast for votes in option.votes}
    require(
        len(cast) == len(option.votes)
        and all(number <= there.get(type, 0) for type, number in cast.items()),
        "more_votes_than_present",
        "每类主体的票数不得多于到场人数，且只填一行，请核对。",
        "No type casts more votes than it had people there, and each is told once; check them.",
    )


def _put(option: Option) -> OptionPut:
    in_favour = sum(votes.in_favour for votes in option.votes)
    return OptionPut(text=option.text, votes=option.votes, in_favour=in_favour)


class RecordResidentsVote(
    Command[DeliberationItem], verb="record-residents-vote",
    label=Label("记录居民会议表决", "Record residents' vote"), who=(Role.CS,),
):  # fmt: skip
    """What the residents' meeting decided. entitled: the residents entitled on that day."""

    held_on: date
    entitled: OneOrMore
    present: Count
    in_favour: Count

    def decide(self, state: DeliberationItem, context: Context) -> Outcome:
        must_be(state, ItemState.DELIBERATED)
        require_happened(self.held_on, context)
        must_follow(state, self.held_on)
        require(
            self.in_favour <= self.present <= self.entitled,
            "impossible_count",
            "赞成人数不得多于到会人数，到会人数不得多于应到人数，请核对。",
            "Those in favour are among those present, those among the entitled; check the counts.",
        )
        before = state.residents_vote
        require(  # a vote stands; they may meet again
            before is None or self.held_on > before.held_on,
            "vote_recorded",
            "当日居民会议的表决结果已登记；再次召开的，请填之后的会议日期。",
            "The vote of that day's meeting is recorded; give the day of a later one.",
        )
        yield ResidentsVoteRecorded(
            quorate=self.present * 2 > self.entitled,  # Organic Law art. 10, SYS-08
            carried=self.in_favour * 2 > self.present,
            **dict(self),
        )


class AdoptResolution(
    Command[DeliberationItem], verb="adopt", label=Label("形成决议", "Adopt resolution"),
    who=(Role.CS,),
):  # fmt: skip
    """Makes one of the options the decision, and lays tasks on bodies (P-09).

    option: its number, 1 the first. tasks[].promise: what a unit takes on as a commitment of its
    agreement.
    """

    option: OneOrMore
    tasks: Annotated[tuple[Duty, ...], Field(min_length=1, max_length=50)]

    def reads(self, state: DeliberationItem, context: Context) -> Reads:
        for duty in self.tasks:
            yield body_ref(duty.body)

    def decide(self, state: DeliberationItem, context: Context) -> Outcome:
        must_be(state, ItemState.DELIBERATED)
        must_follow(state, context.on)
        self._the_residents_agreed(state)
        require(
            self.option <= len(state.options),
            "no_such_option",
            "没有此方案，请核对方案序号。",
            "There is no such option; check its number.",
        )
        chosen = state.options[self.option - 1]
        require(
            chosen.in_favour * 2 > state.present,
            "option_not_carried",
            "该方案赞成人数未过到场人数的半数，请再协商或登记为未达成。",
            "Most of those present were not in favour of it; sit again, or record no consensus.",
        )
        self._the_tasks_can_be_done(context)
        voted = [votes.type for votes in chosen.votes if votes.cast]
        if state.residents_vote is not None:
            voted.append(ParticipantType.RESIDENT)
        yield ResolutionAdopted(
            option=self.option,
            decided_by=tuple(dict.fromkeys(voted)),
            tasks=tuple(
                DutyLaid(task=context.new_id(f"task-{number}"), **dict(duty))
                for number, duty in enumerate(self.tasks, start=1)
            ),
            on=context.on,
        )

    def _the_residents_agreed(self, state: DeliberationItem) -> None:
        vote = state.residents_vote
        require(  # SYS-08, Organic Law arts. 9, 10
            not state.needs_residents_meeting or vote is not None,
            "residents_vote_missing",
            "此事项涉及全体居民利益，须先提请居民会议表决并登记表决结果。",
            "This touches all residents: put it to the residents' meeting and record its vote.",
        )
        require(  # SYS-08: valid with a majority of those entitled, carried by one of those there
            vote is None or (vote.quorate and vote.carried),
            "residents_vote_not_valid",
            "居民会议到会未过应到半数或赞成未过到会半数，不能形成决议。",
            "The residents' meeting lacked a majority present or in favour; nothing is resolved.",
        )

    def _the_tasks_can_be_done(self, context: Context) -> None:
        for duty in self.tasks:
            require(
                context.look(body_ref(duty.body)).exists_on(context.on),
                "no_such_body",
                f"当日无此责任机构{duty.body}，请核对代码。",
                f"There is no body {duty.body} on that day; check its code.",
            )
            require(
                duty.due_on >= context.on,
                "due_in_the_past",
                "任务期限不得早于决议日期，请修改期限。",
                "A task falls due on the day of the resolution or later; change its date.",
            )


class RecordNoConsensus(
    Command[DeliberationItem], verb="record-no-consensus",
    label=Label("登记未达成", "Record no consensus"), who=(Role.CS,),
):  # fmt: skip
    """The sitting came to no decision."""

    def decide(self, state: DeliberationItem, context: Context) -> Outcome:
        must_be(state, ItemState.DELIBERATED)
        must_follow(state, context.on)
        yield NoConsensusReached(on=context.on)


class PublishResolution(
    Command[DeliberationItem], verb="publish", label=Label("公布决议", "Publish resolution"),
    who=(Role.CS,),
):  # fmt: skip
    """Tells everybody what was resolved; from then on it is carried out."""

    document_no: DocumentNo

    def decide(self, state: DeliberationItem, context: Context) -> Outcome:
        must_be(state, ItemState.RESOLVED)
        must_follow(state, context.on)
        yield ResolutionPublished(document_no=self.document_no, on=context.on)
