"""Where a place is in a half-written policy: the editor asks while somebody types."""

import json
import random

import pytest

from simlib.language.json_strings import string_at, strings_in

PLACES = [
    ('{"Version": "|"}', ("Version",), False),
    ('{"|"}', (), True),
    ('{"Statement": [{"Effect": "Allow"}, {"Effect": "De|', ("Statement", 1, "Effect"), False),
    ('{"Statement": [{"Action": ["s3:GetObject", "s3:|"]', ("Statement", 0, "Action", 1), False),
    ('{"Statement": {"Condition": {"Null": {"aws|"', ("Statement", "Condition", "Null"), True),
    ('{"Statement": [{"Sid": "x" "Effect": "|"}]}', ("Statement", 0, "Sid"), False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "is_key"), PLACES)
def test_a_place_in_half_a_policy_is_found(text: str, path: tuple[str, ...], is_key: bool) -> None:
    here = string_at(text.replace("|", ""), text.index("|"))
    assert here is not None
    assert (here.path, here.is_key) == (path, is_key)


def test_an_open_text_ends_with_its_line() -> None:
    opened, after = strings_in('{"Action": "s3:Get\n "Effect": "Allow"}')[1:3]
    assert (opened.text, opened.closed) == ("s3:Get", False)
    assert after.text == "Effect"


def test_between_texts_there_is_none() -> None:
    assert string_at('{"a": 1}', 6) is None


@pytest.mark.parametrize("opened", ["[", '{"a":', '{"":['])
def test_a_text_that_opens_without_end_is_read_all_the_same(opened: str) -> None:
    assert strings_in(opened * 50_000 + '"last')[-1].text == "last"


def test_no_beginning_of_a_policy_is_too_broken() -> None:
    chance = random.Random(3)
    whole = json.dumps({"Statement": [{"Action": ["a:b", 'q"\\'], "Resource": {"x": None}}]})
    for _ in range(2000):
        cut = chance.randrange(len(whole))
        text = whole[:cut] + chance.choice('{}[],:"\\\n') + whole[chance.randrange(len(whole)) :]
        for each in strings_in(text):
            assert text[each.start : each.end] == each.text
