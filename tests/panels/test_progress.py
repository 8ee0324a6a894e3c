"""A bar is shown of what takes long, and of nothing else."""

from typing import Any

import pytest

from simlib.panels import progress as module
from simlib.panels.access_matrix import AccessMatrix
from simlib.panels.graph_view import GraphView
from simlib.panels.progress import Progress
from simlib.panels.trail_view import TrailView
from tests.clouds import add_user, allow, hospital


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


@pytest.mark.parametrize("panel", [GraphView, AccessMatrix, TrailView])
def test_a_panel_that_is_made_inside_another_moves_the_bar_of_the_other(panel: Any) -> None:
    bar, cloud = Progress("Working"), hospital()
    add_user(cloud, "Alice", allow("s3:*"))
    cloud.as_("Alice").call("s3:CreateBucket", Bucket="records")
    made = panel(cloud, progress=bar)
    assert bar.view.max >= 1
    assert bar.view not in made.view.children
    own = panel(cloud)
    assert own.progress.view in own.view.children
