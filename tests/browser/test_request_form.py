"""The request form in a real browser: everything can be picked by the keyboard alone."""

from typing import Any

import nbformat
import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM, Lab, opened
from tests.browser.test_lessons import contrast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]

NAME = "a-request.ipynb"
CELLS = (
    """import ipywidgets as widgets
from simlib import load_scenario
from simlib.panels.request_form import RequestForm
from simlib.panels.scene import Scene

fired = widgets.HTML("not fired")
def fire():
    fired.value = repr(form)
form = RequestForm(Scene(load_scenario("guardrails")), on_fire=fire)
widgets.VBox([form.view, fired])""",
)


@pytest.fixture(scope="module")
def page(browser: Any, lab: Lab) -> Any:
    python = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": python})
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    nbformat.write(notebook, lab.folder / NAME)
    shown = opened(browser, lab, NAME)
    shown.get_by_role("combobox", name="Principal").wait_for()
    return shown


def field(page: Any, name: str) -> Any:
    return page.get_by_role("combobox", name=name, exact=True)


def picked(page: Any, name: str, typed: str, first: str) -> None:
    """Types a part, waits for what fits, takes the first with Enter."""
    field(page, name).focus()
    page.keyboard.type(typed)
    page.locator(".simlib-choice-list:popover-open .active", has_text=first).wait_for()
    page.keyboard.press("Enter")


def test_a_question_is_made_and_fired_by_the_keyboard_alone(page: Any) -> None:
    picked(page, "Principal", "bob", "user Bob")
    picked(page, "Action", "headob", "s3.HeadObject")
    page.get_by_text("s3.HeadObject asks for s3:GetObject").wait_for()
    picked(page, "Resource", "imaging", "imaging-111122223333/new")
    picked(page, "Set a context key", "securetr", "aws:SecureTransport")
    picked(page, "Value of aws:SecureTransport", "fal", "false")
    page.locator("tr.overridden", has_text="aws:SecureTransport").wait_for()
    page.keyboard.press("Control+Enter")
    told = page.get_by_text("RequestForm: user Bob")
    told.wait_for()
    assert "s3:GetObject on arn:aws:s3:::imaging-111122223333/new" in told.inner_text()
    assert "aws:SecureTransport set to false" in told.inner_text()
    page.screenshot(path=ARTEFACTS / "request-form-fired.png")
