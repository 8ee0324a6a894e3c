"""Matrix, trail and organization in a real browser: open, filter, paste, switch off."""

from typing import Any

import nbformat
import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM, Lab, opened
from tests.browser.test_lessons import contrast

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]

NAME = "tables.ipynb"
CELLS = (
    """from simlib import load_scenario
from simlib.panels.access_matrix import AccessMatrix
from simlib.panels.organization_view import OrganizationView
from simlib.panels.scene import Asked
from simlib.panels.trail_view import TrailView
cloud = load_scenario("guardrails")
for key in ("a", "b<img src=x onerror='window.ran=true'>"):
    for _ in range(14):
        cloud.as_("Alice").attempt("s3:GetObject", Bucket="contracts-999999999999", Key=key)
cloud.as_("Bob").attempt("iam:ListUsers")
[store] = cloud.state.data_stores""",
    "AccessMatrix(cloud)",
    "TrailView(cloud)",
    """OrganizationView(cloud,
    asked=Asked("AdministratorRole", "healthlake:DeleteFHIRDatastore", store))""",
    """from simlib.panels.replay_view import ReplayView
open_to_all = load_scenario("guardrails")
allow = '{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}'
put = {"UserName": "Bob", "PolicyName": "All", "PolicyDocument": allow}
open_to_all.as_("root", account="111122223333").call("iam:PutUserPolicy", **put)
ReplayView(cloud, cloud, open_to_all)""",
)
MESSAGE = (
    "An error occurred (AccessDenied) when calling the ListUsers operation: User: "
    "arn:aws:iam::111122223333:user/Bob is not authorized to perform: iam:ListUsers on resource: "
    "arn:aws:iam::111122223333:user/ because no identity-based policy allows the iam:ListUsers "
    "action"
)


@pytest.fixture(scope="module")
def page(browser: Any, lab: Lab) -> Any:
    python = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": python})
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    nbformat.write(notebook, lab.folder / NAME)
    return opened(browser, lab, NAME)


def output(page: Any, cell: int) -> Any:
    shown = page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea")
    shown.scroll_into_view_if_needed()
    return shown


def test_a_cell_of_the_matrix_opens_its_trace(page: Any) -> None:
    panel = output(page, 1)
    cell = panel.get_by_role("button", name="AdministratorRole").first
    cell.click()
    panel.locator(".simlib-trace .banner").wait_for(timeout=10_000)
    assert "role AdministratorRole" in panel.locator(".simlib-asked").inner_text()
    assert panel.locator(".simlib-cell[aria-current]").count() == 1


def test_the_arrow_keys_lead_from_cell_to_cell_and_tab_leads_out(page: Any) -> None:
    panel = output(page, 1)
    panel.locator("td button").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.parentElement.cellIndex") == 2
    assert page.evaluate("document.activeElement.closest('tr').rowIndex") == 2
    page.keyboard.press("Enter")
    panel.locator(".simlib-cell[aria-current]").wait_for()
    page.wait_for_function("document.activeElement.getAttribute('aria-current') === 'true'")
    page.keyboard.press("Tab")
    assert not page.evaluate("document.activeElement.matches('td button')")


def test_a_row_of_a_replay_opens_its_trace(page: Any) -> None:
    panel = output(page, 4)
    panel.get_by_role("button", name="iam:ListUsers").click()
    panel.locator(".simlib-trace .banner").wait_for(timeout=10_000)
    assert panel.locator("tr[aria-current]").count() == 1
    assert panel.get_by_role("progressbar").count() == 0  # it is gone with the last record
    ARTEFACTS.mkdir(exist_ok=True)
    panel.screenshot(path=ARTEFACTS / "replay.png")


def test_the_first_column_stays_in_sight(page: Any) -> None:
    panel = output(page, 1)
    panel.get_by_label("Access level").select_option("every access level")
    box = panel.locator(".simlib-scroll")
    head = panel.locator("tbody th").first
    before = head.bounding_box()["x"]
    box.evaluate("box => box.scrollTo(300, 0)")
    assert abs(head.bounding_box()["x"] - before) < 2


def test_the_trail_is_filtered_and_a_denied_row_is_asked_again(page: Any) -> None:
    panel = output(page, 2)
    panel.get_by_text("33 records; shown are 1 to 25.").wait_for()
    panel.get_by_role("button", name="Next page").click()
    panel.get_by_text("shown are 26 to 33.").wait_for()
    panel.get_by_label("Came of it").select_option("denied")
    panel.get_by_label("Event", exact=True).select_option("ListUsers")
    panel.get_by_text("1 of 33 records.").wait_for()
    panel.locator("td button").first.click()
    panel.get_by_text("Denied then and now: implicit deny.").wait_for(timeout=10_000)
    page.evaluate("window.scrollTo(0, 0)")


def test_a_message_is_pasted_and_explained_and_a_bad_one_is_kept(page: Any) -> None:
    panel = output(page, 2)
    field = panel.get_by_label("Why was this denied?")
    field.fill(MESSAGE)
    panel.get_by_role("button", name="Explain").click()
    panel.get_by_text("No identity-based policy allows it: an implicit deny.").last.wait_for()
    field.fill("<img src=x onerror='window.ran=true'>")
    panel.get_by_role("button", name="Explain").click()
    alert = panel.get_by_role("alert")
    alert.wait_for()
    assert "expected a CloudTrail record" in alert.inner_text()
    assert field.input_value().startswith("<img")
    panel.get_by_label("Event", exact=True).select_option("all")
    panel.get_by_label("Came of it").select_option("all")
    page.screenshot(path=ARTEFACTS / "tables-paste.png")
    assert page.evaluate("window.ran") is None


def test_an_scp_is_switched_off_and_the_answer_is_another(page: Any) -> None:
    panel = output(page, 3)
    switch = panel.get_by_label("SCP KeepDataStores attached to Clinical")
    assert switch.is_checked()
    switch.focus()
    page.keyboard.press("Space")
    panel.get_by_text("Tried without KeepDataStores at Clinical.").wait_for()
    assert "As tried here: ✓ Allowed" in panel.inner_text()
    assert not panel.get_by_label("SCP KeepDataStores attached to Clinical").is_checked()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_tables_are_legible_in_light_and_dark(page: Any, theme: str) -> None:
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})", theme
    )
    dark = "false" if theme.endswith("Dark") else "true"
    page.wait_for_selector(f'body[data-jp-theme-light="{dark}"]', state="attached")
    page.wait_for_timeout(500)
    for cell, css in ((1, ".simlib-cell"), (2, "td .no"), (3, ".simlib-note")):
        for look in output(page, cell).locator(css).all()[:80:7]:
            assert contrast(page, look) >= 4.5
    for size in ((800, 768), (1366, 768), (1920, 1080)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for cell, name in ((1, "matrix"), (2, "trail"), (3, "organization")):
            page.locator(".jp-CodeCell").nth(cell).evaluate("each => each.scrollIntoView()")
            page.wait_for_timeout(200)
            kind = theme.split()[1].lower()
            page.screenshot(path=ARTEFACTS / f"tables-{name}-{kind}-{size[0]}.png")
