"""A method: by which calls somebody reaches more, what it is aimed at, why it works, the remedy."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from ...cloud.caller import Caller
from ...cloud.state import State
from .question import Keys, Question

if TYPE_CHECKING:
    from .inquiry import Inquiry

__all__ = ["Aim", "Aims", "Change", "Method", "Step", "Who"]

Change = Callable[[State], State]


class Step(NamedTuple):
    """One step: what to do, in words, and what must be allowed for it.

    `on` and `words` have names in braces, such as `{role}`; `{it}` is the ARN that is asked for.
    A step without words only needs to be allowed.
    """

    words: str
    action: str
    on: str = "*"
    keys: Keys = ()
    after: bool = False  # asked when the steps before have changed the cloud

    def question(self, names: Mapping[str, str]) -> Question:
        """The question, with the names filled in; a key whose value is empty is left out."""
        filled = ((key, _filled(value, names)) for key, value in self.keys)
        keys = tuple((key, value) for key, value in filled if value)
        return Question(self.action, self.on.format_map(names), keys)

    def told(self, names: Mapping[str, str]) -> str:
        """The words, with the names filled in."""
        return self.words.format_map({**names, "it": self.on.format_map(names)})


def _filled(value: str | tuple[str, ...], names: Mapping[str, str]) -> str | tuple[str, ...]:
    if isinstance(value, str):
        return value.format_map(names)
    return tuple(each.format_map(names) for each in value)


class Who(NamedTuple):
    """Who uses a method, and whose policies it would change: its own, or of one it takes over."""

    caller: Caller
    whom: Caller


class Aim(NamedTuple):
    """What a method is aimed at.

    `actor` makes whoever then has access, in the cloud as the steps leave it; `probes` are what it
    could have gained. Without an actor what is gained needs no permission of its own.
    """

    reaches: str
    names: Mapping[str, str]
    actor: Callable[[], Caller] | None
    probes: Callable[["Inquiry", Caller], Iterable[Question]]
    before: tuple[Step, ...] = ()  # what the method's own steps need first, here
    others: tuple[tuple[Caller, Question], ...] = ()  # what others must be allowed


Aims = Callable[["Inquiry", Who], Iterator[Aim]]


class Method(NamedTuple):
    """One method. `unknown` says what is not decided, for simlib keeps no such things."""

    aims: Aims
    steps: tuple[Step, ...]
    why: str
    close: str
    published: bool = False  # is it of the first published list of twenty-one?
    unknown: str = ""

    @property
    def actions(self) -> tuple[str, ...]:
        """The actions that it needs."""
        return tuple(dict.fromkeys(step.action for step in self.steps))

    @property
    def name(self) -> str:
        """Its actions: so methods are known in the field."""
        return " + ".join(self.actions)
