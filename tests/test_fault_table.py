"""Every fault we plan for, with the tests that hold it: a fault without one fails here, and so does a test that is gone."""

from __future__ import annotations

import ast
import datetime as dt
import re
from functools import cache
from pathlib import Path
from types import SimpleNamespace

import pytest

from pipeline import cli
from pipeline.store import register
from pipeline.tag import version

HERE = Path(__file__).parent
TABLE: dict[str, tuple[str, tuple[str, ...]]] = {
    "F1": ("a reader returns fewer pages than the file has", ("test_hostile::test_no_file_is_accepted_with_fewer_pages_than_another_reader_sees", "test_hostile::test_pages_that_the_first_reader_loses_are_brought_back", "test_hostile::test_a_repair_that_still_loses_pages_is_refused_never_accepted")),
    "F2": ("one page cannot be read", ("test_hostile::test_what_a_person_should_know_is_noted",)),
    "F3": ("a password is needed", ("test_cli::test_each_bad_file_is_named_with_its_error_and_a_next_step", "test_hostile::test_what_cannot_be_read_says_why")),
    "F4": ("pages without text", ("test_hostile::test_what_cannot_be_read_says_why", "test_extract_styles::test_a_scan_is_recognised_page_by_page_with_its_confidence")),
    "F5": ("damaged, empty or renamed files", ("test_cli::test_each_bad_file_is_named_with_its_error_and_a_next_step", "test_hostile::test_every_file_has_one_state_and_the_failed_say_what_to_do")),
    "F6": ("a reader that loops, eats memory or dies", ("test_sandbox::test_a_reader_that_never_ends_is_given_up_with_what_it_started", "test_sandbox::test_a_reader_that_eats_the_memory_is_told_so", "test_sandbox::test_a_reader_that_dies_does_not_take_the_run_with_it", "test_hostile::test_none_is_read_beyond_its_limit", "test_scale::test_a_lost_process_costs_time_but_no_work")),
    "F7": ("archives and documents that unpack to too much", ("test_hostile::test_every_file_has_one_state_and_the_failed_say_what_to_do", "test_sandbox::test_a_reader_that_says_too_much_is_cut_short")),
    "F8": ("links, pipes, devices, files that vanish or grow", ("test_hostile::test_a_file_that_vanishes_or_grows_while_it_is_read_is_told", "test_hostile::test_what_cannot_be_read_says_why")),
    "F9": ("odd names", ("test_sandbox::test_a_documents_own_error_comes_through_and_its_name_stays_on_one_line", "test_hostile::test_every_file_has_one_state_and_the_failed_say_what_to_do")),
    "F10": ("the same document twice, or issued again", ("test_duplicates::test_a_re_issue_is_linked_to_the_one_that_was_examined_first", "test_duplicates::test_a_linked_document_is_kept_whole_and_not_counted", "test_duplicates::test_linking_again_does_not_undo_a_person_s_word", "test_faults::test_the_same_bytes_under_two_names_are_one_case", "test_faults::test_a_review_that_is_issued_again_is_linked_when_it_is_read", "test_correct_passages::test_the_same_wording_is_shown_where_one_may_read_it")),
    "F11": ("control and direction characters in text", ("test_hostile::test_what_a_person_should_know_is_noted", "test_faults::test_a_line_separator_in_what_a_person_wrote_does_not_break_the_log")),
    "F12": ("hidden, covered or tracked text", ("test_hostile::test_what_a_person_should_know_is_noted", "test_tag::test_hidden_text_is_never_tagged", "test_brief_disclosure::test_confidential_hidden_and_restricted_passages_are_never_quoted")),
    "F13": ("text that reads like markup, templates or formulas", ("test_brief::test_hostile_text_in_titles_subjects_and_passages_is_only_text", "test_brief::test_the_bank_names_who_did_well_and_no_cell_is_a_formula", "test_correct::test_what_a_document_says_is_text_and_never_markup")),
    "F14": ("scripts, launches and files inside a document", ("test_hostile::test_what_a_person_should_know_is_noted", "test_sandbox::test_a_reader_writes_nothing_to_the_disk")),
    "F15": ("a kill while a decision is saved", ("test_faults::test_decisions_survive_kill_at_any_moment", "test_store::test_a_torn_last_line_is_set_aside_with_a_message")),
    "F16": ("two reviewers at one passage", ("test_correct_passages::test_a_stale_tab_keeps_both_and_shows_the_other", "test_correct_passages::test_a_stale_screening_keeps_both", "test_correct_passages::test_the_same_form_sent_twice_is_kept_once", "test_faults::test_two_programs_that_decide_at_once_lose_nothing", "test_store::test_the_same_decision_is_kept_once", "test_store::test_the_decision_that_stands_does_not_depend_on_the_order_of_arrival")),
    "F17": ("a decision that could not be kept", ("test_disk_errors::test_the_page_says_not_saved_and_takes_the_same_form_again", "test_correct::test_a_decision_that_cannot_be_kept_is_never_called_saved", "test_correct_browser::test_what_the_server_refuses_stays_in_the_form_to_be_sent_again")),
    "F18": ("read again, trained again, themes changed", ("test_codebook::test_a_tag_settled_before_a_change_is_marked_and_never_relabelled", "test_codebook::test_what_a_person_settled_does_not_follow_the_tagger", "test_cli::test_rebuild_gives_the_same_export")),
    "F19": ("something is deleted", ("test_faults::test_a_withdrawn_document_is_gone_from_everything_and_can_be_brought_back", "test_codebook::test_a_retired_theme_is_no_longer_suggested")),
    "F20": ("disk full, read-only, database locked", ("test_disk_errors::test_a_decision_is_kept_or_refused_whichever_call_the_disk_fails_in", "test_disk_errors::test_a_command_ends_with_a_sentence_and_does_its_work_when_the_disk_is_well_again", "test_faults::test_when_the_disk_is_full_the_run_says_so_and_works_again_with_space", "test_faults::test_a_folder_nobody_may_write_to_is_named_with_what_to_ask_for", "test_faults::test_a_database_that_another_program_holds_is_waited_for_and_then_named", "test_faults::test_a_full_database_keeps_what_it_held", "test_faults::test_a_new_corpus_that_does_not_fit_on_the_disk_leaves_nothing_behind", "test_faults::test_a_corpus_that_can_only_be_read_can_still_be_backed_up", "test_faults::test_a_log_that_another_program_holds_is_waited_for_and_then_named", "test_brief_release::test_a_typeface_that_is_missing_or_cut_short_is_named")),
    "F21": ("a damaged database or log, or of another version", ("test_faults::test_a_damaged_log_is_written_anew_from_itself_and_the_store_however_often", "test_faults::test_what_only_a_damaged_store_holds_is_written_to_the_log_before_it_is_made_anew", "test_backup::test_decisions_that_only_the_store_still_holds_are_taken_over_too", "test_faults::test_a_damaged_database_is_refused_and_rebuild_brings_everything_back", "test_store::test_a_store_of_a_newer_version_is_not_touched", "test_faults::test_a_store_of_an_older_version_is_kept_aside_and_its_decisions_go_on", "test_faults::test_a_damaged_database_is_told_with_the_last_backup", "test_faults::test_a_second_rebuild_keeps_the_store_that_the_first_was_to_replace")),
    "F22": ("a network or synced folder", ("test_faults::test_a_corpus_where_two_computers_may_write_is_warned_of",)),
    "F23": ("a kill while a briefing is printed", ("test_faults::test_printing_survives_kill_at_any_moment", "test_store::test_a_file_is_replaced_whole_and_never_written_over", "test_brief_release::test_a_full_disk_leaves_the_old_briefing_whole", "test_brief_release::test_what_a_killed_run_left_is_cleared_and_files_no_longer_made_go")),
    "F24": ("a restricted review reaches an output", ("test_faults::test_a_row_that_the_register_lost_is_written_back_and_what_was_restricted_stays_so", "test_faults::test_a_restricted_document_under_another_name_stays_restricted", "test_faults::test_a_document_that_is_released_in_the_register_is_told", "test_cli::test_a_restricted_review_is_counted_and_no_word_of_it_is_printed", "test_brief_disclosure::test_the_last_gate_looks_where_nobody_looks", "test_brief_disclosure::test_a_short_restricted_passage_and_a_title_are_secret_whole")),
    "F25": ("small counts", ("test_brief_disclosure::test_no_small_count_can_be_read_or_worked_out_from_the_total", "test_brief_disclosure::test_restricted_reviews_cannot_be_worked_out_from_the_flow", "test_brief_disclosure::test_a_running_total_never_tells_a_small_growth")),
    "F26": ("names, dates and addresses in an extract", ("test_brief_disclosure::test_what_must_not_be_printed_is_recognised",)),
    "F27": ("a marking that is missing", ("test_cli::test_a_final_briefing_is_refused_with_what_is_missing", "test_brief_release::test_everything_that_is_missing_is_listed_at_once")),
    "F28": ("an attack on the local page", ("test_correct::test_only_the_page_itself_may_post", "test_correct::test_the_link_works_once", "test_correct::test_a_redirect_stays_on_the_page")),
    "F29": ("script in text, names or notes", ("test_correct::test_what_a_document_says_is_text_and_never_markup", "test_correct::test_no_page_carries_inline_script_and_each_forbids_foreign_ones", "test_brief::test_commentary_is_set_in_its_place_and_its_markup_is_harmless")),
    "F30": ("a model file that was altered or is missing", ("test_tag::test_an_altered_tagger_is_refused", "test_fault_table::test_a_missing_model_ends_the_command_with_its_own_code", "test_fault_table::test_no_module_loads_a_pickle")),
    "F31": ("a library that was replaced or is flawed", ("test_fault_table::test_every_library_is_locked_by_its_hash",)),
    "F32": ("the network", ("test_cli::test_the_briefing_of_the_good_documents_is_printed_beside_the_bad_ones",)),
    "F33": ("text in logs and errors", ("test_disk_errors::test_a_fault_of_the_page_is_told_without_the_text_it_held", "test_faults::test_no_message_of_a_whole_run_holds_words_of_a_document", "test_faults::test_a_fault_of_the_program_is_told_without_the_text_it_held")),
    "F34": ("clock, time zone, quarter edge", ("test_fault_table::test_a_quarter_begins_at_midnight_in_london", "test_faults::test_a_clock_that_was_put_back_does_not_change_what_stands")),
}  # fmt: skip


