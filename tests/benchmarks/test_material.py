"""What the benchmarks measure is there: they are run by hand, and would break unseen."""

from tests.benchmarks.comparing import LESSONS, lessons


def test_every_policy_of_the_lessons_is_compared_with_a_changed_one() -> None:
    compared = {before.text for before, _ in lessons()}
    assert len(compared) == len(list(LESSONS.rglob("*.json")))
