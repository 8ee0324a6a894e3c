"""The policy editor in a real browser: typed in, mended, fired, by mouse and by keyboard alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM, DONE
from tests.browser.pages import axe_violations, output, python, seconds_until, set_theme, wait_for

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]

TEXT = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ReadTheWard",
      "Effect": "Allow",
      "Action": ["s3:GetObject", "s3:PutObject"],
      "Resource": "arn:aws:s3:::ward/*"
    }
  ]
}"""
MAKE = f"""from simlib.panels.policy_editor import Mark, PolicyEditor
START = '''{TEXT}'''
fired, lines = [], []
editor = PolicyEditor(START, label="Bucket policy", on_line=lines.append, draft="browser/first")
editor.on_fire = lambda: fired.append(editor.value)
editor.view"""
AGAIN = "editor.view"
OTHER = "other = PolicyEditor(START, label='Other policy')\nother.view"
MARK = ".cm-lint-marker"
STATUS = ".simlib-editor-status"


class Editor:
    """One editor on a page, used as a person uses it."""

    def __init__(self, page: Any, cell: int = 0) -> None:
        self.page, self.area = page, output(page, cell)
        self.content = self.area.locator(".cm-content")

    def click_at(self, text: str) -> None:
        """Puts the cursor in front of a text."""
        self.content.click()
        self.page.keyboard.press("Control+Home")
        before = self.text().split(text)[0]
        for _ in range(before.count("\n")):
            self.page.keyboard.press("ArrowDown")
        self.page.keyboard.press("Home")
        self.page.keyboard.press("Home")
        for _ in before.rpartition("\n")[2]:
            self.page.keyboard.press("ArrowRight")

    def text(self) -> str:
        return "\n".join(self.content.locator(".cm-line").all_inner_texts()).replace("\n\n", "\n")

    def press(self, name: str) -> None:
        self.area.get_by_role("button", name=name, exact=True).click()

    def says(self, words: str) -> None:
        self.area.locator(STATUS, has_text=words).wait_for(timeout=10_000)


@pytest.fixture(scope="module")
def page(panel_page: Callable[..., Any]) -> Any:
    return panel_page(MAKE, AGAIN, OTHER)


@pytest.fixture
def editor(page: Any) -> Editor:
    page.wait_for_timeout(400)  # what the test before has typed is told
    python(page, "editor.value = other.value = START; fired.clear(); lines.clear()")
    first = Editor(page)
    first.says("nothing to remark")
    first.content.click()
    return first


def value(page: Any, name: str = "editor") -> str:
    return str(json.loads(python(page, f"import json; print(json.dumps({name}.value))")))


@pytest.mark.timed
def test_a_slip_is_marked_within_half_a_second(page: Any, editor: Editor) -> None:
    editor.click_at("Object")
    took = seconds_until(page, "x", MARK)
    assert took < 0.5
    editor.says("1 error")
    assert "no such action" in editor.area.locator("li").first.inner_text()
    assert editor.area.locator(".cm-lintRange-error").inner_text() == '"s3:GetxObject"'


def test_a_slip_that_is_typed_anew_is_marked_anew(page: Any, editor: Editor) -> None:
    python(page, "editor.value = START.replace('Allow', 'allow')")
    editor.says("1 error")
    editor.click_at('allow"')
    for _ in "allow":
        page.keyboard.press("Delete")
    page.keyboard.type("allow")
    page.wait_for_timeout(800)
    assert editor.area.locator(".cm-lintRange-error").inner_text() == '"allow"'
    assert editor.area.locator(MARK).count() == 1


@pytest.mark.timed
def test_completions_come_within_half_a_second(page: Any, editor: Editor) -> None:
    editor.click_at("Object")
    assert seconds_until(page, "O", ".cm-tooltip-autocomplete") < 0.5
    page.keyboard.press("Escape")


