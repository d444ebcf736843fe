"""What is done with personal data in the year: consents, requests, reads (SYS-20)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from domain.access import Medium, Purpose, Reader, RecordRead, ReportUnstatedRead
from domain.archive import ArchiveKind, Detail, UpdateEntry, archive_ref, fields_for
from domain.kernel import SYSTEM, Actor, derived_id
from domain.privacy import (
    AnswerRequest,
    ConsentPurpose,
    GiveConsent,
    IdentityProof,
    LodgeRequest,
    RecordImpactAssessment,
    RefusalGround,
    RefuseRequest,
    RequestKind,
    VerifyIdentity,
    WithdrawConsent,
    consent_ref,
)
from domain.roles import Role
from interfaces.simulation.archives import accounts, entry_of
from interfaces.simulation.clock import Dice, at, at_the_office
from interfaces.simulation.people import SUFFIX, Somebody
from interfaces.simulation.plan import YEAR, CommunityPlan, GridPlan, Plan, resident_of
from interfaces.simulation.schedule import Begun, Course, does
from interfaces.simulation.texts import evidence

OFFICER: Final = Actor(Role.PIO, derived_id("simulated", "protection officer"), scopes=("county",))
CONSENTED: Final = (date(YEAR, 2, 7), date(YEAR, 3, 31))
WITHDRAWN: Final = (date(YEAR, 5, 5), date(YEAR, 10, 28))
EVERY_SO_MANY: Final = {"withdraws": 17, "asks": 23, "updates": 11}
NOTICE: Final = "居民个人信息告知书2022-1"
READS_SHARE: Final = 0.006  # of the residents whose entries somebody opens in the year
PURPOSES: Final = {
    Purpose.EPIDEMIC_CONTROL: 50,
    Purpose.CASE: 25,
    Purpose.VACCINATION: 15,
    Purpose.SOCIAL_INSURANCE: 10,
}
UNSTATED: Final = 7  # HANDBOOK 5.5: archive reads without purpose
AUDITED: Final = at(date(YEAR, 11, 21), 10)


def courses(plan: Plan) -> Iterator[Begun]:
    yield Begun("assessment", at(date(YEAR, 1, 4), 15), _assessment())
    number = 0
    for community in plan.communities:
        for grid in community.grids:
            luck = plan.dice(f"reads/{grid.code}")
            for n in range(round(READS_SHARE * _residents(grid)) or 1):
                begins = luck.moment_on(luck.day_in(date(YEAR, 2, 1), date(YEAR, 12, 30)))
                yield Begun(f"read/{grid.code}/{n}", begins, _read(begins, community, grid, luck))
            for who in accounts(community, grid)[: _residents(grid)]:
                number += 1
                course = PersonCourse(plan, community, grid, who, number)
                yield Begun(f"privacy/{number}", course.now, course.course())


def _residents(grid: GridPlan) -> int:
    return sum(place.residents for place in grid.places)


def _assessment() -> Course:
    record = RecordImpactAssessment(
        title="居民信息档案保护影响评估" + SUFFIX, risks="外传、滥用", measures="加密、按目的开放",
        done_on=date(YEAR, 1, 4), report=evidence("assessment"), document_no="【合成】个保1号",
    )  # fmt: skip
    yield does(at(date(YEAR, 1, 4), 15), OFFICER, record)


def _read(now: datetime, community: CommunityPlan, grid: GridPlan, luck: Dice) -> Course:
    """Somebody of the grid or the community looks into a resident's entry, for a purpose."""
    purpose = luck.drawn(PURPOSES)
    reader = luck.choice((grid.gw, community.cw(luck)))
    resident = _some_resident(community, grid, luck)
    record = RecordRead(
        record=archive_ref(grid.code, ArchiveKind.RESIDENT).id,
        collection="archives",
        purpose=purpose,
        fields=tuple(sorted({"age_band", "care_needs"} & fields_for(purpose))),
        entry=resident,
        persons=(resident,),
        reader=Reader.of(reader),
    )
    yield does(now, SYSTEM, record)


