"""Findings as a reader meets them: a tuple that shows itself, can be filtered, and mends."""

import json
import pickle
import re

import pytest

from simlib.checks import Findings, check_policy
from simlib.language.findings import FindingType
from simlib.language.issues import Issue
from simlib.language.terms import PolicyType

TEXT = """{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": ["health-lake:ReadResource", "s3:Get*", "s3:GetObject"],
    "NotResource": "arn:aws:s3:::records/<b>\u202e"
  }],
  "Stament": []
}"""
CLEAN = {
    "Version": "2012-10-17",
    "Statement": {"Effect": "Deny", "Action": "s3:*", "Resource": "*"},
}


@pytest.fixture
def found() -> Findings:
    return check_policy(TEXT)


def test_what_the_grammar_and_the_checks_find_is_one_list_in_the_texts_order(
    found: Findings,
) -> None:
    names = [str(finding.issue) for finding in found]
    assert names[:2] == ["INVALID_SERVICE_IN_ACTION", "REDUNDANT_ACTION"]
    assert names[-1] == "INVALID_POLICY_ELEMENT"
    places = [(each.source.line, each.source.column) for each in found]
    assert places == sorted(places)


def test_no_findings_equal_an_empty_tuple_and_say_so_in_a_sentence() -> None:
    nothing = check_policy(CLEAN)
    assert nothing == ()
    assert not nothing
    assert repr(nothing) == "Nothing found."
    assert "Nothing found." in nothing._repr_html_()


def test_its_text_has_a_line_for_each_with_category_place_and_suggestion(found: Findings) -> None:
    lines = repr(found).splitlines()
    assert lines[0].startswith("3 errors, ") or lines[0].startswith("2 errors, ")
    assert len(lines) == 1 + len(found)
    assert lines[1].startswith("  line 5, column 16: error INVALID_SERVICE_IN_ACTION: `health-lake")
    assert lines[1].endswith("so it allows nothing; did you mean `healthlake`?")


def test_the_html_is_a_table_with_a_caption_and_words_beside_the_colours(found: Findings) -> None:
    shown = found._repr_html_()
    assert shown.count("<tr>") == 1 + len(found)
    assert re.search(r"<caption>\d errors, .*</caption>", shown)
    assert '<th scope="col">where</th>' in shown
    assert ">suggestion</td>" in shown
    assert "prefers-color-scheme:dark" in shown


def test_the_html_shows_text_from_users_as_text() -> None:
    evil = "<script>alert(1)</script>\u202e"
    shown = check_policy({evil: 1, **CLEAN})._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown
    assert "\u202e" not in shown


def test_they_can_be_filtered_by_category(found: Findings) -> None:
    assert found.errors == found.of(FindingType.ERROR)
    assert found.errors
    assert {finding.finding_type for finding in found.errors} == {FindingType.ERROR}
    redundant = found.of(FindingType.SUGGESTION)
    assert Issue.REDUNDANT_ACTION in {finding.issue for finding in redundant}
    assert "health-lake" in redundant.mended()
    assert '"s3:GetObject"' not in redundant.mended()


def test_the_frame_has_a_row_for_each(found: Findings) -> None:
    frame = found.frame()
    assert len(frame) == len(found)
    row = frame[frame.name == "REDUNDANT_ACTION"].iloc[0]
    assert (row.category, row.line, row.pointer) == ("suggestion", 5, "/Statement/0/Action/2")
    assert list(check_policy(CLEAN).frame().columns) == list(frame.columns)


def test_mending_keeps_the_formatting_of_the_rest(found: Findings) -> None:
    mended = found.mended().splitlines()
    assert mended[4] == '    "Action": ["healthlake:ReadResource", "s3:Get*"],'
    assert mended[:4] == TEXT.splitlines()[:4]


def test_they_survive_being_stored(found: Findings) -> None:
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert again.mended() == found.mended()


def test_a_hopeless_document_does_not_print_without_end() -> None:
    many = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow"}] * 1000}
    found = check_policy(many)
    assert len(found) > 1000
    assert len(repr(found).splitlines()) < 200
    assert found._repr_html_().count("<tr>") < 200


DEEP = 100_000
BROKEN = {
    "nothing": "",
    "white space": " \n" * 1000,
    "prose": "Please let Alice read the records.",
    "a list": "[]",
    "a number": "7",
    "half a policy": json.dumps(CLEAN)[:-20],
    "deep lists": "[" * DEEP,
    "deep objects": '{"a":' * DEEP,
    "deep conditions": json.dumps(CLEAN)[:-2] + ', "Condition": ' + '{"a":' * 40 + "1" + "}" * 42,
    "one MB": json.dumps({**CLEAN, "Id": "x" * 1_048_576}),
    "half of a surrogate pair": json.dumps(CLEAN).replace("s3:*", "s3:\ud800"),
    "an escaped half": json.dumps(CLEAN).replace("s3:*", "s3:\\ud800"),
    "a zero byte": json.dumps(CLEAN).replace("s3", "s\x003"),
    "a byte order mark": "\ufeff" + json.dumps(CLEAN),
    "a huge number": json.dumps(CLEAN).replace('"*"', "9" * 5000),
    "YAML": "Version: 2012-10-17\nStatement:\n- Effect: Allow\n",
    "comments": "// mine\n" + json.dumps(CLEAN),
    "duplicate keys": '{"Version": "2012-10-17", "Version": "2012-10-17"}',
    "no texts": '{"Version": 1, "Statement": [[], 1, null, {"Effect": {}, "Action": [[]]}]}',
}


@pytest.mark.parametrize("policy_type", [PolicyType.IDENTITY_BASED, PolicyType.ROLE_TRUST])
@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_the_worst_text_gets_findings_and_no_crash(text: str, policy_type: PolicyType) -> None:
    found = check_policy(text, policy_type)
    assert found.errors
    assert all(finding.message for finding in found)
    assert repr(found)
    assert found._repr_html_()
    assert isinstance(found.mended(), str)
    assert len(found.frame()) == len(found)


def test_syntax_and_meaning_are_told_together() -> None:
    text = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Resource": "*",\n'
    text += '  "Action": ["healthlake:ReadEverything",]}]}'
    assert [str(finding.issue) for finding in check_policy(text)] == [
        "INVALID_ACTION",
        "JSON_SYNTAX_ERROR",
    ]
