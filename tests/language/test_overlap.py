"""Two patterns against each other, held to the words that each matches."""

import random
from itertools import product

from simlib.language.overlap import arn_covers, arn_meets, covers, meets
from simlib.language.wildcard import text_glob

# `c` stands in no pattern, as most characters do.
WORDS = ["".join(word) for length in range(7) for word in product("abc", repeat=length)]
PATTERNS = ["".join(word) for length in range(5) for word in product("ab*?", repeat=length)]
MATCHED = {p: frozenset(word for word in WORDS if text_glob(p)(word)) for p in PATTERNS}


def test_covers_and_meets_say_what_the_words_say() -> None:
    chance = random.Random(7)
    for _ in range(20_000):
        one, other = chance.choice(PATTERNS), chance.choice(PATTERNS)
        within = MATCHED[other] <= MATCHED[one]
        assert within or not covers(one, other), (one, other)
        assert covers(one, other) or not within or "?" in one, (one, other)
        assert meets(one, other) is bool(MATCHED[one] & MATCHED[other]), (one, other)


def test_of_an_arn_each_part_is_covered_by_itself() -> None:
    assert arn_covers("*", "arn:aws:s3:::records/*")
    assert not arn_covers("arn:aws:s3:::records/*", "*")
    assert not arn_covers("arn:*", "arn:aws:s3:::records")
    assert arn_covers("arn:aws:logs:*:*:*", "arn:aws:logs:eu-west-2:1:log-group:/x:*")
    assert arn_meets("*", "arn:aws:s3:::records")
    assert not arn_meets("arn:aws:s3:::a*", "arn:aws:s3:::b*")
