"""Drafts outlive a kernel, and a broken file or a folder that is closed costs nobody a word."""

from pathlib import Path

import pytest

from simlib.panels.drafts import Drafts

TEXT = '{\n  "Version": "2012-10-17",\n  "Statement": []\n}\n'


def test_a_draft_is_there_for_the_next_kernel(tmp_path: Path) -> None:
    Drafts(tmp_path).keep("lesson-01/first", TEXT)
    assert Drafts(tmp_path).text("lesson-01/first") == TEXT
    assert Drafts(tmp_path).text("lesson-01/second") is None


@pytest.mark.parametrize("text", ["", "\n", "a\n\nb", "\x00<script>\u202e\u2028é", "x" * 200_000])
def test_every_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    Drafts(tmp_path).keep("a", text)
    assert Drafts(tmp_path).text("a") == text


def test_the_file_shows_a_policy_line_by_line(tmp_path: Path) -> None:
    Drafts(tmp_path).keep("a", TEXT)
    written = (tmp_path / "drafts.json").read_text(encoding="utf-8").splitlines()
    assert '  "  \\"Version\\": \\"2012-10-17\\",",' in written


def test_two_notebooks_keep_each_others_drafts(tmp_path: Path) -> None:
    one, other = Drafts(tmp_path), Drafts(tmp_path)
    one.keep("a", "1")
    other.keep("b", "2")
    one.keep("c", "3")
    assert [Drafts(tmp_path).text(name) for name in "abc"] == ["1", "2", "3"]


def test_a_draft_is_dropped(tmp_path: Path) -> None:
    Drafts(tmp_path).keep("a", "1")
    Drafts(tmp_path).drop("a")
    Drafts(tmp_path).drop("b")
    assert Drafts(tmp_path).text("a") is None


@pytest.mark.parametrize("broken", ["{", "[]", '{"a": "b"}', '{"a": [1]}', "[" * 100_000, ""])
def test_a_broken_file_is_set_aside_and_not_lost(tmp_path: Path, broken: str) -> None:
    file = tmp_path / "drafts.json"
    for number in (1, 2):
        file.write_text(broken, encoding="utf-8")
        assert Drafts(tmp_path).text("a") is None
        Drafts(tmp_path).keep("a", "new")
        assert Drafts(tmp_path).text("a") == "new"
        kept = tmp_path / f"drafts-{number}.broken.json"
        assert kept.read_text(encoding="utf-8") == broken


def test_bytes_that_are_no_text_are_set_aside_too(tmp_path: Path) -> None:
    (tmp_path / "drafts.json").write_bytes(b"\xff\xfe\x00")
    assert Drafts(tmp_path).text("a") is None
    assert (tmp_path / "drafts-1.broken.json").read_bytes() == b"\xff\xfe\x00"


def test_a_closed_folder_is_told_when_a_draft_would_be_kept(tmp_path: Path) -> None:
    closed = tmp_path / "a-file"
    closed.write_text("", encoding="utf-8")
    assert Drafts(closed).text("a") is None
    Drafts(closed).drop("a")
    with pytest.raises(OSError, match="a-file"):
        Drafts(closed).keep("a", "1")
