"""A choice: what the browser says of it, and what it answers."""

from typing import Any

import pytest

from simlib.panels.choice import Choice
from simlib.panels.offered import MOST, Offered, fitting_text

WARDS = [Offered(str(n), f"ward {n}", "house" if n < 3 else "annex") for n in range(150)]


class Heard(Choice):
    """A choice that keeps what it sends."""

    def __init__(self) -> None:
        self.sent: list[Any] = []
        super().__init__("Ward", lambda typed: fitting_text(WARDS, typed), value="1")

    def send(self, content: Any, buffers: Any = None) -> None:
        self.sent.append(content)


def test_a_search_is_answered_in_groups_and_says_what_is_left() -> None:
    choice = Heard()
    choice._heard(None, {"event": "search", "text": "", "number": 7}, None)
    (answer,) = choice.sent
    assert answer["number"] == 7
    assert [heading for heading, _ in answer["groups"]] == ["house", "annex"]
    assert sum(len(offered) for _, offered in answer["groups"]) == MOST
    assert answer["more"] == "and 50 more: type more"


def test_a_pick_is_the_value_and_a_typed_text_the_one_that_it_names() -> None:
    choice = Heard()
    choice._heard(None, {"event": "pick", "value": "2"}, None)
    assert choice.value == "2"
    choice._heard(None, {"event": "take", "text": "ward 3"}, None)
    assert choice.value == "3"
    choice._heard(None, {"event": "take", "text": "ward x"}, None)
    assert choice.value == "ward x"


@pytest.mark.parametrize("content", [None, "x", {}, {"event": "search"}, {"event": "pick"}, 7])
def test_what_is_not_understood_is_passed_over(content: Any) -> None:
    Heard()._heard(None, content, None)
