"""Edits change a text at their places and leave the rest as its author wrote it."""

import itertools
import json

import pytest

from simlib.language.edits import Edit, EditKind, edited

REPLACE, REMOVE = EditKind.REPLACE, EditKind.REMOVE
RENAME, INSERT = EditKind.RENAME, EditKind.INSERT
TEXT = """{
  "Statement" : [ {"Effect":"allow",
     "Action": [ "s3:Get" , "s3:Put",
                 "s3:List" ] } ]
}"""

ONE = {
    "replaces a value": (
        '{"a":  1 , "b": 2}', Edit(REPLACE, "/a", value=["x"]), '{"a":  ["x"] , "b": 2}',
    ),
    "replaces the whole": ('  {"a": 1}\n', Edit(REPLACE, "", value={}), "  {}\n"),
    "renames a key": ('{"a" :1}', Edit(RENAME, "/a", key="b"), '{"b":1}'),
    "renames a key that is escaped": ('{"a\\"":1}', Edit(RENAME, '/a"', key="b"), '{"b":1}'),
    "removes the first member": ('{"a": 1, "b": 2}', Edit(REMOVE, "/a"), '{"b": 2}'),
    "removes the last member": ('{"a": 1, "b": 2}', Edit(REMOVE, "/b"), '{"a": 1}'),
    "removes the only member": ('{ "a": 1 }', Edit(REMOVE, "/a"), "{  }"),
    "removes an item": ('["a", "b", "c"]', Edit(REMOVE, "/1"), '["a", "c"]'),
    "inserts into an empty object": ("{}", Edit(INSERT, "", "a", 1), '{"a": 1}'),
    "inserts with the indentation of what was first": (
        '{\n  "b": 2\n}', Edit(INSERT, "", "a", 1), '{\n  "a": 1,\n  "b": 2\n}',
    ),
    "finds a key with a slash and a tilde": (
        '{"a/~b": 1}', Edit(REPLACE, "/a~1~0b", value=2), '{"a/~b": 2}',
    ),
    "writes letters as they are": ('{"a": 1}', Edit(REPLACE, "/a", value="é🏥"), '{"a": "é🏥"}'),
}  # fmt: skip


@pytest.mark.parametrize(("text", "edit", "expected"), ONE.values(), ids=ONE)
def test_one_edit(text: str, edit: Edit, expected: str) -> None:
    assert edited(text, [edit]) == expected


def test_everything_else_stays_as_it_was_written() -> None:
    mended = edited(TEXT, [Edit(REPLACE, "/Statement/0/Effect", value="Allow")])
    assert mended == TEXT.replace("allow", "Allow")


@pytest.mark.parametrize(
    "taken", [c for n in range(5) for c in itertools.combinations(range(4), n)]
)
@pytest.mark.parametrize("turn", [1, -1])
def test_any_of_a_lists_items_can_go_together(taken: tuple[int, ...], turn: int) -> None:
    items = ["a", "b", "c", "d"]
    mended = edited(json.dumps(items), [Edit(REMOVE, f"/{number}") for number in taken[::turn]])
    assert json.loads(mended) == [each for n, each in enumerate(items) if n not in taken]


@pytest.mark.parametrize("taken", [c for n in range(4) for c in itertools.combinations("abc", n)])
def test_so_can_any_of_an_objects_members(taken: tuple[str, ...]) -> None:
    members = {"a": 1, "b": [2], "c": {"d": 3}}
    mended = edited(json.dumps(members), [Edit(REMOVE, f"/{name}") for name in taken])
    assert json.loads(mended) == {
        name: value for name, value in members.items() if name not in taken
    }


def test_edits_of_a_place_and_of_what_is_around_it_go_together() -> None:
    edits = [
        Edit(RENAME, "/Statement/0/Action", key="NotAction"),
        Edit(REPLACE, "/Statement/0/Action/1", value="s3:PutObject"),
        Edit(REMOVE, "/Statement/0/Action/0"),
        Edit(INSERT, "", "Version", "2012-10-17"),
        Edit(REPLACE, "/Statement/0/Effect", value="Deny"),
    ]
    for order in (edits, edits[::-1]):
        assert json.loads(edited(TEXT, order)) == {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Deny", "NotAction": ["s3:PutObject", "s3:List"]}],
        }


def test_the_same_edit_twice_is_made_once() -> None:
    assert edited('["a", "b", "c"]', [Edit(REMOVE, "/0"), Edit(REMOVE, "/0")]) == '["b", "c"]'


@pytest.mark.parametrize("pointer", ["/b", "/a/0", "/a/b", "/a/", "/0"])
def test_a_place_that_is_not_there_is_refused(pointer: str) -> None:
    with pytest.raises(ValueError, match="there is nothing"):
        edited('{"a": 1}', [Edit(REMOVE, pointer)])


def test_a_text_that_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError, match="no JSON"):
        edited("{", [Edit(REMOVE, "/a")])
