"""What is said of JSON that is not well-formed, as people write it by hand."""

from simlib.language.json_text import read_json


def test_a_text_that_is_not_closed_is_told_on_one_line() -> None:
    _, slips = read_json('{"Effect": "Allow,\n "Action": "*"}')
    (slip,) = slips
    assert slip.message == 'expected a text closed by a double quote, found `"Allow,`'
    assert slip.suggestion == "close it before the line ends"


def test_a_text_that_never_ends_is_told_so() -> None:
    _, (slip,) = read_json('{"Version": "2012-10-17')
    assert slip.suggestion == "unterminated string"
