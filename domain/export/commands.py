"""What may be done to a package for the county assessment, by whom (SYS-19, R-39)."""

from datetime import date
from typing import Annotated, Final
from uuid import UUID

from pydantic import Field

from domain.assessment import CycleExported, CycleStatus, cycle_ref
from domain.assessment.state import AFTER_FINAL, Cycle
from domain.calendar import Year
from domain.dates import require_happened
from domain.export.events import (
    ExportAcknowledged,
    ExportCorrected,
    ExportDelivered,
    ExportOrdered,
    ExportPrepared,
    ExportSigned,
)
from domain.export.state import CorrectionCause, ExportPackage, ExportState, Sizes
from domain.kernel import (
    Aggregate,
    Command,
    Concern,
    Context,
    Elsewhere,
    Label,
    Outcome,
    Reads,
    Ref,
    derived_id,
    require,
)
from domain.roles import Role
from domain.vocabulary import Digest, DocumentNo

FIRST: Final = 1
CORRECTABLE: Final = frozenset(
    {ExportState.PREPARED, ExportState.SIGNED, ExportState.DELIVERED, ExportState.ACKNOWLEDGED}
)


class PrepareExport(
    Command[ExportPackage], verb="prepare", label=Label("生成报送包", "Prepare export"),
    who=(Role.EVO,), opens=True,
):  # fmt: skip
    """Orders the year's first package; the system puts it together and records its digest."""

    year: Year

    def reads(self, state: ExportPackage, context: Context) -> Reads:
        yield cycle_ref(self.year)

    def decide(self, state: ExportPackage, context: Context) -> Outcome:
        require(
            state.state is None,
            "export_exists",
            "该年度已有报送包，如有变动请办理更正。",
            "There is a package for that year already; correct it instead.",
        )
        require(  # SYS-19: the FINAL version
            context.look(cycle_ref(self.year)).status in AFTER_FINAL,
            "cycle_not_final",
            "该年度考评尚未审定，审定后方可生成报送包。",
            "The year's assessment is not final; prepare the export after that.",
        )
        yield ExportOrdered(year=self.year, number=FIRST)


class RecordExport(
    Command[ExportPackage], verb="record", label=Label("登记报送包", "Record export"),
    who=(Role.SYS,),
):  # fmt: skip
    """Puts on record what the package holds, as the log at `position` gives it."""

    position: Annotated[int, Field(ge=0)]
    digest: Digest
    score_version: Annotated[int, Field(ge=1)]
    sizes: Sizes

    def reads(self, state: ExportPackage, context: Context) -> Reads:
        yield cycle_ref(state.year)

    def decide(self, state: ExportPackage, context: Context) -> Outcome:
        if state.digest == self.digest:
            return
        _must_be(state, ExportState.ORDERED)
        _must_be_the_result(self.score_version, context.look(cycle_ref(state.year)))
        yield ExportPrepared(**dict(self))


class SignExport(
    Command[ExportPackage], verb="sign", label=Label("签发报送包", "Sign export"), who=(Role.LG,)
):
    """A human being confirms what affects people, before it leaves (PIPL art. 24).

    digest: of the content that was looked at; another one is refused.
    """

    digest: Digest
    document_no: DocumentNo

    def decide(self, state: ExportPackage, context: Context) -> Outcome:
        _must_be(state, ExportState.PREPARED)
        require(  # PIPL art. 24
            context.actor.person is not None,
            "signatory_unnamed",
            "签发须由本人实名办理，请以本人账号登录。",
            "Somebody signs in his own name: sign in as yourself.",
        )
        require(
            self.digest == state.digest,
            "another_content",
            "所签内容与报送包的摘要不一致，请重新核阅后签发。",
            "What was signed is not what the package holds; look at its content again.",
        )
        yield ExportSigned(**dict(self))