def test_a_completion_is_chosen_by_keyboard(page: Any, editor: Editor) -> None:
    editor.click_at('", "s3:Put')
    page.keyboard.press("Backspace")
    page.keyboard.type("tTa")
    listed = page.locator(".cm-tooltip-autocomplete")
    listed.get_by_text("s3:GetObjectTagging", exact=True).wait_for(timeout=3000)
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    editor.page.wait_for_timeout(100)
    assert '"s3:GetObjectTagging"' in editor.text()


def test_a_service_is_offered_with_its_name_and_then_its_actions(page: Any, editor: Editor) -> None:
    editor.click_at("s3:GetObject")
    for _ in "s3:GetObject":
        page.keyboard.press("Delete")
    page.keyboard.type("healthl")
    listed = page.locator(".cm-tooltip-autocomplete")
    listed.get_by_text("AWS HealthLake", exact=True).wait_for(timeout=3000)
    page.screenshot(path=ARTEFACTS / "editor-services.png")
    page.wait_for_timeout(150)
    page.keyboard.press("Enter")
    listed.get_by_text("healthlake:CreateResource", exact=True).wait_for(timeout=3000)
    page.screenshot(path=ARTEFACTS / "editor-actions.png")
    # The arrow keys scroll the list; of that, axe knows where the text field is a combobox alone.
    found = axe_violations(page) + axe_violations(page, ".cm-tooltip-autocomplete")
    assert [each for each in found if "scrollable-region" not in each] == []
    page.keyboard.press("Escape")
    listed.wait_for(state="detached", timeout=3000)


def test_firing_at_once_fires_what_was_typed(page: Any, editor: Editor) -> None:
    editor.click_at("TheWard")
    page.keyboard.type("All")
    page.keyboard.press("Control+Enter")
    wait_for(page, "len(fired) == 1 and 'ReadAllTheWard' in fired[0]")
    assert "ReadAllTheWard" in editor.text()


def test_a_finding_is_mended_under_the_pointer(page: Any, editor: Editor) -> None:
    python(page, "editor.value = START.replace('Allow', 'allow')")
    editor.says("1 error")
    editor.area.locator(".cm-lintRange-error").hover()
    action = page.locator(".cm-diagnosticAction")
    action.wait_for(timeout=3000)
    page.screenshot(path=ARTEFACTS / "editor-mend.png")
    action.click()
    editor.says("nothing to remark")
    assert value(page) == TEXT


def test_a_finding_is_gone_to_and_mended_from_the_list(page: Any, editor: Editor) -> None:
    python(page, "editor.value = START.replace('Allow', 'allow')")
    editor.says("1 error")
    editor.press("line 6")
    assert page.evaluate("document.activeElement.className").startswith("cm-content")
    assert '"allow"' in editor.area.locator(".cm-activeLine").inner_text()
    editor.press("Mend line 6")
    editor.says("nothing to remark")
    assert value(page) == TEXT
    assert page.evaluate("document.activeElement.className").startswith("cm-content")


def test_format_and_back_to_the_start_can_be_undone(page: Any, editor: Editor) -> None:
    short = json.dumps(json.loads(TEXT))
    python(page, f"editor.value = {short!r}")
    editor.page.wait_for_timeout(300)
    editor.press("Format")
    wait_for(page, f"editor.value == {json.dumps(json.loads(TEXT), indent=2)!r}")
    editor.press("Back to the start")
    wait_for(page, f"editor.value == {TEXT!r}")
    for before in (json.dumps(json.loads(TEXT), indent=2), short):
        editor.content.focus()
        page.keyboard.press("Control+z")
        wait_for(page, f"editor.value == {before!r}")


def test_what_stands_under_the_pointer_is_explained(page: Any, editor: Editor) -> None:
    editor.content.get_by_text('"s3:GetObject"').hover()
    told = page.locator(".simlib-described")
    told.wait_for(timeout=3000)
    assert "Access level: Read." in told.inner_text()
    page.screenshot(path=ARTEFACTS / "editor-hover.png")


