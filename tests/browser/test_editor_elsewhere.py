"""The policy editor outside of JupyterLab: in Notebook 7, in Voila, and without anywidget."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM, DONE, READY, Lab
from tests.browser.pages import axe_violations, listen, output, python, written

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]

MAKE = """from simlib.panels.policy_editor import PolicyEditor
text = '''{
  "Version": "2012-10-17",
  "Statement": {"Effect": "allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::ward/*"}
}'''
editor = PolicyEditor(text, label="Bucket policy")
editor.view"""
PANEL = """from simlib import load_policy
from simlib.panels import PolicyPanel
careful = load_policy("identity-based/connect-health-read-only-deny-delete-as-published")
domain = "arn:aws:health-agent:us-east-1:111122223333:domain/hai-7c4e1f9a2b"
panel = PolicyPanel(careful, action="health-agent:DeleteDomain", resource=domain, draft=None)
panel"""
BLOCK = "import sys; sys.modules['anywidget'] = None"
RUN = "void window.jupyterapp.commands.execute('notebook:run-all-cells')"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    yield page
    page.close()


def mended(page: Any) -> str:
    """Mends the one finding from the list, and says what then stands there."""
    page.locator(".cm-lintRange-error").wait_for(timeout=60_000)
    page.get_by_role("button", name="Mend line 3").click()
    page.locator(".simlib-editor-status", has_text="nothing to remark").wait_for(timeout=5000)
    return str(page.locator(".simlib-editor .cm-content").inner_text())


def test_notebook_7_opens_it(page: Any, lab: Lab) -> None:
    errors: list[str] = []
    page.goto(f"{lab.url}notebooks/{written(lab, [MAKE, '# Notebook'])}?token={lab.token}")
    page.wait_for_function(READY, timeout=90_000)
    listen(page, errors)
    page.evaluate(RUN)
    page.wait_for_function(DONE, timeout=60_000)
    assert '"Effect": "Allow"' in mended(page)
    page.screenshot(path=ARTEFACTS / "editor-notebook-7.png")
    assert axe_violations(page, ".simlib-editor") == []
    assert errors == []


def test_voila_opens_it(page: Any, lab: Lab) -> None:
    page.goto(f"{lab.url}voila/render/{written(lab, [MAKE, '# Voila'])}?token={lab.token}")
    assert '"Effect": "Allow"' in mended(page)
    page.screenshot(path=ARTEFACTS / "editor-voila.png")
    assert axe_violations(page, ".simlib-editor") == []


def test_without_anywidget_a_text_area_does_it(panel_page: Callable[..., Any]) -> None:
    page = panel_page(BLOCK, MAKE)
    area = output(page, 1)
    area.get_by_text("is no effect").wait_for(timeout=5000)
    page.screenshot(path=ARTEFACTS / "editor-plain.png")
    assert axe_violations(page) == []
    written_there = area.get_by_label("Bucket policy")
    written_there.fill(written_there.input_value().replace("allow", "<img src=x onerror='ran=1'>"))
    area.get_by_text("<img src=x").wait_for(timeout=5000)
    assert page.evaluate("window.ran") is None
    area.get_by_role("button", name="Back to the start").click()
    area.get_by_text("Did you mean Allow?").wait_for(timeout=5000)
    assert python(page, "print(editor.value == text)") == "True\n"


def test_without_anywidget_a_lessons_panel_keeps_its_look(panel_page: Callable[..., Any]) -> None:
    page = panel_page(BLOCK, PANEL)
    shown = output(page, 1)
    banner = shown.locator(".simlib-banner", has_text="Explicit deny")
    banner.wait_for(timeout=5000)
    assert banner.evaluate("element => getComputedStyle(element).borderLeftStyle") == "solid"
    for name in ("Policy: identity-based", "Resource"):
        assert shown.get_by_label(name).first.bounding_box()["width"] > 400
    shown.evaluate("element => element.scrollIntoView({block: 'start'})")
    page.screenshot(path=ARTEFACTS / "lesson-plain.png")
    assert axe_violations(page, ".jp-OutputArea") == []
