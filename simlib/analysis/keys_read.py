"""Which context keys do the policies of a request read, and against which values?"""

import re
from collections.abc import Iterator, Sequence

from ..evaluation.context import context_of
from ..evaluation.evaluate import Gate
from ..evaluation.policy_set import PolicySet
from ..evaluation.request import ContextValue
from ..language.policy import Policy
from .what_if import policies_at

__all__ = ["keys_in", "keys_read", "values_named"]

Gates = Sequence[Gate]
_VARIABLE = re.compile(r"\$\{([^{}*?$,]+)")


def keys_read(gates: Gates) -> dict[str, ContextValue]:
    """The context keys that conditions and variables read, sorted, each with its value now.

    >>> keys_read([])
    {}
    """
    found = {key.lower(): key for gate in reversed(gates) for key in _keys(gate.policies)}
    values = {k: v for gate in gates for k, v in context_of(gate.request, gate.policies).items()}
    return {found[lower]: values.get(lower) for lower in sorted(found)}


def _keys(policies: PolicySet) -> Iterator[str]:
    for _, policy in policies_at(policies):
        yield from keys_in(policy)


def keys_in(policy: Policy) -> Iterator[str]:
    """The context keys that a policy's conditions and variables read, as it writes them."""
    for statement in policy.statements:
        yield from (condition.key for condition in statement.conditions)
    if policy.variables_count:
        yield from (found[1].strip() for found in _VARIABLE.finditer(policy.text))


def values_named(gates: Gates, key: str) -> tuple[str, ...]:
    """The values that conditions hold a key against, as written, variables and patterns not."""
    texts = {
        value.text
        for gate in gates
        for _, policy in policies_at(gate.policies)
        for statement in policy.statements
        for condition in statement.conditions
        if condition.key.lower() == key.lower()
        for value in condition.values
    }
    return tuple(sorted(text for text in texts if not set("*?$") & set(text)))
