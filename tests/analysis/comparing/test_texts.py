"""The shortest text, against trying out every text there is."""

import itertools
import random

import pytest

from simlib.analysis.comparing.texts import arn_pattern, pattern, shortest_text
from simlib.language.arn import arn_glob
from simlib.language.wildcard import glob, pieces

EVERY = ["".join(chars) for n in range(6) for chars in itertools.product("abx", repeat=n)]


def random_pattern(rng: random.Random) -> str:
    return "".join(rng.choice("ab*?") for _ in range(rng.randint(0, 4)))


def test_it_is_found_where_there_is_one_and_is_the_shortest() -> None:
    rng, found = random.Random(5), 0
    for _ in range(1_500):
        wanted = [random_pattern(rng) for _ in range(rng.randint(1, 2))]
        barred = [random_pattern(rng) for _ in range(rng.randint(0, 3))]
        text = shortest_text(
            [pattern(pieces(each)) for each in wanted], [pattern(pieces(each)) for each in barred]
        )
        match = [glob(pieces(each)) for each in wanted]
        avoid = [glob(pieces(each)) for each in barred]
        fits = [t for t in EVERY if all(m(t) for m in match) and not any(m(t) for m in avoid)]
        assert (len(text) if text is not None else 6) >= len(fits[0] if fits else "x" * 6)
        if fits:
            assert text is not None, (wanted, barred)
            assert len(text) == len(fits[0]), (wanted, barred)
        if text is not None:
            found += 1
            assert all(m(text) for m in match), (wanted, barred, text)
            assert not any(m(text) for m in avoid), (wanted, barred, text)
    assert 300 < found < 1_400


@pytest.mark.parametrize(
    ("wanted", "barred", "expected"),
    [
        ("arn:aws:s3:::records/*", "arn:aws:s3:::records/?*", "arn:aws:s3:::records/"),
        ("arn:aws:s3:::*", "arn:aws:s3:::*", None),
        ("arn:aws:s3:*:*:b", "arn:aws:s3:::b", "arn:aws:s3::x:b"),
        ("arn:*:b", "arn:aws:*:b", None),  # fewer than six parts match nothing
    ],
)
def test_wildcards_of_arns_stay_within_their_part(
    wanted: str, barred: str, expected: str | None
) -> None:
    there, other = arn_pattern(pieces(wanted)), arn_pattern(pieces(barred))
    if there is None:
        assert expected is None
        return
    found = shortest_text([there], [other] if other else [])
    if expected is None or found is None:
        assert found is expected
        return
    match = arn_glob(pieces(wanted))
    assert match is not None
    assert match(found)
    assert len(found) == len(expected)


def test_a_pattern_goes_on_behind_a_prefix() -> None:
    found = arn_pattern(pieces("arn:aws:s3:::a*/x?y"))
    assert found is not None
    assert sorted(found.beyond("arn:aws:s3:::ab/").written()) == ["*/x?y", "x?y"]
