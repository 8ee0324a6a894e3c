"""Wildcards and JSON: the same answers as Python's own, and time that does not run away."""

import json
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.language.arn import arn_glob
from simlib.language.json_text import Json, read_json
from simlib.language.wildcard import pieces, text_glob

law = settings(max_examples=600, deadline=None, derandomize=True)


def by_regex(pattern: str, value: str) -> bool:
    escaped = "".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in pattern)
    return re.fullmatch(escaped, value, re.DOTALL) is not None


@law
@given(st.text("ab*?", max_size=9), st.text("ab", max_size=12))
def test_wildcards_match_as_a_regular_expression_does(pattern: str, value: str) -> None:
    assert text_glob(pattern)(value) is by_regex(pattern, value)


@law
@given(st.text("ab:*?", max_size=12), st.text("ab:", max_size=14))
def test_arn_patterns_match_part_by_part(pattern: str, value: str) -> None:
    test = arn_glob(pieces(pattern))
    patterns, values = pattern.split(":", 5), value.split(":", 5)
    expected = len(patterns) == len(values) == 6 and all(map(by_regex, patterns, values))
    assert (test is not None and test(value)) is expected


SLOW = [
    ("*a" * 2_000 + "b", "a" * 60_000),
    ("*" + "?" * 3_000 + "b", "a" * 60_000),
    ("*" + "a?" * 2_000 + "b*", "a" * 60_000),
    ("a*" * 5_000, "a" * 60_000),
]


@pytest.mark.parametrize(("pattern", "value"), SLOW)
def test_no_pattern_is_slow(pattern: str, value: str) -> None:
    started = time.process_time()
    text_glob(pattern)(value)
    # Seconds where a backtracking matcher needs years; no benchmark, so the bound is generous.
    assert time.process_time() - started < 10


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


def plain(node: Json) -> object:
    if node.kind == "object":
        return {member.key: plain(member.value) for member in node.value}
    if node.kind == "array":
        return [plain(item) for item in node.value]
    constants = {"true": True, "false": False, "null": None}
    if node.kind in constants:
        return constants[node.kind]
    return int(node.value) if node.kind == "number" else node.value


@law
@given(st.lists(json_values, max_size=3), st.sampled_from([None, 2]))
def test_json_is_read_as_python_reads_it(value: list[object], indent: int | None) -> None:
    text = json.dumps(value, indent=indent)
    node, slips = read_json(text)
    assert not slips
    assert node is not None
    assert plain(node) == value


@law
@given(st.lists(json_values, min_size=1, max_size=2), st.data())
def test_a_torn_document_never_raises(value: list[object], data: st.DataObject) -> None:
    text = json.dumps(value)
    cut = data.draw(st.integers(0, len(text) - 1))
    _, slips = read_json(text[:cut] + text[cut + 1 :])
    assert all(0 <= slip.offset <= len(text) for slip in slips)