def test_the_keyboard_alone_does_it_all_and_is_not_trapped(page: Any, editor: Editor) -> None:
    editor.click_at("GetObject")
    page.keyboard.press("F1")
    told = page.locator(".simlib-described")
    told.wait_for(timeout=3000)
    assert "Access level: Read." in told.inner_text()
    page.keyboard.press("Escape")
    told.wait_for(state="detached", timeout=3000)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Fire the request"
    page.keyboard.press("Enter")
    wait_for(page, "len(fired) == 1")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Bucket policy"
    assert page.evaluate("document.activeElement.getAttribute('role')") == "textbox"


def test_the_cursors_line_is_told_and_a_shown_line_is_not_told_back(
    page: Any, editor: Editor
) -> None:
    editor.click_at('"Version"')
    python(page, "lines.clear(); editor.show(7)")
    page.wait_for_timeout(300)
    assert "s3:GetObject" in editor.area.locator(".cm-activeLine").inner_text()
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(300)
    wait_for(page, "lines == [6]")


def test_marked_lines_say_so_in_words_too(page: Any, editor: Editor) -> None:
    python(page, "editor.mark([Mark(6, 'yes', 'allows'), Mark(8, 'no', 'fits nothing')])")
    marked = editor.area.locator(".simlib-mark-no")
    marked.wait_for(timeout=3000)
    assert marked.get_attribute("title") == "fits nothing"
    page.screenshot(path=ARTEFACTS / "editor-marks.png")
    python(page, "editor.mark([])")
    marked.wait_for(state="detached", timeout=3000)


def test_two_views_are_in_step_and_two_editors_are_apart(page: Any, editor: Editor) -> None:
    again, other = Editor(page, 1), Editor(page, 2)
    editor.click_at("TheWard")
    page.keyboard.type("All")
    again.content.get_by_text("ReadAllTheWard").wait_for(timeout=3000)
    again.click_at("AllThe")
    page.keyboard.type("x")
    editor.content.get_by_text("ReadxAllTheWard").wait_for(timeout=3000)
    assert value(page, "other") == TEXT
    assert "ReadTheWard" in other.text()


def test_a_busy_kernel_loses_no_typing(page: Any, editor: Editor) -> None:
    kernel = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
    page.evaluate(f"void {kernel}.requestExecute({{code: 'import time; time.sleep(5)'}})")
    editor.click_at("TheWard")
    for letter in "abcdef":
        page.keyboard.type(letter)
        page.wait_for_timeout(300)
    page.wait_for_timeout(300)
    editor.says("Python is busy")
    page.keyboard.press("Control+Enter")
    page.keyboard.type("g")
    editor.says("nothing to remark")
    page.wait_for_timeout(500)
    assert "ReadabcdefgTheWard" in editor.text()
    assert "ReadabcdefgTheWard" in value(page)
    wait_for(page, "len(fired) == 1 and 'ReadabcdefTheWard' in fired[0]")


def test_while_somebody_types_python_is_not_said_to_be_busy(page: Any, editor: Editor) -> None:
    editor.click_at("TheWard")
    for _ in range(12):
        page.keyboard.type("ab")
        page.wait_for_timeout(200)
        page.keyboard.type("c")
        page.wait_for_timeout(100)
        assert editor.area.locator(STATUS, has_text="busy").count() == 0


def test_typing_wins_over_a_slow_check_and_over_a_value_from_python(
    page: Any, editor: Editor
) -> None:
    slow = """import time
from simlib.panels import policy_editor
quick = policy_editor._found
def slow(*told):
    time.sleep(1)
    return quick(*told)
policy_editor._found = slow"""
    python(page, slow)
    try:
        editor.click_at("TheWard")
        page.keyboard.type("a")
        page.wait_for_timeout(350)
        editor.press("Format")
        editor.content.focus()
        page.keyboard.type("b")
        page.wait_for_timeout(350)
        page.keyboard.type("c")
        page.wait_for_timeout(4500)
        assert "ReadabcTheWard" in editor.text()
        assert "ReadabcTheWard" in value(page)
    finally:
        python(page, "policy_editor._found = quick")


