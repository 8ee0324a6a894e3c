"""Which of the requests that go wrong tells most, and how much goes wrong in the same way.

That one is told which differs least from one that goes right.
"""

from collections.abc import Iterable, Sequence

from .exercise import Asked
from .trying import Tried

__all__ = ["most_telling", "told"]


def most_telling(wrong: Sequence[Tried], tried: Iterable[Tried]) -> tuple[Tried, Tried | None]:
    """The request that differs least from one that is allowed as it should be, and that one."""
    right = [each for each in tried if each.right and each.expected]
    pairs = [(each, other) for each in wrong for other in right]
    if not pairs:
        return wrong[0], None
    return min(pairs, key=lambda pair: _distance(pair[0].asked, pair[1].asked))


def _distance(one: Asked, other: Asked) -> int:
    """In how many things two requests differ."""
    keys = one.context.keys() | other.context.keys()
    differ = (one.who != other.who, one.action != other.action, one.resource != other.resource)
    return sum(differ) + sum(one.context.get(key) != other.context.get(key) for key in keys)


def told(one: Tried, like: Tried | None, wrong: Sequence[Tried]) -> str:
    """What goes wrong on one request, why that is wrong, and how much else does."""
    now = "denied, and must be allowed" if one.expected else "allowed, and must not be"
    why = f": {one.why}" if one.why else ""
    parts = [f"{one.asked.in_words}. This is {now}{why}."]
    parts += [f"It goes right for this: {like.asked.in_words}."] if like is not None else []
    return " ".join([*parts, *_extent(one, wrong)])


def _extent(one: Tried, wrong: Sequence[Tried]) -> list[str]:
    """How many others go wrong in the same way."""
    alike = [each.asked for each in wrong if each.expected is one.expected]
    if len(alike) < 2:
        return []
    who = _counted({each.who for each in alike}, "principal")
    what = _counted({each.action for each in alike}, "action")
    where = _counted({each.resource for each in alike}, "resource")
    how = "too narrow" if one.expected else "too wide"
    return [f"In all it is {how} for {len(alike)} requests: {who}, {what}, {where}."]


def _counted(found: set[str], noun: str) -> str:
    return f"{len(found)} {noun}{'s' * (len(found) != 1)}"
