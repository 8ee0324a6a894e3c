"""Drafts outlive a kernel, and whatever is written at the same time costs nobody a word."""

import subprocess
import sys
from pathlib import Path

import pytest

from simlib.panels.drafts import Drafts

TEXT = '{\n  "Version": "2012-10-17",\n  "Statement": []\n}\n'
LONG_NAME = "key policy · arn:aws:kms:us-east-1:111122223333:key/" + "x" * 4096


def test_a_draft_is_there_for_the_next_kernel(tmp_path: Path) -> None:
    Drafts(tmp_path).keep("lesson-01/first", TEXT)
    assert Drafts(tmp_path).text("lesson-01/first") == TEXT
    assert Drafts(tmp_path).text("lesson-01/second") is None


@pytest.mark.parametrize("text", ["", "\n", "a\n\nb\r", "\x00<script>\u202e\u2028é", "x" * 200_000])
def test_every_text_comes_back_as_it_was(tmp_path: Path, text: str) -> None:
    Drafts(tmp_path).keep("a", text)
    assert Drafts(tmp_path).text("a") == text


@pytest.mark.parametrize("name", ["", "..", "/etc/passwd", "a\x00b", "\ud800", LONG_NAME, "NUL"])
def test_every_name_is_one_of_its_own_within_the_folder(tmp_path: Path, name: str) -> None:
    drafts = Drafts(tmp_path / "drafts")
    drafts.keep(name, "1")
    drafts.keep(f"{name}/", "2")
    drafts.keep(name.lower() + "x", "3")
    assert (drafts.text(name), drafts.text(f"{name}/")) == ("1", "2")
    assert len(list((tmp_path / "drafts").iterdir())) == 3


def test_the_file_is_the_text_under_a_name_that_people_can_read(tmp_path: Path) -> None:
    Drafts(tmp_path).keep("lesson-01/key policy · key/1", TEXT)
    (file,) = tmp_path.iterdir()
    assert file.name.startswith("lesson-01-key-policy-key-1-")
    assert file.read_text(encoding="utf-8") == TEXT


def test_a_draft_is_dropped(tmp_path: Path) -> None:
    Drafts(tmp_path).keep("a", "1")
    Drafts(tmp_path).drop("a")
    Drafts(tmp_path).drop("b")
    assert Drafts(tmp_path).text("a") is None


def test_bytes_that_are_no_text_are_shown_as_far_as_they_are(tmp_path: Path) -> None:
    Drafts(tmp_path).keep("a", "x")
    (file,) = tmp_path.iterdir()
    file.write_bytes(b'\xff{"Version"')
    assert Drafts(tmp_path).text("a") == '\ufffd{"Version"'


def test_a_closed_folder_is_told_when_a_draft_would_be_kept(tmp_path: Path) -> None:
    closed = tmp_path / "a-file"
    closed.write_text("", encoding="utf-8")
    assert Drafts(closed).text("a") is None
    Drafts(closed).drop("a")
    with pytest.raises(OSError, match="a-file"):
        Drafts(closed).keep("a", "1")


WRITER = """import sys
from itertools import cycle
from pathlib import Path
from simlib.panels.drafts import Drafts
drafts = Drafts(Path(sys.argv[1]))
for letter in cycle("ab"):
    drafts.keep("shared", letter * 300_000)
    drafts.keep(sys.argv[2], letter * 1000)
    print(letter, flush=True)
"""


def test_a_kernel_that_is_killed_while_it_writes_leaves_whole_drafts(tmp_path: Path) -> None:
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    for number in range(3):
        writers = [
            subprocess.Popen([*command, name], stdout=subprocess.PIPE) for name in ("one", "other")
        ]
        for writer in writers:
            assert writer.stdout is not None
            for _ in range(20 + number):
                writer.stdout.readline()
        for writer in writers:
            writer.kill()
            writer.communicate()
        for name, size in [("shared", 300_000), ("one", 1000), ("other", 1000)]:
            assert Drafts(tmp_path).text(name) in ("a" * size, "b" * size)
