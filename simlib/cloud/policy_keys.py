"""Which context keys policies ask for, and which values they name."""

from collections.abc import Iterable, Iterator

from ..language.policy import Policy, Statement
from ..language.variables import Variable, read_template

__all__ = ["keys_in"]


def keys_in(policies: Iterable[Policy]) -> dict[str, tuple[str, ...]]:
    """The keys that policies ask for, by condition or variable, with the values they name.

    >>> from ..language.document import parse_policy
    >>> keys_in([parse_policy('''{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
    ...     "Action": "s3:*", "Resource": "arn:aws:s3:::notes/${aws:username}/*",
    ...     "Condition": {"Bool": {"aws:SecureTransport": "true"}}}}''')])
    {'aws:SecureTransport': ('true',), 'aws:username': ()}
    """
    spelt: dict[str, str] = {}
    values: dict[str, set[str]] = {}
    for key, value in _asked(policies):
        name = spelt.setdefault(key.lower(), key)
        values.setdefault(name, set()).update([value] if value else [])
    return {name: tuple(sorted(values[name])) for name in sorted(values, key=str.lower)}


def _asked(policies: Iterable[Policy]) -> Iterator[tuple[str, str]]:
    """Keys, each time with a value that it is compared with, or none."""
    statements = [statement for policy in policies for statement in policy.statements]
    for statement in statements:
        for variable in _variables(statement):
            yield variable, ""
        for operator, key, values, _ in statement.conditions:
            yield key, ""
            yield from ((key, _literal(each.text)) for each in values if operator != "Null")


def _variables(statement: Statement) -> Iterator[str]:
    values = [value for condition in statement.conditions for value in condition.values]
    for value in (*values, *(statement.resource.values if statement.resource else ())):
        for part in read_template(value.text, wildcards=False, variables=True):
            if isinstance(part, Variable):
                yield part.key


def _literal(text: str) -> str:
    """The value itself; patterns and variables stand for others."""
    return "" if any(mark in text for mark in "*?$") else text
