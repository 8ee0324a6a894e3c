"""An exercise as data: what is asked, what is there at the start, and how an answer is judged.

A policy is judged by what it does: it must allow some requests and must not allow others, or it
must do the same as the solution. It may be written in any way.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..analysis.comparing.wording import value_in_words
from ..evaluation.request import ContextValue
from ..language.terms import PolicyType

__all__ = ["Asked", "Exercise", "Kind", "Requests", "Setting"]


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
    one of Alice, Bob and CareRole in the small account, beside the shipped policies named.
    """

    scenario: str = ""
    place: str = ""
    things: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    policy_type: PolicyType = PolicyType.IDENTITY_BASED


@dataclass(frozen=True)
class Asked:
    """One request of an exercise, as its file has it."""

    who: str
    action: str
    resource: str = "*"
    context: Mapping[str, ContextValue] = field(default_factory=dict)

    def __str__(self) -> str:
        given = ", ".join(f"{key}={value_in_words(value)}" for key, value in self.context.items())
        told = f"{self.who} asks for {self.action} on {self.resource}"
        return told + (f" with {given}" if given else "")


@dataclass(frozen=True)
class Requests:
    """Requests that must be allowed, or must not: everybody for every action on every resource.

    Each of the `contexts` is put; `why` says what they are about, for the learner.
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
            for action in self.actions
            for resource in self.resources
            for context in self.contexts
        )


@dataclass(frozen=True)
class Exercise:
    """One exercise. `solution` is an answer that passes: a policy text, a choice, an order, a list.

    `same` says that a policy has to do exactly what the solution does. `asked` is the request of
    which the verdict is predicted or the statement found; of these the solution is what the
    evaluator says.
    """

    id: str
    kind: Kind
    title: str
    prompt: str
    hints: tuple[str, str, str]
    setting: Setting = Setting()
    starter: str = ""
    solution: str | tuple[str, ...] = ""
    same: bool = False
    requests: tuple[Requests, ...] = ()
    options: tuple[str, ...] = ()
    asked: Asked | None = None

    @property
    def lesson(self) -> str:
        """The number of its lesson."""
        return self.id.partition("-")[0]
