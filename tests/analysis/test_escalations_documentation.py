"""The page of all escalation methods is what the methods make it."""

from simlib.analysis.escalating.documentation import page
from simlib.analysis.escalating.table import METHODS
from simlib.reference import action
from simlib.shipped import shipped_path


def test_the_page_is_the_one_that_the_methods_make() -> None:
    """`python -m simlib.analysis.escalating.documentation` writes it anew."""
    assert shipped_path("escalations.md").read_text(encoding="utf-8") == page()


def test_every_method_stands_on_it() -> None:
    text = page()
    assert all(f"**{name}**" in text for name in METHODS)
    assert text.count("\n- why: ") == text.count("\n- to close it: ") == len(METHODS)


def test_the_twenty_one_that_were_published_first_are_marked() -> None:
    assert sum(method.published for method in METHODS.values()) == page().count("**°") == 21


def test_every_action_is_one_that_its_service_defines() -> None:
    for method in METHODS.values():
        assert [str(action(each)) for each in method.actions] == list(method.actions)