class DeliverExport(
    Command[ExportPackage], verb="deliver", label=Label("送达报送包", "Deliver export"),
    who=(Role.EVO,),
):  # fmt: skip
    """Hands the signed package to the Organisation Department, and each unit its own part."""

    on: date

    def reads(self, state: ExportPackage, context: Context) -> Reads:
        yield cycle_ref(state.year)

    def decide(self, state: ExportPackage, context: Context) -> Outcome:
        require(  # SYS-19: nothing leaves unsigned
            state.state not in (ExportState.ORDERED, ExportState.PREPARED),
            "export_not_signed",
            "报送包未经项目领导组签发，不得送达。",
            "The leading group has not signed this package; it may not be delivered.",
        )
        _must_be(state, ExportState.SIGNED)
        require_happened(self.on, context)
        cycle = context.look(cycle_ref(state.year))
        _must_be_the_result(state.score_version, cycle)
        yield ExportDelivered(on=self.on)
        if cycle.status is CycleStatus.FINAL:
            yield Elsewhere(cycle_ref(state.year), CycleExported(package=context.stream))


class AcknowledgeExport(
    Command[ExportPackage], verb="acknowledge", label=Label("签收报送包", "Acknowledge export"),
    who=(Role.COD,),
):  # fmt: skip
    """The Organisation Department has received it."""

    on: date

    def decide(self, state: ExportPackage, context: Context) -> Outcome:
        _must_be(state, ExportState.DELIVERED)
        require_happened(self.on, context)
        yield ExportAcknowledged(on=self.on)


class CorrectExport(
    Command[ExportPackage], verb="correct", label=Label("更正报送包", "Correct export"),
    who=(Role.EVO, Role.LG),
):  # fmt: skip
    """Orders a new package that names this one; it is signed and delivered as the first was."""

    cause: CorrectionCause

    def reads(self, state: ExportPackage, context: Context) -> Reads:
        if state.number:
            yield export_ref(state.year, state.number + 1)

    def decide(self, state: ExportPackage, context: Context) -> Outcome:
        require(
            state.state is not ExportState.CORRECTED,
            "already_corrected",
            "该报送包已被新包更正，请在最新的报送包上办理。",
            "Another package has replaced this one already; correct the newest.",
        )
        require(
            state.state in CORRECTABLE,
            "nothing_to_correct",
            "报送包尚未生成，生成时即按最新内容，无需更正。",
            "The package is not put together yet; it will hold what is known then.",
        )
        next_one = export_ref(state.year, state.number + 1)
        yield ExportCorrected(by=next_one.id, cause=self.cause)
        ordered = ExportOrdered(
            year=state.year, number=state.number + 1, corrects=context.stream, cause=self.cause
        )
        yield Elsewhere(next_one, ordered)


def _must_be_the_result(version: int | None, cycle: Cycle) -> None:
    require(  # SYS-19: the FINAL version, and none that has been reopened since
        cycle.status in AFTER_FINAL and cycle.final_version == version,
        "not_the_final_version",
        "成绩尚未审定，或报送包所用成绩已有新版本，请待审定后按新版本生成。",
        "The scores are not final, or newer than those of the package; wait for the final ones "
        "and correct the package.",
    )


def _must_be(state: ExportPackage, wanted: ExportState) -> None:
    require(
        state.state is wanted,
        "export_state",
        f"报送包的状态为{state.state or '未建'}，不能这样办理。",
        f"The package is {state.state or 'not there'}, so this is not possible.",
    )


EXPORT_PACKAGE: Final = Aggregate(
    name="export",
    collection="exports",
    label=Label("报送包", "Export package"),
    initial=ExportPackage(),
    commands=(
        PrepareExport,
        RecordExport,
        SignExport,
        DeliverExport,
        AcknowledgeExport,
        CorrectExport,
    ),
    events=(
        ExportOrdered,
        ExportPrepared,
        ExportSigned,
        ExportDelivered,
        ExportAcknowledged,
        ExportCorrected,
    ),
    identify=lambda command: _id(command.year, FIRST),
    concerns=lambda state, command: Concern(),
)


def _id(year: int, number: int) -> UUID:
    return derived_id("export", year, number)


def export_ref(year: int, number: int) -> Ref[ExportPackage]:
    return EXPORT_PACKAGE.ref(_id(year, number))
