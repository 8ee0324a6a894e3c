"""What reads documents that people and files hand in, each with good documents to spoil.

A target takes bytes and comes back, or raises a SimlibError; anything else is a find.
"""

import contextlib
import gzip
import io
import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from simlib import load_account, load_scenario, load_trail
from simlib.__main__ import main
from simlib.analysis.denials import denial_of, was_denied
from simlib.analysis.pasted_denials import read_pasted
from simlib.analysis.replaying import replay
from simlib.analysis.trail_rows import TrailFilter, trail_rows
from simlib.checks.checking import check_policy, mend_policy
from simlib.cloud.canonical_request import HttpRequest
from simlib.command_line.policy_files import guessed_type
from simlib.evaluation.question import answer, read_question
from simlib.language.document import parse_policy
from simlib.language.errors import SimlibError
from simlib.language.template import fill, placeholders
from simlib.language.terms import POLICY_TYPES, PolicyType
from simlib.panels.policy_editor import PolicyEditor
from simlib.services.authorization_message import decoded_message
from simlib.trace.html import html
from tests.abuse.documents import (
    account_files,
    denials,
    encoded_messages,
    hospital_with_alice,
    policies,
    questions,
    requests,
    scenario_files,
    trails,
)

__all__ = ["TARGETS", "Target"]

_TYPES = tuple(POLICY_TYPES.values())
_FINISHED = (0, 1, 2)  # what the command line may exit with


class Target(NamedTuple):
    """One reader: the documents it can read, and how one is put to it.

    `slowness` is what one takes, as against parsing a policy: the slow ones get fewer.
    """

    name: str
    good: Callable[[], Sequence[bytes]]
    put: Callable[[bytes], object]
    slowness: int = 1


def _text(data: bytes) -> str:
    """Any text at all: what a notebook hands in may have halves of characters in it."""
    try:
        return data.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _type(data: bytes) -> PolicyType:
    """What it seems to be, or any type: each text has its own, the same every time."""
    number = sum(data[-64:])
    return guessed_type(_text(data)) if number % 2 else _TYPES[number % len(_TYPES)]


def _parsed(data: bytes) -> None:
    placeholders(_text(data))
    repr(parse_policy(_text(data), _type(data)))


def _checked(data: bytes) -> None:
    findings = check_policy(_text(data), _type(data))
    repr(findings)
    findings._repr_html_()
    if not any(finding.refused for finding in findings):
        parse_policy(_text(data), _type(data))


def _mended(data: bytes) -> None:
    fill(mend_policy(_text(data), _type(data)))


