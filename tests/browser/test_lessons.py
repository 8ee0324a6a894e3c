"""Lesson 00 in a real browser: it runs from top to bottom, and its panel can be used."""

from typing import Any

import pytest

from tests.browser.conftest import ARTEFACTS, CHROMIUM, Lab, opened
from tests.browser.pages import set_theme

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: chromium is not installed"),
]


@pytest.fixture(scope="session")
def lesson(browser: Any, lab: Lab) -> Any:
    return opened(browser, lab, "00-start-here.ipynb")


def test_the_lesson_runs_and_shows_its_traces(lesson: Any) -> None:
    assert lesson.locator(".simlib-trace .banner").count() >= 3
    text = lesson.locator(".jp-Notebook").inner_text()
    assert "✓ Allowed" in text
    assert "✗ Implicit deny" in text
    lesson.screenshot(path=ARTEFACTS / "lesson-00-top.png")


def test_a_learner_edits_a_policy_fires_and_reads_why(lesson: Any) -> None:
    area = lesson.get_by_label("Policy", exact=True).first
    area.scroll_into_view_if_needed()
    panel = lesson.locator(".jp-OutputArea-output", has=area).last
    before = area.input_value()
    panel.get_by_label("Action", exact=True).fill("health-agent:ListAgents")
    area.fill(before.replace("Allow", "Deny", 1))
    fire = panel.get_by_role("button", name="Fire the request")
    fire.click()
    panel.get_by_text("✗ Explicit deny").wait_for(timeout=10_000)
    lesson.screenshot(path=ARTEFACTS / "lesson-00-denied.png")

    area.fill(before.rstrip().removesuffix("}"))
    fire.click()
    alert = panel.get_by_role("alert")
    alert.wait_for(timeout=10_000)
    assert "cannot be read" in alert.inner_text()
    assert "line " in alert.inner_text()
    assert "Traceback" not in lesson.locator(".jp-Notebook").inner_text()
    assert area.input_value() == before.rstrip().removesuffix("}")
    lesson.screenshot(path=ARTEFACTS / "lesson-00-mistake.png")

    area.fill(before)
    fire.click()
    panel.get_by_text("✗ Explicit deny").wait_for(state="detached", timeout=10_000)
    assert panel.locator(".banner").inner_text()[0] in "✓✗"


def test_the_keyboard_alone_fires_and_no_field_traps_it(lesson: Any) -> None:
    area = lesson.get_by_label("Policy", exact=True).first
    area.focus()
    reached = []
    for _ in range(6):
        lesson.keyboard.press("Tab")
        reached.append(lesson.evaluate("document.activeElement.textContent.trim().slice(0, 40)"))
    assert "Fire the request" in reached
    lesson.keyboard.press("Enter")


def test_markup_that_a_learner_types_does_not_run(lesson: Any) -> None:
    lesson.evaluate("window.ran = false")
    resource = lesson.get_by_label("Resource", exact=True).first
    panel = lesson.locator(".jp-OutputArea-output", has=resource).last
    before = resource.input_value()
    evil = "arn:aws:s3:::<img src=x onerror='window.ran=true'>"
    resource.fill(evil)
    panel.get_by_role("button", name="Fire the request").click()
    panel.get_by_text("<img src=x").first.wait_for(timeout=10_000)
    assert lesson.evaluate("window.ran") is False
    resource.fill(before)


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_a_trace_is_legible_in_light_and_dark(lesson: Any, theme: str) -> None:
    set_theme(lesson, theme)
    banner = lesson.locator(".simlib-trace .banner").first
    banner.scroll_into_view_if_needed()
    assert contrast(lesson, banner) >= 4.5
    lesson.screenshot(path=ARTEFACTS / f"lesson-00-{theme.lower()}.png")


def contrast(page: Any, element: Any) -> float:
    """The contrast of an element's text with the ground behind it, as WCAG 2 defines it."""
    text, ground = page.evaluate(
        """element => {
          const ground = node => {
            const color = getComputedStyle(node).backgroundColor;
            const clear = color === 'transparent' || color.endsWith(', 0)');
            return clear && node.parentElement ? ground(node.parentElement) : color;
          };
          const numbers = color => color.match(/[0-9.]+/g).slice(0, 3).map(Number);
          return [numbers(getComputedStyle(element).color), numbers(ground(element))];
        }""",
        element.element_handle(),
    )
    bright, dim = sorted((luminance(text), luminance(ground)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def luminance(rgb: list[float]) -> float:
    linear = [c / 3294.6 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in rgb]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
