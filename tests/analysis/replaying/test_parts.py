"""A trail comes as records, as tables and as files, and is always the same trail."""

import gzip
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pandas
import pytest

from simlib import QuestionError, TrailError, load_scenario, load_trail, shipped_scenarios
from simlib.analysis.replaying import Replaying, merge_counted, replay
from simlib.analysis.replaying.counting import Counting
from simlib.analysis.replaying.log_files import FIELDS
from simlib.analysis.replaying.parts import parts_of
from simlib.cloud.cloud import Cloud
from tests.benchmarks.replay import clouds, records
from tests.clouds import add_user, allow, hospital

COUNT = 300
NEEDED = ("eventSource", "eventName")
KEYS_READ = (
    "aws:CurrentTime", "aws:UserAgent", "aws:SourceIp", "aws:MultiFactorAuthPresent",
    "aws:SourceIdentity", "aws:TokenIssueTime",
)  # fmt: skip


@pytest.fixture(scope="module")
def both() -> tuple[Cloud, Cloud]:
    return clouds()


def counted(trail: Any, both: tuple[Cloud, Cloud]) -> list[dict[str, Any]]:
    frame = replay(trail, *both).counted
    return frame.drop(columns="example").to_dict("records")


def as_text(every: list[dict[str, Any]]) -> pandas.DataFrame:
    rows = [
        {k: json.dumps(v) if isinstance(v, (dict, list)) else v for k, v in each.items()}
        for each in every
    ]
    return pandas.DataFrame(rows)


def test_every_form_of_a_trail_is_counted_alike(both: tuple[Cloud, Cloud], tmp_path: Path):
    every = list(records(COUNT))
    plain, lines = tmp_path / "a.json", tmp_path / "b.json.gz"
    plain.write_text(json.dumps({"Records": every}, indent=1))
    lines.write_bytes(gzip.compress("\n".join(map(json.dumps, every)).encode()))
    forms: list[Any] = [
        plain,
        str(lines),
        [lines],
        load_trail(plain),
        pandas.DataFrame(every),
        pandas.json_normalize(every),
        as_text(every),
        as_text(every).rename(columns=str.lower),
    ]
    expected = counted(every, both)
    assert sum(row["calls"] for row in expected) == COUNT
    for form in forms:
        assert counted(form, both) == expected
    twice = counted(tmp_path, both)
    assert [row["calls"] for row in twice] == [2 * row["calls"] for row in expected]


def test_parts_put_together_are_the_whole(both: tuple[Cloud, Cloud]):
    every, replaying = list(records(COUNT)), Replaying(*both)
    parts = [replaying(every[start : start + 70]) for start in range(0, COUNT, 70)]
    once = merge_counted(parts)
    assert once.equals(merge_counted([replaying(every)]))
    assert once.equals(merge_counted([merge_counted(parts[:2]), merge_counted(parts[2:])]))


def test_nothing_in_is_nothing_out(both: tuple[Cloud, Cloud]):
    assert list(merge_counted([]).columns) == list(Replaying(*both).meta.columns)
    assert replay([], *both).calls == 0


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("simlib.analysis.replaying.parts.SIZE", 10)


@pytest.mark.usefixtures("small_parts")
def test_progress_is_told_the_share_that_is_behind(both: tuple[Cloud, Cloud], tmp_path: Path):
    for name in ("1.json", "2.json"):
        (tmp_path / name).write_text(json.dumps({"Records": list(records(10))}))
    told: list[float] = []
    replay(tmp_path, *both, progress=told.append)
    assert told == [0.5, 1.0]


@pytest.mark.usefixtures("small_parts")
def test_a_part_is_of_many_small_files_or_of_a_piece_of_a_large_one(tmp_path: Path):
    for number, size in enumerate([3, 4, 0, 5, 21]):
        (tmp_path / f"{number}.json").write_text(json.dumps({"Records": list(records(size))}))
    assert [len(part.records) for part in parts_of(tmp_path)] == [10, 10, 10, 3]


