"""simlib and the naive evaluator agree on random questions that hit everything."""

import random
from collections import Counter

from tests.fuzz import disagreements
from tests.naive import decide
from tests.random_questions import EXPECTED_FEATURES, features, random_question

COUNT = 4_000


def test_simlib_and_the_naive_evaluator_agree() -> None:
    found, split = disagreements(COUNT, seed=20)
    assert found == []
    assert sum(split.values()) == COUNT
    assert min(split.values()) >= 0.15 * COUNT, split
    assert len(split) == 3


def test_the_questions_hit_every_policy_type_principal_and_operator() -> None:
    rng = random.Random(3)
    seen: Counter[str] = Counter()
    for _ in range(20_000):
        seen.update(features(random_question(rng)))
    assert set(EXPECTED_FEATURES) - set(seen) == set()


def test_a_broken_rule_would_be_noticed() -> None:
    """Deciding by identity-based policies alone disagrees soon: the test can fail."""
    rng = random.Random(4)
    wrong = 0
    for _ in range(300):
        question = random_question(rng)
        poorer = {**question, "setup": {**question["setup"], "accounts": {}}}
        wrong += decide(poorer) != decide(question)
    assert wrong > 3
