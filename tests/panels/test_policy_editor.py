"""The policy editor, driven from Python and by the messages that the browser sends."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from simlib import PolicyType
from simlib.panels.drafts import Drafts
from simlib.panels.findings_html import MOST
from simlib.panels.policy_editor import LARGEST, Mark, PolicyEditor

GOOD = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::a/*"},
    },
    indent=2,
)
SMALL_A = GOOD.replace("Allow", "allow")
HOSTILE = '{"<script>alert(1)</script>": "&\\"\u202e\\u0000${x}"}'


class Browser:
    """Says to an editor what the browser says, and remembers what comes back."""

    def __init__(self, editor: PolicyEditor, monkeypatch: pytest.MonkeyPatch) -> None:
        self.editor, self.answers = editor, []
        self.count = 0
        monkeypatch.setattr(editor, "send", self.answers.append)

    def says(self, message: object) -> None:
        self.editor._heard_message(None, message, [])

    def asks(self, event: str, text: str, **more: object) -> None:
        self.count += 1
        self.says({"event": event, "text": text, "view": "v", "count": self.count, **more})

    def question(self, event: str, text: str, offset: int) -> Any:
        self.says({"event": event, "number": "v-1", "text": text, "offset": offset})
        assert self.answers[-1]["number"] == "v-1"
        return self.answers[-1]["answer"]


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Browser:
    return Browser(PolicyEditor(GOOD), monkeypatch)


@pytest.fixture
def in_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_good_policy_is_left_in_peace() -> None:
    editor = PolicyEditor(GOOD, label="Bucket policy")
    assert editor.findings == []
    assert repr(editor) == "PolicyEditor: Bucket policy, nothing to remark"


def test_a_finding_tells_line_words_and_what_can_be_done() -> None:
    (found,) = PolicyEditor(SMALL_A).findings
    assert (found["line"], found["severity"], found["mends"]) == (4, "error", True)
    assert found["text"] == "`allow` is no effect. Did you mean `Allow`?"


def test_every_edit_is_checked() -> None:
    editor = PolicyEditor(GOOD)
    editor.value = GOOD.replace("GetObject", "GetObjec")
    assert editor.summary == "1 error"
    editor.value = GOOD
    assert editor.summary == "nothing to remark"


def test_the_policy_type_decides_what_is_found() -> None:
    editor = PolicyEditor(GOOD, policy_type=PolicyType.RESOURCE_BASED)
    assert "Principal" in editor.listed


@pytest.mark.parametrize("half", ["", "{", '{"Version": ', GOOD[:60], "[" * 9000, '{"a":' * 9000])
def test_half_a_policy_gets_a_finding_with_a_line_and_stays(half: str, browser: Browser) -> None:
    browser.editor.value = half
    assert browser.editor.findings[0]["line"] >= 1
    browser.editor.format()
    assert browser.editor.value == half
    assert "no JSON yet" in browser.editor.summary
    for place in range(0, len(half), max(len(half) // 7, 1)):
        browser.question("complete", half, place)
        browser.question("describe", half, place)


def test_a_finding_is_mended() -> None:
    editor = PolicyEditor(SMALL_A)
    editor.mend(0)
    assert editor.value == GOOD
    editor.mend(0)
    editor.mend(-1)
    assert editor.value == GOOD


def test_the_browser_mends_what_it_shows(browser: Browser) -> None:
    browser.asks("fire", SMALL_A)
    browser.asks("mend", SMALL_A, finding=browser.editor.findings[0])
    assert browser.editor.value == GOOD


def test_a_finding_of_an_earlier_text_mends_nothing(browser: Browser) -> None:
    browser.asks("fire", SMALL_A)
    shown = browser.editor.findings[0]
    later = "\n" + SMALL_A
    browser.asks("mend", later, finding=shown)
    assert browser.editor.value == later


def test_format_lays_out_and_keeps_every_value() -> None:
    editor = PolicyEditor(json.dumps(json.loads(GOOD)))
    editor.format()
    assert editor.value == GOOD


def test_firing_comes_with_the_text_as_it_was_then(browser: Browser) -> None:
    fired: list[str] = []
    browser.editor.on_fire = lambda: fired.append(browser.editor.value)
    browser.asks("fire", SMALL_A)
    assert fired == [SMALL_A]
    assert (browser.editor.summary, browser.editor.heard) == ("1 error", "v-1")


def test_a_text_that_was_overtaken_does_not_come_back(browser: Browser) -> None:
    fired: list[str] = []
    browser.editor.on_fire = lambda: fired.append(browser.editor.value)
    browser.says({"event": "text", "text": SMALL_A, "view": "v", "count": 2})
    browser.says({"event": "fire", "text": GOOD, "view": "v", "count": 1})
    assert (browser.editor.value, browser.editor.heard) == (SMALL_A, "v-2")
    assert fired == [SMALL_A]


def test_another_view_counts_for_itself(browser: Browser) -> None:
    browser.says({"event": "text", "text": SMALL_A, "view": "v", "count": 7})
    browser.says({"event": "text", "text": GOOD, "view": "w", "count": 1})
    assert browser.editor.value == GOOD


def test_a_text_is_heard_even_where_it_is_no_news(browser: Browser) -> None:
    browser.asks("fire", GOOD)
    assert browser.editor.heard == "v-1"


def test_the_cursors_line_is_told(browser: Browser) -> None:
    lines: list[int] = []
    browser.editor.on_line = lines.append
    browser.says({"event": "line", "line": 3})
    assert lines == [3]


def test_completions_and_descriptions_are_answered_by_number(browser: Browser) -> None:
    text = GOOD.replace("GetObject", "GetObjectL")
    found = browser.question("complete", text, text.index("GetObjectL") + 10)
    assert "s3:GetObjectLegalHold" in [each["text"] for each in found["options"]]
    told = browser.question("describe", GOOD, GOOD.index("GetObject"))
    assert "Access level: Read." in told["text"]
    assert browser.question("describe", GOOD, 0) is None


def test_resources_of_the_scenario_are_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    arn = "arn:aws:s3:::ward-7/*"
    editor = PolicyEditor(GOOD, resources=[arn])
    found = Browser(editor, monkeypatch).question("complete", GOOD, GOOD.index("arn:aws"))
    assert {"text": arn, "detail": "in this scenario", "info": ""} in found["options"]


@pytest.mark.parametrize(
    "message",
    [
        None, "fire", [], {}, {"event": "line", "line": "x"}, {"event": "fire"},
        {"event": "fire", "text": 1, "view": "v", "count": 1}, {"event": "complete", "text": "x"},
        {"event": "mend", "text": GOOD, "view": "v", "count": 1, "finding": 3},
        {"event": "mend", "text": GOOD, "view": "v", "count": 1},
        {"event": "?", "text": GOOD, "view": "v", "count": 1},
        {"event": "complete", "number": 1, "text": GOOD, "offset": -5},
        {"event": "complete", "number": 1, "text": GOOD, "offset": 10**9},
        {"event": "?", "number": 1, "text": GOOD, "offset": 5},
    ],
)  # fmt: skip
def test_a_message_that_makes_no_sense_changes_nothing(browser: Browser, message: object) -> None:
    browser.says(message)
    assert browser.editor.value == GOOD


def test_marks_and_lines_to_show_go_to_the_browser(browser: Browser) -> None:
    browser.editor.mark([Mark(4, "no", "denies")])
    assert browser.editor.marks == [{"line": 4, "kind": "no", "text": "denies"}]
    browser.editor.show(4)
    assert browser.answers == [{"event": "show", "line": 4}]


def test_hostile_text_is_listed_as_text() -> None:
    editor = PolicyEditor(HOSTILE)
    assert "<script" not in editor.listed
    assert "&lt;script&gt;" in editor.listed
    assert "\u202e" not in editor.listed
    assert all("\u202e" not in each["text"] for each in editor.findings)


def test_lines_end_in_one_way_and_every_character_can_be_written() -> None:
    editor = PolicyEditor("a\r\nb\rc\ud800")
    assert editor.value == "a\nb\nc\ufffd"


@pytest.mark.parametrize("size", [LARGEST + 1, 200_000])
def test_a_text_longer_than_any_policy_is_read_by_the_grammar(size: int) -> None:
    editor = PolicyEditor(GOOD.replace("arn:", "x" * size))
    assert len(editor.findings) >= 1
    assert json.loads(editor.value)


def test_of_very_many_findings_the_first_are_shown_and_all_are_counted() -> None:
    many = [{"Sid": f"S{number}", "Effect": "allow"} for number in range(150)]
    editor = PolicyEditor(json.dumps({"Version": "2012-10-17", "Statement": many}))
    assert len(editor.findings) == MOST
    assert "more." in editor.listed
    assert editor.summary.startswith(f"{len(editor.checked)} errors")


def test_what_was_typed_is_there_for_the_next_kernel(in_folder: Path) -> None:
    editor = PolicyEditor(GOOD, draft="lesson-01/first")
    editor.value = SMALL_A
    again = PolicyEditor(GOOD, draft="lesson-01/first")
    assert again.value == SMALL_A
    assert "as you left it" in again.summary
    assert PolicyEditor(GOOD, draft="lesson-01/second").value == GOOD


def test_what_was_mended_or_laid_out_is_kept_too(in_folder: Path) -> None:
    editor = PolicyEditor(SMALL_A, draft="a")
    editor.mend(0)
    assert PolicyEditor(SMALL_A, draft="a").value == GOOD
    editor.value = json.dumps(json.loads(SMALL_A))
    editor.format()
    editor.value = "{}"
    editor.format()
    assert PolicyEditor(SMALL_A, draft="a").value == "{}"


def test_without_a_name_nothing_is_written(in_folder: Path) -> None:
    editor = PolicyEditor(GOOD)
    editor.value = SMALL_A
    editor.fire()
    assert list(in_folder.iterdir()) == []


def test_nor_is_the_text_that_the_editor_began_with(in_folder: Path) -> None:
    PolicyEditor(GOOD, draft="a").fire()
    assert list(in_folder.iterdir()) == []


def test_back_to_the_start_forgets_the_draft(in_folder: Path) -> None:
    editor = PolicyEditor(GOOD, draft="a")
    editor.value = SMALL_A
    editor.fire()
    editor.back_to_start()
    assert editor.value == GOOD
    assert Drafts().text("a") is None


def test_another_policy_in_the_editor_is_no_draft_of_the_one_before(in_folder: Path) -> None:
    editor = PolicyEditor(GOOD, draft="a")
    editor.value = "{"
    editor.take(
        SMALL_A, start=GOOD, policy_type=PolicyType.IDENTITY_BASED, label="Other", draft="b"
    )
    assert (Drafts().text("a"), Drafts().text("b")) == ("{", None)
    editor.value = "{}"
    assert (Drafts().text("a"), Drafts().text("b")) == ("{", "{}")


def test_a_closed_folder_is_told_and_the_lesson_goes_on(in_folder: Path) -> None:
    (in_folder / ".simlib").write_text("", encoding="utf-8")
    fired: list[str] = []
    editor = PolicyEditor(GOOD, draft="a", on_fire=lambda: fired.append("once"))
    editor.value = SMALL_A
    editor.fire()
    assert "drafts cannot be kept here" in editor.summary
    editor.value = GOOD.replace("Allow", "Deny")
    editor.fire()
    assert editor.summary.count("drafts cannot be kept here") == 1
    assert fired == ["once", "once"]


def test_the_output_is_the_widget_and_its_words() -> None:
    data, *_ = PolicyEditor(GOOD)._repr_mimebundle_()
    assert data["text/plain"] == "PolicyEditor: Policy, nothing to remark"
    assert "application/vnd.jupyter.widget-view+json" in data


WITHOUT_ANYWIDGET = """
import sys
sys.modules["anywidget"] = None
import ipywidgets
from simlib.panels.policy_editor import PolicyEditor
fired = []
editor = PolicyEditor(sys.argv[1], label="Bucket <policy>", on_fire=lambda: fired.append(1))
assert isinstance(editor, ipywidgets.Textarea)
assert editor.description == "Bucket <policy>"
area, row, said, mends = editor.view.children
assert "`" not in said.value and "<code>allow</code> is no effect" in said.value
assert "line 4" in said.value
(mend,) = mends.children
assert mend.description == "Mend line 4: INVALID_EFFECT"
mend.click()
assert '"Allow"' in area.value and mends.children == ()
editor.value = sys.argv[1].replace('"allow"', '"<script>"')
assert "<script>" not in said.value and "&lt;script&gt;" in said.value
fire, form, back = row.children
for button in row.children:
    button.click()
assert fired == [1] and area.value == sys.argv[1]
editor.mark([]); editor.show(3)
bundle = editor._repr_mimebundle_()
assert bundle["text/plain"] == repr(editor) == "PolicyEditor: Bucket <policy>, 1 error"
"""


def test_without_anywidget_there_is_a_text_area_with_the_findings_below() -> None:
    run = [sys.executable, "-c", WITHOUT_ANYWIDGET, SMALL_A]
    root = Path(__file__).parents[2]
    subprocess.run(run, check=True, cwd=root)
