"""A bar is shown of what takes long, and of nothing else."""

import pytest

from simlib.panels import progress as module
from simlib.panels.progress import Progress


def test_what_is_fast_shows_no_bar() -> None:
    bar = Progress("Deciding")
    assert list(bar.over("abc", 3)) == ["a", "b", "c"]
    assert bar.view.layout.display == "none"


def test_what_takes_long_shows_how_far_it_is_and_the_bar_goes_when_it_is_done(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ticking = iter(range(100))
    monkeypatch.setattr(module, "monotonic", lambda: next(ticking))
    bar = Progress("Deciding")
    seen = [(bar.view.value, bar.view.layout.display) for _ in bar.over("abcd", 4)]
    assert seen[-1] == (3, "")
    assert bar.view.layout.display == "none"
