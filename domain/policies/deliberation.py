"""What deliberation makes follow (P-09), and what makes deliberation follow (P-14)."""

from collections.abc import Iterator
from typing import Any, Final

from domain.agreement import AGREEMENT, AgreementState, ProposeCommitment, agreement_ref
from domain.case import CASE, CaseKind, Channel, ReportCase
from domain.deliberation import (
    DELIBERATION,
    ItemClass,
    ProposeItem,
    RecurringProblemDetected,
    ResolutionAdopted,
    deliberation_ref,
)
from domain.policies.shapes import Issue, Look, Policy, Trigger

# P-09: the tasks of a resolution become cases or commitments


def lay_tasks(trigger: Trigger, look: Look) -> Iterator[Issue]:
    """A unit's promise joins its agreement while that is a draft; all else becomes a case.

    Once a text is agreed on, only its two sides change it: their signatures are no policy's.
    """
    community = look(deliberation_ref(trigger.stream)).community
    for task in trigger.event.tasks:
        if task.promise is not None:
            year = task.promise.terms.due_on.year
            ref = agreement_ref(community, task.promise.unit, year)
            if look(ref).state is AgreementState.DRAFTED:
                terms = task.promise.terms
                yield Issue(AGREEMENT, ref.id, _commitment(terms), part=str(task.task))
                continue
        report = ReportCase(
            channel=Channel.DELIBERATION,
            channel_ref=f"{trigger.stream}/{task.task}",
            kind=CaseKind.SUGGESTION,
            text="协商决议任务，内容见决议。",
            community=community,
            needs_reply=False,
        )
        yield Issue(CASE, None, report, part=str(task.task))


def _commitment(terms: Any) -> ProposeCommitment:
    """From the terms of a fact, or of its trusted twin."""
    fields = ("form", "purpose", "title", "deliverable", "weight", "due_on", "resource_offer")
    return ProposeCommitment.model_validate(
        {"terms": {name: getattr(terms, name) for name in fields}}
    )


# P-14: a problem that comes back is proposed for deliberation


def propose_problem(trigger: Trigger, look: Look) -> Iterator[Issue]:
    found = trigger.event
    propose = ProposeItem(
        community=found.community,
        item_class=ItemClass.STRONG_DEMANDS_AND_DISPUTES,
        title="同一地点同类事件反复发生",
        text="三十日内同一小区或平房片同类事件达三件以上，提请协商根治；所涉事件见反复问题记录。",
        problem=trigger.stream,
        occurrence=found.occurrence,
    )
    yield Issue(DELIBERATION, None, propose)


OF_DELIBERATION: Final = (
    Policy("P-09", ResolutionAdopted, lay_tasks),
    Policy("P-14", RecurringProblemDetected, propose_problem),
)
