"""Lesson 14 in a real browser: an incident, a wrong mend first, then the right one."""

from typing import Any

import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM, Lab, opened
from tests.browser.pages import axe_violations

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]
MENDED = """{
  "Version": "2012-10-17",
  "Statement": {
    "Effect": "Allow",
    "Action": ["iam:AttachRolePolicy", "iam:CreateRole", "iam:PutRolePermissionsBoundary"],
    "Resource": "arn:aws:iam::111122223333:role/team/*",
    "Condition": {
      "StringEquals": {"iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/TeamBoundary"}
    }
  }
}"""
ADMINISTRATOR = "Attach the policy AdministratorAccess to Lena"


@pytest.fixture(scope="session")
def lesson(browser: Any, lab: Lab) -> Any:
    return opened(browser, lab, "14-incident-room.ipynb")


@pytest.fixture
def panel(lesson: Any) -> Any:
    """The first incident, as it was found."""
    shown = lesson.locator(".simlib-incident").first
    press(shown, "Start again")
    said(shown, "as it was found")
    return shown


def press(panel: Any, button: str) -> None:
    panel.get_by_role("button", name=button, exact=True).click()


def said(panel: Any, words: str) -> None:
    panel.get_by_role("status").filter(has_text=words).first.wait_for(timeout=60_000)


def test_the_evidence_stands_above_the_lab(lesson: Any, panel: Any) -> None:
    panel.scroll_into_view_if_needed()
    assert "I make a role for the day shift" in panel.inner_text()
    panel.get_by_text("CloudTrail's record").click()
    assert "eventVersion" in panel.inner_text()
    lesson.screenshot(path=ARTEFACTS / "incident-evidence.png")
    panel.get_by_text("CloudTrail's record").click()


def test_a_wrong_mend_is_told_with_its_request_and_trace(lesson: Any, panel: Any) -> None:
    panel.get_by_label("Not in a policy").select_option(ADMINISTRATOR)
    press(panel, "Do it")
    said(panel, "CreateRole succeeded")
    press(panel, "Check")
    said(panel, "nobody was allowed that before the incident")
    panel.get_by_role("button", name="Check").scroll_into_view_if_needed()
    lesson.screenshot(path=ARTEFACTS / "incident-wrong.png")


def test_a_draft_in_the_lab_mends_it(lesson: Any, panel: Any) -> None:
    line = panel.locator(".cm-line", has_text="role/team/*").first
    line.scroll_into_view_if_needed()
    lesson.screenshot(path=ARTEFACTS / "incident-lab.png")
    line.click()
    lesson.keyboard.press("ControlOrMeta+a")
    lesson.keyboard.insert_text(MENDED)
    press(panel, "Try again")
    said(panel, "CreateRole succeeded")
    press(panel, "Check")
    said(panel, "✓ Right")
    lesson.screenshot(path=ARTEFACTS / "incident-right.png")


def test_hints_and_the_solution_are_shown(lesson: Any, panel: Any) -> None:
    press(panel, "Hint")
    said(panel, "Hint 1 of 3")
    press(panel, "Solution")
    said(panel, "ask once more")
    press(panel, "Solution")
    said(panel, "Mend:")
    lesson.screenshot(path=ARTEFACTS / "incident-solution.png")


def test_it_can_be_read_by_everybody(lesson: Any, panel: Any) -> None:
    found = axe_violations(lesson, ".simlib-incident")
    assert [each for each in found if "scrollable-region" not in each] == []