def test_every_fault_is_in_the_table() -> None:
    assert list(TABLE) == [f"F{number}" for number in range(1, 35)]
    assert all(held for _, held in TABLE.values())


@pytest.mark.parametrize(("fault", "name"), [(fault, name) for fault, (_, held) in TABLE.items() for name in held])
def test_the_tests_that_hold_a_fault_exist(fault: str, name: str) -> None:
    module, test = name.split("::")
    assert test in defined_in(module), f"{fault} is held by a test that is gone"


@cache
def defined_in(module: str) -> set[str]:
    tree = ast.parse((HERE / f"{module}.py").read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


@pytest.mark.parametrize(
    ("moment", "day", "quarter"),
    [
        ("2019-06-30T22:59:59", "2019-06-30", "2019-Q2"),
        ("2019-06-30T23:00:00", "2019-07-01", "2019-Q3"),
        ("2019-12-31T23:59:59", "2019-12-31", "2019-Q4"),
        ("2020-01-01T00:00:00", "2020-01-01", "2020-Q1"),
        ("2019-03-31T00:59:59", "2019-03-31", "2019-Q1"),
    ],
)
def test_a_quarter_begins_at_midnight_in_london(
    moment: str, day: str, quarter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:  # type: ignore[override]
            return dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC).astimezone(tz)

    monkeypatch.setattr(register, "dt", SimpleNamespace(datetime=Clock, date=dt.date))
    assert register.today() == day
    assert register.quarter_of(register.today()) == quarter


def test_a_missing_model_ends_the_command_with_its_own_code(
    corpus: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(version, "BUILT_IN", tmp_path / "nothing")
    assert cli.run(["--corpus", str(tmp_path / "north"), "tag"]) == 4
    assert "restore models/" in capsys.readouterr().err


def test_no_module_loads_a_pickle() -> None:
    for path in (HERE.parent / "pipeline").rglob("*.py"):
        tree = ast.parse(path.read_text())
        named = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not named & {"pickle", "cloudpickle", "dill"}, path.name
        assert "allow_pickle=True" not in path.read_text(), path.name


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-uv.lock"])
def test_every_library_is_locked_by_its_hash(lock: str) -> None:
    text = (HERE.parent / lock).read_text()
    entries = re.split(r"\n(?=[a-zA-Z0-9])", re.sub(r"^#.*\n", "", text, flags=re.M).strip())
    assert len(entries) >= 1
    for entry in entries:
        assert re.match(r"[\w.\[\],-]+==\S+", entry), entry[:60]
        assert "--hash=sha256:" in entry, entry[:60]