def test_what_only_pythons_reader_takes_is_counted_too(both: tuple[Cloud, Cloud], tmp_path: Path):
    every = list(records(20))
    every[3]["requestParameters"]["half"] = "\ud800"
    every[5]["additionalEventData"]["bytesTransferredOut"] = float("nan")
    (tmp_path / "odd.json").write_text(json.dumps({"Records": every}))
    assert counted(tmp_path, both) == counted(every, both)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{", b"\x1f\x8bno", b'{"a": 1}', b"\xff", b"1", b"[" * 100_000]
)
def test_a_file_that_is_no_trail_is_named(content: bytes, tmp_path: Path):
    file = tmp_path / "broken.json"
    file.write_bytes(content)
    with pytest.raises(TrailError, match=r"broken\.json"):
        list(parts_of(file))


def test_a_small_file_that_unpacks_into_more_than_it_may_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("simlib.analysis.replaying.log_files.LARGEST", 1_000)
    for name, text in (("line", b"{" * 5_000), ("lines", b"{\n" * 5_000)):
        file = tmp_path / f"{name}.json.gz"
        file.write_bytes(gzip.compress(text))
        with pytest.raises(TrailError, match=name):
            list(parts_of(file))


def test_a_gzip_file_in_pieces_or_too_large_to_be_read_at_once_is_the_same_trail(
    both: tuple[Cloud, Cloud], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    every = list(records(COUNT))
    lines = [f"{json.dumps(each)}\n".encode() for each in every]
    pieces = tmp_path / "pieces.json.gz"
    pieces.write_bytes(b"".join(gzip.compress(b"".join(lines[at : at + 100])) for at in (0, 100)))
    with pieces.open("ab") as file:
        file.write(gzip.compress(b"".join(lines[200:])) + b"\0" * 8)  # padded, as tapes are
    assert counted(pieces, both) == counted(every, both)
    monkeypatch.setattr("simlib.analysis.replaying.log_files.AT_ONCE", 1_000)
    assert counted(pieces, both) == counted(every, both)


def test_a_gzip_file_that_ends_too_early_is_named(tmp_path: Path):
    file = tmp_path / "cut.json.gz"
    file.write_bytes(gzip.compress(json.dumps({"Records": list(records(50))}).encode())[:-20])
    with pytest.raises(TrailError, match=r"cut\.json"):
        list(parts_of(file))


@pytest.mark.parametrize("remembered", [65_536, 2])
def test_column_by_column_the_same_is_counted_as_one_by_one(
    both: tuple[Cloud, Cloud], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remembered: int
):
    monkeypatch.setattr("simlib.analysis.replaying.counting.REMEMBERED", remembered)
    trail = [record for name in shipped_scenarios() for record in load_scenario(name).records]
    odd = [{**trail[0], "errorCode": "AccessDenied", "errorMessage": "no"}, {"eventName": "X"}]
    odd += [{**trail[1], "userIdentity": {"accountId": "anonymous"}, "resources": None}]
    (tmp_path / "all.json").write_text(json.dumps({"Records": trail + odd}))
    keys = allow("s3:*", Condition={"Null": dict.fromkeys(KEYS_READ, "false")})
    strict = hospital()
    add_user(strict, "Di", keys)
    for replaying in (Replaying(*both), Replaying(hospital(), strict)):
        (part,) = parts_of(tmp_path)
        one_by_one = Counter(replaying.calls.call(record) for record in trail + odd)
        assert Counting(replaying.calls)(part.records) == one_by_one
        assert Counting(replaying.calls)(as_text(trail + odd)) == one_by_one


@pytest.mark.parametrize("column", [each for each in FIELDS if each not in NEEDED])
def test_a_table_may_lack_a_column(both: tuple[Cloud, Cloud], column: str):
    every = [{k: v for k, v in each.items() if k != column} for each in records(40)]
    assert counted(as_text(every), both) == counted(every, both)


def test_a_part_of_a_table_may_be_empty(both: tuple[Cloud, Cloud]):
    nothing = Replaying(*both)(as_text(list(records(3))).iloc[:0])
    assert list(nothing.columns) == list(Replaying(*both).meta.columns)
    assert len(nothing) == 0


def test_a_file_or_folder_without_a_trail_is_told(tmp_path: Path):
    with pytest.raises(TrailError, match="cannot read"):
        list(parts_of(tmp_path / "none.json"))
    with pytest.raises(TrailError, match="has no log files"):
        list(parts_of(tmp_path))


@pytest.mark.parametrize("trail", [None, 5, {"Records": []}, [1], pandas.DataFrame({"a": [1]})])
def test_what_is_no_trail_is_refused(trail: Any):
    with pytest.raises(QuestionError, match="expected a cloud"):
        list(parts_of(trail))