def _edited(data: bytes) -> None:
    """As somebody would go about it: look, ask at places, mend, lay out, fire."""
    editor = PolicyEditor(_text(data), policy_type=_type(data))
    for place in range(0, len(editor.value) + 1, len(editor.value) // 5 + 1):
        for event in ("complete", "describe"):
            editor._answer(event, editor.value, place)
    for number in range(min(3, len(editor.checked))):
        editor.mend(number)
    editor.format()
    editor.fire()
    repr(editor)


def _told(data: bytes) -> None:
    """What a browser says is JSON of any shape."""
    editor = PolicyEditor("{}")
    editor._heard_message(None, _json(data), [])


def _answered(data: bytes) -> None:
    evaluation = answer(read_question(_text(data)))
    evaluation.why(), evaluation.fixes(), str(evaluation), html(evaluation.trace)


def _trail(data: bytes, name: str = "trail.json") -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        frame = load_trail(path)
        rows = trail_rows(frame.records)
        TrailFilter(resource="a").of(rows)
        for each in filter(was_denied, frame.records):
            denial_of(each)


def _zipped_trail(data: bytes) -> None:
    """What is spoilt is the file as it is zipped."""
    _trail(data, "trail.json.gz")


def _replayed(data: bytes) -> None:
    """A log file that is replayed is read in another way."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trail.json"
        path.write_bytes(data)
        repr(replay(path, hospital_with_alice(), hospital_with_alice()))


def _pasted(data: bytes) -> None:
    str(read_pasted(_text(data)))


def _decoded(data: bytes) -> None:
    decoded_message(_text(data))


def _received(data: bytes) -> None:
    """A request whose parts are texts, but any texts."""
    told = _json(data)
    if not isinstance(told, dict):
        return
    pairs = {name: tuple(_pairs(told.get(name))) for name in ("query", "headers")}
    method, path, body = (str(told.get(name)) for name in ("method", "path", "body"))
    request = HttpRequest(method, path, **pairs, body=body.encode("utf-8", "surrogatepass"))
    hospital_with_alice().receive(request, service=str(told.get("service")))


def _pairs(value: Any) -> list[tuple[str, str]]:
    listed = value if isinstance(value, list) else []
    return [(str(each[0]), str(each[1])) for each in listed if isinstance(each, list) and each[1:]]


def _json(data: bytes) -> Any:
    try:
        return json.loads(_text(data))
    except (ValueError, RecursionError):
        return None


def _in_a_folder(
    files: Callable[[], Mapping[str, bytes]], load: Callable[[Path], object], data: bytes
) -> None:
    """A folder of which one file is spoilt: `name` NUL `data`."""
    name, _, spoilt = data.partition(b"\x00")
    with TemporaryDirectory() as folder:
        for each, content in files().items():
            path = Path(folder) / each
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(spoilt if each.encode() == name else content)
        str(load(Path(folder)))


def _named(files: Callable[[], Mapping[str, bytes]]) -> list[bytes]:
    return [name.encode() + b"\x00" + content for name, content in files().items()]


def _command(arguments: Sequence[str], data: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.json"
        path.write_bytes(data)
        with contextlib.redirect_stdout(_terminal()), contextlib.redirect_stderr(_terminal()):
            code = main([*arguments, str(path)])
    assert code in _FINISHED
    if code == 2:
        raise SimlibError("not readable")


def _terminal() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8")


def _messages() -> list[bytes]:
    policy = policies()[0].decode()
    said: list[dict[str, Any]] = [
        {"event": "line", "line": 3},
        {"event": "complete", "number": 1, "text": policy, "offset": 40},
        {"event": "describe", "number": 2, "text": policy, "offset": 90},
        {"event": "fire", "text": policy, "view": "v", "count": 1},
        {"event": "mend", "text": policy, "view": "v", "count": 2, "finding": {"line": 1}},
        {"event": "format", "text": policy, "view": "v", "count": 3},
    ]
    return [json.dumps(each).encode() for each in said]


TARGETS: tuple[Target, ...] = (
    Target("parser", policies, _parsed),
    Target("checks", policies, _checked, 4),
    Target("mending", policies, _mended, 10),
    Target("editor", policies, _edited, 15),
    Target("editor's messages", _messages, _told, 4),
    Target("questions", questions, _answered, 6),
    Target("trails", trails, _trail, 8),
    Target("zipped trails", lambda: [gzip.compress(each) for each in trails()], _zipped_trail, 8),
    Target("replayed trails", trails, _replayed, 15),
    Target("pasted denials", denials, _pasted),
    Target("encoded messages", encoded_messages, _decoded),
    Target("signed requests", requests, _received),
    Target(
        "account exports",
        lambda: _named(account_files),
        partial(_in_a_folder, account_files, load_account),
        5,
    ),
    Target(
        "scenarios",
        lambda: _named(scenario_files),
        partial(_in_a_folder, scenario_files, load_scenario),
        10,
    ),
    Target("simlib check", policies, partial(_command, ["check"]), 8),
    Target(
        "simlib check --format sarif", policies, partial(_command, ["check", "--format=sarif"]), 8
    ),
    Target("simlib check --mend", policies, partial(_command, ["check", "--mend"]), 15),
    Target("simlib evaluate", questions, partial(_command, ["evaluate"]), 8),
    Target("simlib evaluate --json", questions, partial(_command, ["evaluate", "--json"]), 8),
)
