"""A cloud in a real browser: what a learner sees who asks, acts and makes mistakes."""

from typing import Any

import nbformat
import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM, Lab, opened

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]

NAME = "a-cloud.ipynb"
CELLS = (
    """from simlib import load_scenario
cloud = load_scenario("troubleshooting")
dana = cloud.as_("Dana")
print(cloud)""",
    """cloud.as_("Ada").can("sts:AssumeRole", cloud.role_arn("Reporting"))""",
    """marked = "<img src=x onerror=alert(1)>"
dana.attempt("s3:GetObject", Bucket="notes-111122223333", Key=marked)""",
    """dana.call("s3:CreateBucket", Bucket="danas-own-records")""",
    """cloud.as_("Dana ")""",
    """cloud.trail[cloud.trail.errorCode != ""][["eventName", "errorCode"]]""",
)


@pytest.fixture(scope="module")
def page(browser: Any, lab: Lab) -> Any:
    python = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": python})
    tags = {"tags": ["raises-exception"]}
    notebook.cells = [nbformat.v4.new_code_cell(cell, metadata=tags) for cell in CELLS]
    nbformat.write(notebook, lab.folder / NAME)
    return opened(browser, lab, NAME, height=1600)


def output(page: Any, cell: int) -> Any:
    return page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea")


def test_the_cloud_is_printed_with_whom_and_what_to_ask_for(page: Any) -> None:
    assert "users: Ada, Dana" in output(page, 0).inner_text()


def test_both_halves_of_assuming_a_role_stand_side_by_side(page: Any) -> None:
    halves = output(page, 1).locator("ul.halves > li")
    trust, caller = (halves.nth(place).bounding_box() for place in (0, 1))
    page.screenshot(path=ARTEFACTS / "cloud-halves.png")
    assert trust["x"] + trust["width"] <= caller["x"]
    assert abs(trust["y"] - caller["y"]) < 5


def test_an_attempt_shows_code_message_and_trace_and_no_markup_of_the_learners(page: Any) -> None:
    shown = output(page, 2)
    text = shown.inner_text()
    assert "GetObject failed: AccessDenied (HTTP 403)" in text
    assert "✗ Implicit deny" in text
    assert "<img src=x" in text
    assert shown.locator("img").count() == 0
    page.screenshot(path=ARTEFACTS / "cloud-attempt.png")


def test_a_refused_call_is_told_without_a_stack_trace(page: Any) -> None:
    text = output(page, 3).inner_text()
    assert "An error occurred (AccessDenied) when calling the CreateBucket operation" in text
    assert "Implicit deny:" in text
    assert "Traceback" not in text


def test_a_wrong_name_is_answered_with_the_nearest(page: Any) -> None:
    assert "did you mean `Dana`" in output(page, 4).inner_text()


def test_the_trail_is_a_table(page: Any) -> None:
    assert output(page, 5).locator("table").inner_text().count("AccessDenied") >= 2
