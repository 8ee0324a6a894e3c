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


def test_tab_leads_through_the_fields_to_the_button_and_enter_fires(page: Any) -> None:
    field(page, "Principal").focus()
    names = []
    for _ in range(6):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.labels?.[0]?.textContent || 'button'"))
    assert names == ["Action", "Resource", "Region", "Network path", "Time", "button"]
    page.keyboard.press("Enter")


def test_an_operation_offers_the_other_actions_that_it_asks_for(page: Any) -> None:
    picked(page, "Action", "s3.copyob", "s3.CopyObject")
    put = page.get_by_role("button", name="s3:PutObject", exact=True)
    put.focus()
    page.screenshot(path=ARTEFACTS / "request-form-operation.png")
    page.keyboard.press("Enter")
    page.get_by_text("s3.CopyObject asks for s3:PutObject, and for").wait_for()
    assert put.get_attribute("aria-pressed") == "true"
    assert field(page, "Action").input_value() == "s3:PutObject"


def test_a_heading_cannot_be_chosen_and_the_list_says_how_many_fit(page: Any) -> None:
    field(page, "Principal").focus()
    page.keyboard.press("ArrowDown")
    shown = page.locator(".simlib-choice-list:popover-open")
    shown.get_by_role("group", name="hospital · users").wait_for()
    page.screenshot(path=ARTEFACTS / "request-form-principals.png")
    shown.locator(".heading").first.click()
    assert field(page, "Principal").input_value() == "user Bob · hospital"
    page.keyboard.press("Escape")
    assert shown.count() == 0


def test_a_wrong_address_is_said_beside_its_field_and_escapes_no_text(page: Any) -> None:
    page.evaluate("window.ran = false")
    field(page, "Network path").focus()
    page.keyboard.type("<img src=x onerror='window.ran=true'>")
    page.keyboard.press("Tab")
    alert = page.get_by_role("alert").filter(has_text="no IP address")
    alert.wait_for()
    assert "<img src=x" in alert.inner_text()
    assert page.evaluate("window.ran") is False
    page.locator(".simlib-stale .simlib-context").wait_for()
    page.screenshot(path=ARTEFACTS / "request-form-problem.png")
    picked(page, "Network path", "203", "public network")
    alert.wait_for(state="detached")


def test_a_row_of_the_table_leads_to_the_value_and_can_be_taken_back(page: Any) -> None:
    page.get_by_role("button", name="Change aws:SourceIp", exact=True).press("Enter")
    value = field(page, "Value of aws:SourceIp")
    value.wait_for()
    page.wait_for_function("document.activeElement.role === 'combobox'")
    page.keyboard.type("192.0.2.7")
    page.locator(".active", has_text="192.0.2.7").wait_for()
    page.keyboard.press("Enter")
    back = page.get_by_role("button", name="Take back aws:SourceIp", exact=True)
    back.press("Enter")
    back.wait_for(state="detached")
    page.get_by_role("button", name="Take all overrides back").press("Enter")
    page.locator("tr.overridden").first.wait_for(state="detached")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_form_is_legible_in_light_and_dark(page: Any, theme: str) -> None:
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme
    )
    dark = "false" if theme.endswith("Dark") else "true"
    page.wait_for_selector(f'body[data-jp-theme-light="{dark}"]', state="attached")
    page.set_viewport_size({"width": 1366, "height": 2000})
    page.wait_for_timeout(500)
    word = theme.split()[1].lower()
    page.screenshot(path=ARTEFACTS / f"request-form-{word}.png")
    field(page, "Resource").focus()
    page.keyboard.press("ArrowDown")
    active = page.locator(".simlib-choice-list:popover-open .active")
    active.wait_for()
    page.screenshot(path=ARTEFACTS / f"request-form-list-{word}.png")
    assert contrast(page, active) >= 4.5
    page.keyboard.press("Escape")
    assert contrast(page, page.locator(".simlib-choice-told").first) >= 4.5
    assert contrast(page, page.locator(".simlib-context td").first) >= 4.5
