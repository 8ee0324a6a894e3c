"""A question to the evaluator, and the one place where the evaluator is asked."""

from dataclasses import replace
from typing import NamedTuple

from ...cloud.caller import Caller
from ...language.arn import parse_arn
from ...language.errors import SimlibError

__all__ = ["Question", "allows"]

Keys = tuple[tuple[str, str | tuple[str, ...]], ...]


class Question(NamedTuple):
    """One action on one resource, with the context keys that the call itself brings."""

    action: str
    resource: str = "*"
    keys: Keys = ()

    def __str__(self) -> str:
        """`iam:PassRole on arn:… with iam:PassedToService lambda.amazonaws.com`."""
        brought = [f"{key} {_shown(value)}" for key, value in self.keys]
        told = f" with {', '.join(brought)}" if brought else ""
        return f"{self.action} on {self.resource}{told}"


def _shown(value: str | tuple[str, ...]) -> str:
    return value if isinstance(value, str) else " and ".join(value)


def allows(caller: Caller, question: Question) -> bool:
    """Does the evaluator allow it? What cannot be asked is not allowed."""
    arn = parse_arn(question.resource)
    if question.action.startswith("kms:") and arn is not None:
        caller = caller.in_region(arn.region)
    asking = replace(caller, said={**caller.said, **dict(question.keys)})
    try:
        return asking.can(question.action, question.resource).allowed
    except SimlibError:
        return False
