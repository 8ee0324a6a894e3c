"""Edits of a policy's text: each alone, and many at once, wherever they stand."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simlib.language.edits import Edit, EditKind, edited

LIST = """{
  "Action": [
    "a:A",
    "b:B",
    "c:C"
  ],
  "Resource": "*"
}"""


def removed(*places: str) -> list[Edit]:
    return [Edit(EditKind.REMOVE, place) for place in places]


@pytest.mark.parametrize(
    ("places", "kept"),
    [
        ((0,), ["b:B", "c:C"]),
        ((1,), ["a:A", "c:C"]),
        ((2,), ["a:A", "b:B"]),
        ((1, 2), ["a:A"]),
        ((0, 2), ["b:B"]),
        ((2, 0, 1), []),
        ((1, 1), ["a:A", "c:C"]),
    ],
)
def test_values_are_taken_out_of_a_list_with_their_commas(places: Any, kept: list[str]) -> None:
    text = edited(LIST, removed(*(f"/Action/{place}" for place in places)))
    assert json.loads(text) == {"Action": kept, "Resource": "*"}


def test_the_lines_that_stay_are_as_they_were() -> None:
    text = edited(LIST, removed("/Action/1"))
    assert text.splitlines() == [line for line in LIST.splitlines() if "b:B" not in line]


def test_what_stands_in_something_that_is_taken_out_goes_with_it() -> None:
    edits = [Edit(EditKind.REPLACE, "/Action/1", value="x:X"), *removed("/Action")]
    assert json.loads(edited(LIST, edits)) == {"Resource": "*"}
    assert json.loads(edited(LIST, edits[::-1])) == {"Resource": "*"}


def test_what_is_taken_out_needs_no_other_edit() -> None:
    edits = [*removed("/Action/0"), Edit(EditKind.REPLACE, "/Action/0", value="x:X")]
    assert json.loads(edited(LIST, edits))["Action"] == ["b:B", "c:C"]
    renamed = [Edit(EditKind.RENAME, "/Action", "NotAction"), *removed("/Action")]
    assert json.loads(edited(LIST, renamed)) == {"Resource": "*"}


def test_a_key_and_what_is_in_it_can_change_at_once() -> None:
    edits = [
        Edit(EditKind.RENAME, "/Action", "NotAction"),
        Edit(EditKind.REPLACE, "/Action/0", value="x:X"),
        *removed("/Action/2"),
    ]
    assert json.loads(edited(LIST, edits)) == {"NotAction": ["x:X", "b:B"], "Resource": "*"}


def test_two_members_can_be_put_into_an_empty_object() -> None:
    edits = [Edit(EditKind.INSERT, "/a", key, value) for key, value in (("b", 1), ("c", [2]))]
    assert json.loads(edited('{"a": {}}', edits)) == {"a": {"b": 1, "c": [2]}}


def test_a_member_is_put_in_while_another_is_taken_out() -> None:
    edits = [Edit(EditKind.INSERT, "", "Version", "2012-10-17"), *removed("/Id")]
    assert json.loads(edited('{"Id": "x"}', edits)) == {"Version": "2012-10-17"}


@pytest.mark.parametrize(
    "edit",
    [
        Edit(EditKind.REPLACE, "/Nothing", value=1),
        Edit(EditKind.REPLACE, "/Action/3", value=1),
        Edit(EditKind.RENAME, "/Action/0", "x"),
        Edit(EditKind.RENAME, "/Action", "Resource"),
        Edit(EditKind.INSERT, "", "Resource", "*"),
        Edit(EditKind.INSERT, "/Action", "x", "*"),
    ],
)
def test_an_edit_that_cannot_be_made_is_refused(edit: Edit) -> None:
    with pytest.raises(ValueError, match=r"there is|is no place"):
        edited(LIST, [edit])


VALUES = st.recursive(
    st.sampled_from([1, "a", None]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("ab~/"), inner),
    max_leaves=12,
)


GONE = object()


def parts(value: Any, pointer: str) -> list[tuple[str, Any, str]]:
    """The members or items of a value, each with its pointer."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    escaped = ((key, each, str(key).replace("~", "~0").replace("/", "~1")) for key, each in pairs)
    return [(key, each, f"{pointer}/{part}") for key, each, part in escaped]


def places(value: Any, pointer: str = "") -> list[str]:
    inner = parts(value, pointer) if isinstance(value, dict | list) else []
    return [place for _, each, own in inner for place in (own, *places(each, own))]


def naive(value: Any, edits: dict[str, Any], pointer: str = "") -> Any:
    """The same edits made on data instead of text."""
    if pointer in edits or not isinstance(value, dict | list):
        return edits.get(pointer, value)
    inner = [(key, naive(each, edits, place)) for key, each, place in parts(value, pointer)]
    kept = [(key, each) for key, each in inner if each is not GONE]
    return dict(kept) if isinstance(value, dict) else [each for _, each in kept]


@given(st.dictionaries(st.sampled_from("ab~/"), VALUES, min_size=1), st.data())
def test_however_many_edits_they_do_to_the_text_what_they_would_do_to_the_data(
    value: Any, data: st.DataObject
) -> None:
    text = json.dumps(value, indent=data.draw(st.sampled_from([None, 2])))
    outcomes = st.sampled_from([GONE, "new", [], {"c": 1}])
    wanted = data.draw(st.dictionaries(st.sampled_from(places(value)), outcomes))
    edits = [
        Edit(EditKind.REMOVE, place) if new is GONE else Edit(EditKind.REPLACE, place, value=new)
        for place, new in wanted.items()
    ]
    assert json.loads(edited(text, edits)) == naive(value, wanted)
