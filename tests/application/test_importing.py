"""A foreign log comes in as its mapping says: each case whole, once, with its own times."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from application.handler import Instruction
from application.importing import InvalidInput, Result, read_mapping
from application.recorded import LogUnavailable
from domain.case import CaseOutcome, CaseState, Channel, ReportCase
from domain.kernel import SYSTEM
from interfaces.system import System
from tests.application.foreign import (
    HEADER,
    NOW,
    OPEN,
    WHOLE,
    Desk,
    as_csv,
    at,
    desk_system,
    row,
)

ROOT = Path(__file__).parent.parent.parent
A_MINUTE = timedelta(minutes=1)
IMPORTED, REFUSED, ALREADY = Result.IMPORTED, Result.REFUSED, Result.ALREADY


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    yield from desk_system(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def desk(system: System, tmp_path: Path) -> Desk:
    return Desk(system, tmp_path)


# What comes in


def test_every_row_is_an_event_at_its_own_time_recorded_today(desk: Desk) -> None:
    assert desk.came_to(WHOLE) == {"A": IMPORTED}
    events = desk.events("A")
    assert [(recorded.name, recorded.occurred_at) for recorded in events] == [
        ("case.reported", at("05T08:00")),
        ("case.imported", at("05T08:00")),
        ("case.accepted", at("05T08:00")),
        ("case.activity_recorded", at("05T08:00")),
        ("case.assigned", at("05T09:00")),
        ("case.activity_recorded", at("05T09:00")),
        ("case.activity_recorded", at("06T09:00")),
        ("case.handled", at("07T09:00")),
        ("case.activity_recorded", at("07T09:00")),
        ("case.fed_back", at("08T09:00")),
        ("case.activity_recorded", at("08T09:00")),
        ("case.closed", at("09T12:00")),
    ]
    assert all(NOW <= recorded.recorded_at < NOW + A_MINUTE for recorded in events)
    state = desk.state("A")
    assert (state.state, state.outcome) == (CaseState.CLOSED, CaseOutcome.RESOLVED)
    assert state.chain_complete
    assert state.external_ref == "A"


def test_a_case_without_an_end_stays_where_its_rows_left_it(desk: Desk) -> None:
    desk.came_to(OPEN)
    assert desk.state("B").state is CaseState.ASSIGNED


def test_the_rows_of_a_case_may_stand_anywhere_and_are_put_in_the_order_of_time(
    desk: Desk,
) -> None:
    tied = row("B", "look", "05T08:40")
    mixed = [WHOLE[4], OPEN[1], WHOLE[0], tied, *WHOLE[1:4], OPEN[0]]
    assert desk.came_to(mixed) == {"A": IMPORTED, "B": IMPORTED}
    assert desk.state("A").chain_complete
    named = [e.event.activity for e in desk.events("B") if e.name == "case.activity_recorded"]
    assert named == ["in", "give", "look"]  # the tie stays in the order of the file


def test_a_byte_order_mark_windows_lines_and_empty_lines_change_nothing(desk: Desk) -> None:
    plain = as_csv([HEADER, *WHOLE], "\r\n") + b"\r\n"
    assert desk.came_to(b"\xef\xbb\xbf" + plain) == {"A": IMPORTED}
    assert desk.came_to(WHOLE) == {"A": ALREADY}


def test_it_was_reported_when_it_started_if_its_first_row_came_later(desk: Desk) -> None:
    started = ("ended_at = \"ended\"\n", "started_at = \"ended\"\n")  # fmt: skip
    never = ("when = \"ended_at\"", "when = \"never\"")  # fmt: skip
    early = row("A", "in", "05T08:00", ended="04T08:00")
    late = row("B", "in", "05T08:00", ended="06T08:00")
    desk.came_to([early, late], started, never)
    assert desk.state("A").reported_at == at("04T08:00")
    assert desk.state("B").reported_at == at("05T08:00")


def test_a_row_that_reports_is_not_reported_twice(desk: Desk) -> None:
    desk.came_to(OPEN, ('in = "ACCEPTED"', 'in = "REPORTED"'))
    assert [e.name for e in desk.events("B")] == [
        "case.reported", "case.imported", "case.activity_recorded",
        "case.assigned", "case.activity_recorded",
    ]  # fmt: skip


def test_words_become_ours_and_the_sources_own_stay_beside_them(desk: Desk) -> None:
    desk.came_to([row("A", "give", "05T08:00", desk="post", office="heating")])
    state = desk.state("A", "BOX")
    assert state.channel is Channel.BOX
    assert state.handler == "DEPT-HEATING"
    imported = desk.events("A", "BOX")[1].event
    assert (imported.source_channel, imported.department) == ("post", "heating")


def test_a_cell_may_name_the_community(desk: Desk) -> None:
    words = '[words.community]\nx = "FC02"\n[words.channel]'
    changes = (('ignore = ["note"]', 'community = "note"'), ("[words.channel]", words))
    desk.came_to([row("A", "in", "05T08:00", note="x"), row("B", "in", "05T08:00")], *changes)
    assert (desk.state("A").community, desk.state("B").community) == ("FC02", "FC01")


def test_time_limits_and_texts_come_from_the_file(desk: Desk) -> None:
    columns = 'due_at = "ended"\ntitle = "note"\n'
    changes = (
        ('ended_at = "ended"\n', columns), ('ignore = ["note"]', ""),
        ('when = "ended_at"', 'when = "never"'),
    )  # fmt: skip
    desk.came_to(
        [row("A", "in", "05T08:00", ended="2031-03-09T12:00+08:00", note="漏水")], *changes
    )
    clock = desk.state("A").clock
    assert clock is not None
    assert clock.due_at == at("2031-03-09T04:00+00:00")  # it may lie ahead
    title = desk.events("A")[0].event.title
    assert "漏水" not in title
    assert desk.system.vault.opened(title, desk.stream("A")) == "漏水"


def test_words_for_nothing_are_nothing(desk: Desk) -> None:
    desk.came_to([row("A", "in", "05T08:00", who="-", office="-")])
    facts = {recorded.name: recorded.event for recorded in desk.events("A")}
    assert facts["case.activity_recorded"].resource is None
    assert facts["case.imported"].department is None


def test_who_did_it_there_is_sealed(desk: Desk) -> None:
    desk.came_to([row("A", "in", "05T08:00", who="Janneke de Vries")])
    stored = [bytes(entry[4]) for entry in desk.system.log.stored(0, 100_000)]
    assert not any(b"Janneke" in entry for entry in stored)
    activity = desk.events("A")[-1].event
    opened = desk.system.vault.opened(activity.resource, desk.stream("A"))
    assert opened == "Janneke de Vries"


def test_what_one_file_brought_is_found_together(desk: Desk) -> None:
    desk.came_to([*WHOLE, *OPEN])
    correlations = {e.correlation for case in ("A", "B") for e in desk.events(case)}
    assert len(correlations) == 1


# How a case ends


def test_an_activity_may_close_it(desk: Desk) -> None:
    changes = (
        ("ended_at = \"ended\"\n", ""), ('ignore = ["note"]', 'ignore = ["note", "ended"]'),
        ('tell = "FED_BACK"', 'tell = "CLOSED"'), ('when = "ended_at"', 'when = "activity"'),
    )  # fmt: skip
    desk.came_to([*WHOLE, *OPEN], *changes)
    assert desk.state("A").state is CaseState.CLOSED
    assert desk.state("A").ended_at == at("08T09:00")
    assert desk.state("B").state is CaseState.ASSIGNED


def test_an_end_before_the_last_row_is_refused_or_kept_with_a_note(desk: Desk) -> None:
    rows = [row("A", "in", "05T08:00", ended="05T07:59")]
    assert desk.came_to(rows) == {"A": REFUSED}
    assert desk.reasons() == {2: "ended_before_last_row"}
    [kept] = desk.imported(
        rows, ('when = "ended_at"', 'when = "ended_at"\nearly = "keep"')
    ).values()
    assert kept.result is IMPORTED
    assert [problem.code for problem in kept.problems.values()] == ["ended_before_last_row"]
    assert desk.state("A").ended_at == at("05T07:59")


def test_the_last_activity_that_decides_the_outcome_counts(desk: Desk) -> None:
    after = '[end.outcome_after]\ndecide = "PARTLY"\ntell = "EXPLAINED"\n'
    rule = ('outcome = "RESOLVED"\n', f'outcome = "RESOLVED"\n{after}')
    ended = [("B", *r[1:5], WHOLE[0][5], *r[6:]) for r in OPEN]
    desk.came_to([*WHOLE, *ended], rule)
    assert desk.state("A").outcome is CaseOutcome.EXPLAINED
    assert desk.state("B").outcome is CaseOutcome.RESOLVED


# Once and only once


def test_a_second_run_repeats_nothing_and_says_so(desk: Desk) -> None:
    desk.came_to([*WHOLE, *OPEN])
    before = desk.system.log.position()
    assert desk.came_to([*OPEN, *WHOLE]) == {"A": ALREADY, "B": ALREADY}
    assert desk.system.log.position() == before


def test_a_limit_leaves_the_rest_to_the_next_run(desk: Desk) -> None:
    rows = [row(f"case-{n}", "in", "05T08:00") for n in range(5)]
    outcomes = desk.imported(rows, limit=2)
    assert list(outcomes) == ["case-0", "case-1"]
    assert desk.results is not None
    assert [(t.result, t.cases) for t in desk.results.totals()] == [
        (IMPORTED, 2), (Result.NOT_REACHED, 3),
    ]  # fmt: skip
    again = desk.imported(rows, limit=2)
    assert [o.result for o in again.values()] == [ALREADY, ALREADY, IMPORTED, IMPORTED]
    assert len(desk.imported(rows, limit=2)) == 5


def test_the_prefix_keeps_two_sources_apart(desk: Desk) -> None:
    assert desk.came_to(OPEN) == {"B": IMPORTED}
    assert Desk(desk.system, desk.folder).came_to(OPEN) == {"B": IMPORTED}


def test_a_case_that_changed_since_it_came_in_is_refused(desk: Desk) -> None:
    desk.came_to([*WHOLE, *OPEN])
    more = row("B", "decide", "06T08:00")
    assert desk.came_to([*WHOLE, *OPEN, more]) == {"A": ALREADY, "B": REFUSED}
    assert desk.reasons() == {7: "imported_otherwise"}
    assert desk.state("B").state is CaseState.ASSIGNED


def test_a_dry_run_decides_everything_and_writes_nothing(desk: Desk) -> None:
    before = desk.system.log.position()
    late = row("C", "in", "2099-01-01T00:00:00+08:00")
    dry = desk.imported([*WHOLE, late], dry_run=True)
    assert desk.system.log.position() == before
    assert {case: o.result for case, o in dry.items()} == {"A": Result.IMPORTABLE, "C": REFUSED}
    real = desk.imported([*WHOLE, late])
    assert real["A"].events == dry["A"].events == len(desk.events("A"))


def test_a_log_that_stops_answering_stops_the_run_and_the_next_one_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = desk.system.handler
    through = handler.handle_many
    with monkeypatch.context() as broken:
        broken.setattr(
            handler,
            "handle_many",
            lambda asked: [*through(asked[:1]), *(LogUnavailable() for _ in asked[1:])],
        )
        with pytest.raises(LogUnavailable):
            desk.imported([*WHOLE, *OPEN])
    assert desk.results is not None
    assert [(t.result, t.cases) for t in desk.results.totals()] == [
        (IMPORTED, 1), (Result.NOT_REACHED, 1),
    ]  # fmt: skip
    assert desk.came_to([*WHOLE, *OPEN]) == {"A": ALREADY, "B": IMPORTED}


# Bad rows: their case is refused, the others go in


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row("A", "look", "05T09:00", who="\udcff\udcfe"), "not_utf8"),
        (row("A", "look", "05T09:00", who="a\x07b"), "control_character"),
        (row("A", "", "05T09:00"), "missing"),
        (row("A", "look", ""), "missing"),
        (row("A", "look", "yesterday"), "time_unreadable"),
        (row("A", "look", "2021-02-30T09:00:00+08:00"), "time_unreadable"),
        (row("A", "look", "0001-01-01T00:00:00+14:00"), "time_unreadable"),
        (row("A", "look", "2022-06-01T09:00:01+08:00"), "in_the_future"),
        (row("A", "look", "05T09:00", ended="2022-06-02T09:00:00+08:00"), "in_the_future"),
        (row("A", "in", "05T08:00"), "duplicate_row"),
        (row("A", "look", "05T09:00", desk="post"), "case_contradicts"),
    ],
)
def test_a_bad_row_keeps_its_whole_case_out_and_no_other(
    desk: Desk, bad: tuple[str, ...], code: str
) -> None:
    before = desk.system.log.position()
    good = row("A", "in", "05T08:00")
    assert desk.came_to([good, *OPEN, bad]) == {"A": REFUSED, "B": IMPORTED}
    assert desk.reasons() == {5: code}
    assert not desk.events("A")
    assert desk.system.log.position() == before + len(desk.events("B"))
    assert desk.came_to([good, *OPEN]) == {"A": IMPORTED, "B": ALREADY}  # once corrected


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (row("A", "look", "05T09:00", who="x" * 201), "value_unfitting"),
        (row("A" * 200, "in", "05T08:00"), "value_unfitting"),
    ],
)
def test_what_does_not_fit_is_told_at_the_case(desk: Desk, bad: tuple[str, ...], code: str) -> None:
    assert desk.came_to([bad, *OPEN])["B"] is IMPORTED
    assert desk.reasons() == {2: code}


def test_the_sources_own_number_of_a_row_may_not_come_twice(desk: Desk) -> None:
    numbered = ('ignore = ["note"]', 'row = "note"')
    rows = [row("A", "in", "05T08:00", note="1"), row("A", "look", "05T09:00", note="1"), *OPEN]
    assert desk.came_to(rows, numbered) == {"A": REFUSED, "B": IMPORTED}
    assert desk.reasons() == {3: "duplicate_row"}


def test_a_row_of_no_case_is_refused_by_itself(desk: Desk) -> None:
    assert desk.came_to([row("", "in", "05T08:00"), row("-", "in", "05T08:00"), *OPEN]) == {
        "B": IMPORTED
    }
    assert desk.reasons() == {2: "no_case", 3: "no_case"}
    assert desk.results is not None
    assert sum(total.rows for total in desk.results.totals()) == 4


def test_a_torn_row_keeps_out_every_case_that_it_may_belong_to(desk: Desk) -> None:
    torn = ("2021-03-05", "A", "look")
    assert desk.came_to([WHOLE[0], *OPEN, torn]) == {"A": REFUSED, "B": IMPORTED}
    assert desk.reasons() == {5: "row_malformed", 2: "row_may_be_missing"}


def test_a_case_that_is_here_by_another_way_is_refused(desk: Desk) -> None:
    here = ReportCase(
        channel=Channel.IMPORT, channel_ref=f"{desk.prefix}B", community="FC01", text="合成诉求"
    )
    desk.system.handler.handle(Instruction(here, SYSTEM))
    assert desk.came_to(OPEN) == {"B": REFUSED}
    assert desk.reasons() == {2: "case_exists"}


# A file or a mapping that lies: nothing is written


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        ('case = "id"', 'case = "nr"', {"no_such_column", "column_unlisted"}),
        ('ignore = ["note"]', "", {"column_unlisted"}),
        ("[source]", '[source]\ndelimiters = ";"', {"mapping_wrong"}),
        ("[source]", '[source]\ndelimiter = ";"', {"no_such_column", "column_unlisted"}),
        ('look = "ACTIVITY"\n', "", {"activity_unlisted"}),
        ('look = "ACTIVITY"', 'look = "DREAMT"', {"mapping_wrong"}),
        ('community = "FC01"', 'community = "FC09"', {"no_such_community"}),
        ('community = "FC01"', 'community = "County"', {"mapping_wrong"}),
        ('community = "FC01"', 'community = "FC01"\ngrid = "FC01001"', {"no_such_grid"}),
        ('community = "FC01"', "", {"mapping_wrong"}),
        ('"DEPT-HEATING"', '"DEPT-POETRY"', {"no_such_body"}),
        ("web =", "internet =", {"word_unlisted"}),
        ("north =", "south =", {"word_unlisted"}),
        ('channel = "desk"', "", {"words_without_column"}),
        ('when = "ended_at"', 'when = "never"', {"end_contradicts"}),
        ('when = "ended_at"', 'when = "activity"', {"end_contradicts"}),
        ('tell = "FED_BACK"', 'tell = "CLOSED"', {"end_contradicts"}),
        ("[end]", "[end]\noutcome_after = {gone = \"PARTLY\"}", {"activity_unlisted"}),
        ("[end]", "[expect]\nrows = 6\n[end]", {"total_differs"}),
        ("[end]", "[expect]\ncases = 3\n[end]", {"total_differs"}),
        ("[end]", "[ende]", {"mapping_wrong"}),
        ("[end]", "[end", {"mapping_unreadable"}),
        ("[source]", '[source]\ntime = "%d/%m/%Y %H:%M"', {"zone_missing"}),
        ("[source]", '[source]\ntime = "%d/%m/%Y %H:%M %z"', {"no_time_fits"}),
        ("[source]", '[source]\nzone = "Asia/Fanshi"', {"zone_unknown"}),
        ("[source]", '[source]\nzone = "../secret"', {"zone_unknown"}),
    ],
)  # fmt: skip
def test_a_mapping_that_lies_writes_nothing(
    desk: Desk, before: str, after: str, codes: set[str]
) -> None:
    assert desk.lies([*WHOLE, *OPEN], (before, after)) == codes


def test_everything_that_is_wrong_is_told_at_once(desk: Desk) -> None:
    changes = (
        ("web =", "internet ="),
        ('look = "ACTIVITY"\n', ""),
        ("[end]", "[expect]\nrows = 1\n[end]"),
    )
    assert desk.lies(WHOLE, *changes) == {"word_unlisted", "activity_unlisted", "total_differs"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_such_column"),
        ("id,what\n".encode("utf-16"), "not_utf8"),
        (as_csv([("id", *HEADER)]), "column_twice"),
        (as_csv([HEADER]) + b'A,"in,2021', "quotes_unbalanced"),
        (as_csv([HEADER]) + b'A,"in" x,2021\n', "quotes_unbalanced"),
        (as_csv([HEADER]) + b'A,"in\nB,in\nC,"\n', "quotes_unbalanced"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_whole(
    desk: Desk, content: bytes, code: str
) -> None:
    assert code in desk.lies(content)


def test_the_example_is_a_mapping() -> None:
    mapping = read_mapping(ROOT / "docs" / "examples" / "wabo.toml")
    assert len(mapping.activities) == 27


def test_an_empty_log_is_all_in(desk: Desk) -> None:
    assert desk.came_to([]) == {}


def test_a_file_that_changes_while_it_is_read_is_not_trusted(desk: Desk) -> None:
    work = desk.work(WHOLE)
    os.utime(work.log.path, ns=(1, 1))
    with pytest.raises(InvalidInput) as refused:
        list(work.run())
    assert [problem.code for problem in refused.value.problems] == ["file_changed"]


# Times


SUMMER = "Europe/Amsterdam"


def local(case: str, when: str) -> tuple[str, ...]:
    return row(case, "in", when)


def test_a_time_without_offset_is_of_the_zone_that_the_mapping_names(desk: Desk) -> None:
    zone = ("[source]", f'[source]\nzone = "{SUMMER}"')
    rows = [local("A", "2021-07-05 10:00"), local("B", "2021-07-05 10:00:00.25+08:00")]
    assert desk.lies(rows) == {"zone_missing"}
    desk.came_to(rows, zone)
    assert desk.state("A").reported_at == at("2021-07-05T08:00+00:00")
    assert desk.state("B").reported_at == at("2021-07-05T02:00:00.250+00:00")


def test_a_time_that_came_twice_is_not_guessed(desk: Desk) -> None:
    zone = ("[source]", f'[source]\nzone = "{SUMMER}"')
    rows = [local("A", "2021-10-31 02:30")]
    assert desk.lies(rows, zone) == {"time_twice"}
    later = ("[source]", f'[source]\nzone = "{SUMMER}"\ntwice = "later"')
    desk.came_to(rows, later)
    assert desk.state("A").reported_at == at("2021-10-31T01:30+00:00")


def test_a_time_that_never_was_is_a_bad_row(desk: Desk) -> None:
    zone = ("[source]", f'[source]\nzone = "{SUMMER}"')
    rows = [local("A", "2021-03-28 02:30"), local("B", "2021-03-28 03:30")]
    assert desk.came_to(rows, zone) == {"A": REFUSED, "B": IMPORTED}
    assert desk.reasons() == {2: "time_unreadable"}


def test_the_mapping_says_how_times_are_written(desk: Desk) -> None:
    form = ("[source]", '[source]\ntime = "%d/%m/%Y %H:%M"\nzone = "Asia/Shanghai"')
    desk.came_to([local("A", "04/03/2021 08:00")], form)
    assert desk.state("A").reported_at == at("2021-03-04T00:00+00:00")