def _some_resident(community: CommunityPlan, grid: GridPlan, luck: Dice) -> UUID:
    """One without an account: those have their entries under their own ids."""
    known = len(accounts(community, grid))
    number = luck.randint(min(known + 1, _residents(grid)), _residents(grid))
    return entry_of(grid.code, ArchiveKind.RESIDENT, number)


def defects(plan: Plan) -> Iterator[Begun]:
    """Reads on paper for no purpose, found by an audit in November (HANDBOOK 5.5)."""
    luck = plan.dice("unstated reads")
    grids = [grid for community in plan.communities for grid in community.grids]
    for number in range(UNSTATED):
        grid = grids[number * len(grids) // UNSTATED]
        found = AUDITED + timedelta(minutes=20 * number)
        yield Begun(f"unstated/{number}", found, _unstated(plan, found, grid, number, luck))


def _unstated(plan: Plan, found: datetime, grid: GridPlan, number: int, luck: Dice) -> Course:
    entry = entry_of(grid.code, ArchiveKind.HOUSEHOLD, number + 1)
    report = ReportUnstatedRead(
        archive=archive_ref(grid.code, ArchiveKind.HOUSEHOLD).id,
        entry=entry,
        community=grid.code[:4],
        grid=grid.code,
        reader_role=Role.GW,
        reader=grid.worker.id,
        read_at=luck.moment_on(luck.day_in(date(YEAR, 3, 1), date(YEAR, 10, 31))),
        medium=Medium.PAPER,
        note="审计抽查发现翻阅纸质住户档案，未登记目的" + SUFFIX,
    )
    reads = derived_id("access", entry)
    plan.key.note("archive_reads_without_purpose", reads, entry=entry, grid=grid.code)
    yield does(found, OFFICER, report)


class PersonCourse:
    """A resident with an account: consents, updates, asks, now and then withdraws."""

    def __init__(
        self, plan: Plan, community: CommunityPlan, grid: GridPlan, who: Somebody, number: int
    ) -> None:
        self.community, self.who, self.number = community, who, number
        self.luck = plan.dice(f"privacy/{number}")
        self.book = archive_ref(grid.code, ArchiveKind.RESIDENT).id
        self.now = self.luck.moment_on(self.luck.day_in(*CONSENTED))

    def course(self) -> Course:
        me, person = resident_of(self.who), self.who.id
        purpose = ConsentPurpose.ARCHIVE
        give = GiveConsent(
            person=person,
            purpose=purpose,
            notice=NOTICE,
            separate=True,
            community=self.community.code,
            archive=self.book,
        )
        yield does(self.now, me, give)
        if self._is_one_who("updates"):
            phone = Detail(field="phone", value=self.who.phone)
            self.now += self.luck.hours(40)
            yield does(self.now, me, UpdateEntry(entry=person, details=(phone,)), self.book)
        if self._is_one_who("asks"):
            yield from self._request(me)
        if self._is_one_who("withdraws"):
            later = self.luck.moment_on(self.luck.day_in(*WITHDRAWN))
            self.now = max(self.now + timedelta(hours=1), later)
            yield does(self.now, me, WithdrawConsent(), consent_ref(person, purpose).id)

    def _is_one_who(self, does_it: str) -> bool:
        return self.number % EVERY_SO_MANY[does_it] == 1

    def _request(self, me: Actor) -> Course:
        kind = self.luck.choice(tuple(RequestKind))
        lodge = LodgeRequest(
            person=self.who.id, kind=kind, about="关于本人档案" + SUFFIX,
            community=self.community.code,
        )  # fmt: skip
        self.now = at_the_office(self.now + self.luck.hours(100))
        lodged = yield does(self.now, me, lodge)
        self.now = at_the_office(self.now + self.luck.hours(30))
        proof = VerifyIdentity(proof=IdentityProof.SIGNED_IN)
        yield does(self.now, OFFICER, proof, lodged.stream)
        self.now = at_the_office(self.now + self.luck.hours(50))
        refuse = RefuseRequest(ground=RefusalGround.RETENTION_RUNS, reason="保存期限未满" + SUFFIX)
        answer = AnswerRequest(answer="已按请求办理" + SUFFIX)
        decided = refuse if kind is RequestKind.DELETE else answer
        yield does(self.now, OFFICER, decided, lodged.stream)
