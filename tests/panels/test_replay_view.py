"""A replay as a panel, driven without a browser."""

from pathlib import Path
from typing import Any

import pytest

from simlib.cloud.cloud import Cloud
from simlib.panels import replay_view as module
from simlib.panels.replay_view import ReplayView
from tests.clouds import add_user, allow, deny, hospital


def ward(*statements: dict[str, Any]) -> Cloud:
    cloud = hospital()
    cloud.as_("root").call("s3:CreateBucket", Bucket="notes-111122223333")
    add_user(cloud, "Dana", *statements)
    return cloud


@pytest.fixture
def clouds() -> tuple[Cloud, Cloud]:
    """Dana may no longer write."""
    return ward(allow("s3:*")), ward(allow("s3:*"), deny("s3:PutObject"))


@pytest.fixture
def trail(clouds: tuple[Cloud, Cloud]) -> list[dict[str, Any]]:
    before, _ = clouds
    for key in "ab":
        before.as_("Dana").call("s3:PutObject", Bucket="notes-111122223333", Key=key, Body=b"")
    return before.records[-2:]


def test_it_shows_who_is_stopped_by_what(trail: Any, clouds: tuple[Cloud, Cloud]) -> None:
    view = ReplayView(trail, *clouds)
    table = view.table.value
    assert "2 recorded calls: 2 newly denied, none newly allowed." in table
    assert all(word in table for word in ("user/Dana", "s3:PutObject", "identity-based policy"))
    assert repr(view).startswith("ReplayView: 2 recorded calls: 2 newly denied")


def test_a_row_opens_its_trace(trail: Any, clouds: tuple[Cloud, Cloud]) -> None:
    view = ReplayView(trail, *clouds)
    view.table.on_point("row:0")
    assert view.evaluation is not None
    assert view.evaluation.decision == "explicitDeny"
    assert "s3:PutObject" in view.trace.value
    assert 'aria-current="true"' in view.table.value
    assert view.open(7) is None
    assert "no row 7; there are 1" in view.trace.value


def test_the_bar_is_there_before_the_table_and_goes_with_it(
    trail: Any, clouds: tuple[Cloud, Cloud], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[Any] = []
    seen: list[tuple[int, str]] = []

    def told(bar: Any) -> None:
        shown.append(bar)
        bar.observe(lambda change: seen.append((change.new, bar.layout.display)), "value")

    monkeypatch.setattr(module, "get_ipython", object)
    monkeypatch.setattr(module, "display", told)
    monkeypatch.setattr("simlib.analysis.replaying.parts.SIZE", 1)
    view = ReplayView(trail, *clouds)
    assert shown == [view.progress.view]
    assert [value for value, _ in seen] == [50, 100]
    assert view.progress.view.layout.display == "none"


def test_what_is_no_trail_is_told_in_the_panel(tmp_path: Path, clouds: tuple[Cloud, Cloud]) -> None:
    view = ReplayView(tmp_path / "none.json", *clouds)
    assert 'role="alert"' in view.table.value
    assert "cannot read" in view.table.value
    assert view.open(0) is None


def test_what_a_trail_says_is_escaped(trail: Any, clouds: tuple[Cloud, Cloud]) -> None:
    evil = {**trail[0], "eventName": "<script>\x1b[31m"}
    value = ReplayView([evil], *clouds).table.value
    assert "What cannot be asked" in value
    assert "<script>" not in value
    assert "\x1b" not in value
