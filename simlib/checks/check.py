"""A check: one name, what it looks at, an example that has it and one that has not.

The examples stand beside the function: they are its tests and its page in the documentation.
"""

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias

from ..language.edits import Edit
from ..language.findings import Finding, Source
from ..language.issues import Issue
from ..language.terms import PolicyType
from .scope import ConditionScope, PolicyScope, StatementScope
from .set_scope import SetScope

__all__ = [
    "Check",
    "Example",
    "Found",
    "Of",
    "Said",
    "condition_check",
    "policy_check",
    "set_check",
    "statement_check",
]


class Of(StrEnum):
    """What a check looks at, one at a time."""

    POLICY = "the whole policy"
    STATEMENT = "one statement"
    CONDITION = "one key of a condition"
    SET = "a set of policies"


class Said(NamedTuple):
    """What a check has to say: what is there and what will happen, where, what to write instead."""

    message: str
    source: Source
    suggestion: str = ""
    edits: tuple[Edit, ...] = ()


Found: TypeAlias = Iterator[Said]
# a statement, a whole policy, a policy's text, or what `check_policies` takes
Example: TypeAlias = Mapping[str, Any] | str


class Check(NamedTuple):
    """One check. `look` is None where reading the grammar finds it already."""

    issue: Issue
    of: Of
    look: Callable[..., Found] | None
    tells: str
    page: str
    bad: Example
    good: Example
    policy_type: PolicyType = PolicyType.IDENTITY_BASED
    resource_type: str | None = None

    def findings(
        self, scope: PolicyScope | StatementScope | ConditionScope | SetScope
    ) -> Iterator[Finding]:
        """What it finds in one place."""
        for said in self.look(scope) if self.look else ():
            yield Finding(self.issue, said.message, said.source, said.suggestion, False, said.edits)


Decorated: TypeAlias = Callable[[Callable[..., Found]], Check]


def _check(of: Of, issue: Issue, **told: Any) -> Decorated:
    def decorate(look: Callable[..., Found]) -> Check:
        tells = (look.__doc__ or "").partition("\n")[0]
        return Check(issue, of, look, tells, **told)

    return decorate


def policy_check(issue: Issue, **told: Any) -> Decorated:
    """Makes a check of a function over a `PolicyScope`; `told` are the fields of `Check`."""
    return _check(Of.POLICY, issue, **told)


def statement_check(issue: Issue, **told: Any) -> Decorated:
    """Makes a check of a function over a `StatementScope`; `told` are the fields of `Check`."""
    return _check(Of.STATEMENT, issue, **told)


def condition_check(issue: Issue, **told: Any) -> Decorated:
    """Makes a check of a function over a `ConditionScope`; `told` are the fields of `Check`."""
    return _check(Of.CONDITION, issue, **told)


def set_check(issue: Issue, **told: Any) -> Decorated:
    """Makes a check of a function over a `SetScope`; `told` are the fields of `Check`."""
    return _check(Of.SET, issue, **told)