HOSTILE = [
    '<script>window.ran = 1</script><img src=x onerror="window.ran = 1">',
    '{"</div><img src=x onerror=window.ran=1>": "&amp; ${aws:username} \\" \'"}',
    "{\"\u202egnp.exe\": \"\u200f\u0000\u0007\ufeff\", \"\U0001f3e5\": [allow]}",
    json.dumps({"Version": "2012-10-17", "Statement": [{"Sid": "<b>" * 1400}]}),
    json.dumps({"Statement": [{"Sid": "<b>", "Effect": "x" * 200} for _ in range(800)]}, indent=1),
    "x" * 200_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_shown_and_does_nothing(page: Any, editor: Editor, text: str) -> None:
    python(page, f"editor.value = {text!r}")
    editor.says("error")
    editor.content.click()
    page.keyboard.press("Control+End")
    page.keyboard.type("z")
    page.wait_for_timeout(1500)
    assert value(page) == text + "z"
    assert page.evaluate("window.ran") is None
    # CodeMirror's own images keep the cursor beside a character that is shown as a mark.
    assert editor.area.locator("script, img:not(.cm-widgetBuffer), .cm-content b").count() == 0
    page.keyboard.press("F8")
    page.screenshot(path=ARTEFACTS / f"editor-hostile-{HOSTILE.index(text)}.png")
    wide = "element => element.scrollWidth - element.clientWidth"
    assert editor.area.locator(".simlib-editor").evaluate(wide) <= 1


def test_characters_of_two_units_put_nothing_out_of_place(page: Any, editor: Editor) -> None:
    text = (
        '{"Version": "2012-10-17", "Statement": {"Sid": "\U0001f3e5\U0001f3e5", "Effect": "allow"}}'
    )
    python(page, f"editor.value = {text!r}")
    marked = editor.area.locator(".cm-lintRange-error").last
    marked.wait_for(timeout=3000)
    assert '"allow"' in editor.area.locator(".cm-lintRange-error").all_inner_texts()
    editor.press("Format")
    editor.click_at('allow"')
    page.keyboard.press("Control+Space")
    page.locator(".cm-tooltip-autocomplete").get_by_text("Deny", exact=True).wait_for(timeout=3000)
    page.wait_for_timeout(150)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_timeout(100)
    assert '"Effect": "Deny"' in editor.text()


@pytest.mark.parametrize("theme", ["Light", "Dark"])
@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080)], ids=["small", "large"])
def test_it_is_legible_in_light_and_dark(
    page: Any, editor: Editor, theme: str, size: tuple[int, int]
) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    set_theme(page, theme)
    flawed = TEXT.replace("Allow", "allow").replace('"Resource": ', '"Resources": ')
    python(
        page, f"editor.value = {flawed!r}; editor.mark([Mark(5, 'yes', 'a'), Mark(7, 'no', 'b')])"
    )
    editor.area.locator("li").nth(1).wait_for(timeout=3000)
    page.keyboard.press("Control+a")
    page.screenshot(path=ARTEFACTS / f"editor-{theme.lower()}-{size[0]}.png")
    page.keyboard.press("Control+Home")
    assert axe_violations(page) == []
    editor.area.locator(".cm-lintRange-error").first.hover()
    page.locator(".cm-tooltip-lint").wait_for(timeout=3000)
    assert axe_violations(page, ".cm-tooltip-lint") == []
    python(page, "editor.mark([])")
    set_theme(page, "Light")
    page.set_viewport_size({"width": 1366, "height": 768})


def test_a_draft_outlives_its_kernel(page: Any, editor: Editor) -> None:
    editor.click_at("TheWard")
    page.keyboard.type("Draft")
    page.keyboard.press("Control+Enter")
    wait_for(page, "len(fired) == 1")
    page.evaluate("void window.jupyterapp.commands.execute('notebook:restart-run-all')")
    page.locator(".jp-Dialog .jp-mod-accept").click(timeout=10_000)
    page.wait_for_timeout(1000)
    page.wait_for_function(DONE, timeout=60_000)
    new = Editor(page)
    new.says("as you left it")
    assert "ReadDraftTheWard" in new.text()
    new.press("Back to the start")
    wait_for(page, f"editor.value == {TEXT!r}")
