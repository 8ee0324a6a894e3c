"""An exercise as data: what is asked, what is there at the start, and how an answer is judged.

A policy is judged by what it does: it must allow some requests and must not allow others, and in
all else it does what the solution does. It may be written in any way.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from ..analysis.comparing.wording import value_in_words
from ..evaluation.request import ContextValue
from ..language.terms import PolicyType
from ..language.wildcard import text_glob
from ..reference import actions_on, expand

__all__ = ["Asked", "Exercise", "Kind", "Leeway", "Mistake", "Requests", "Setting"]


class Kind(StrEnum):
    """What the learner does."""

    POLICY = "policy"  # write or mend one
    PREDICT = "predict"  # say the verdict before it is fired
    STATEMENT = "statement"  # find the statement that decides
    CHOOSE = "choose"  # choose the cause
    ORDER = "order"  # put the layers in order
    TRAIL = "trail"  # query the trail


@dataclass(frozen=True)
class Setting:
    """Where it takes place: a scenario, or a small account with a few things in it.

    `place` is the label of the policy that is edited; without one the policy is an identity-based
    one of Alice, Bob and CareRole in the small account, beside the shipped policies named. `trail`
    is the name of a trail under `data/trails`.
    """

    scenario: str = ""
    place: str = ""
    things: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    policy_type: PolicyType = PolicyType.IDENTITY_BASED
    trail: str = ""


@dataclass(frozen=True)
class Asked:
    """One request of an exercise, as its file has it."""

    who: str
    action: str
    resource: str = "*"
    context: Mapping[str, ContextValue] = field(default_factory=dict)

    @property
    def in_words(self) -> str:
        """The request as a sentence, with names in backticks."""
        asked = f"{self.who} asks for `{self.action}` on `{self.resource}`"
        return ", ".join([asked, *(_key_in_words(*item) for item in self.context.items())])

    def __str__(self) -> str:
        return self.in_words.replace("`", "")


def _key_in_words(key: str, value: ContextValue) -> str:
    return f"without `{key}`" if value is None else f"with `{key}={value_in_words(value)}`"


@dataclass(frozen=True)
class Requests:
    """Requests that must be allowed, or must not: everybody for every action on every resource.

    Each of the `contexts` is put; `why` says what they are about, for the learner. An action with
    wildcards stands for those that the resource takes, one after a `!` is left out.
    """

    allow: bool
    who: tuple[str, ...]
    actions: tuple[str, ...]
    resources: tuple[str, ...] = ("*",)
    contexts: tuple[Mapping[str, ContextValue], ...] = ({},)
    why: str = ""

    def asked(self) -> tuple[Asked, ...]:
        """Each request, in a fixed order."""
        return tuple(
            Asked(who, action, resource, context)
            for who in self.who
            for resource in self.resources
            for action in actions_meant(self.actions, resource)
            for context in self.contexts
        )


@lru_cache(maxsize=256)
def actions_meant(written: tuple[str, ...], resource: str) -> tuple[str, ...]:
    """The actions that are written, those with wildcards as the ones that the resource takes.

    >>> store = "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/" + 32 * "0"
    >>> actions_meant(("healthlake:Read*", "!healthlake:ReadResource"), store)
    ()
    """
    left_out = {each[1:].lower() for each in written if each.startswith("!")}
    meant = [each for each in written if not each.startswith("!")]
    found = [name for each in meant for name in _expanded(each, resource)]
    return tuple(dict.fromkeys(name for name in found if name.lower() not in left_out))


def _expanded(action: str, resource: str) -> Iterable[str]:
    if "*" not in action:
        return (action,)
    fitting = set(actions_on(resource)) if resource.startswith("arn:") else None
    return (each for each in expand(action) if fitting is None or each in fitting)


@dataclass(frozen=True)
class Leeway:
    """Requests that an answer may allow or not, by patterns."""

    who: tuple[str, ...] = ("*",)
    actions: tuple[str, ...] = ("*",)
    resources: tuple[str, ...] = ("*",)

    def covers(self, asked: Asked) -> bool:
        """Is this request left open?"""
        return (
            _fits(self.who, asked.who)
            and _fits(self.actions, asked.action)
            and _fits(self.resources, asked.resource)
        )


def _fits(patterns: Iterable[str], text: str) -> bool:
    return any(text_glob(pattern.lower())(text.lower()) for pattern in patterns)


@dataclass(frozen=True)
class Exercise:
    """One exercise. `solution` is an answer that passes: a policy text, a choice, an order, a list.

    `asked` is the request of which the verdict is predicted or the statement found; of these the
    solution is what the evaluator says. `reasons` say of each option why it is right or wrong;
    `after` is told once the answer is right.
    """

    id: str
    kind: Kind
    title: str
    prompt: str
    hints: tuple[str, str, str]
    setting: Setting = Setting()
    starter: str = ""
    solution: str | tuple[str, ...] = ""
    requests: tuple[Requests, ...] = ()
    may: tuple[Leeway, ...] = ()
    options: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    asked: Asked | None = None
    after: str = ""

    @property
    def lesson(self) -> str:
        """The number of its lesson."""
        return self.id.partition("-")[0]

    def leaves_open(self, asked: Asked) -> bool:
        """May an answer allow this request or not?"""
        return any(each.covers(asked) for each in self.may)


@dataclass(frozen=True)
class Mistake:
    """What a source says wrongly, and where a lesson lets the learner find out.

    `where` is the heading of a section or the id of an exercise.
    """

    seed: str
    number: int
    wrong: str
    where: str
