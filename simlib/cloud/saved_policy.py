"""A resource-based policy as AWS keeps it: bound to the users and roles it named when saved.

Rule A19: when such a policy is saved, the ARNs of users and roles in its Principal elements become
unique ids. They are shown as ARNs while those users and roles exist; of one that was deleted the id
is shown, and nobody matches it, not even a new user of the same name.
Source: "AWS JSON policy elements: Principal".
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from ..language.document import as_document, parse_policy
from ..language.policy import Policy

__all__ = ["SavedPolicy", "named_identities", "saved"]

# A user or a role; what else may stand in Principal is not bound to a unique id.
_IDENTITY = re.compile(r"arn:aws[a-z-]*:iam::[0-9]{12}:(?:user|role)/\S+")

UniqueId = Callable[[str], str | None]  # ARN of a user or role → its unique id now


class SavedPolicy(NamedTuple):
    """A policy and the unique ids of the users and roles that it named when it was saved."""

    policy: Policy
    bound: tuple[tuple[str, str], ...] = ()

    def now(self, unique_id: UniqueId) -> Policy:
        """The policy as it counts and shows now: ids in place of ARNs that mean nobody any more."""
        gone = tuple((arn, bound) for arn, bound in self.bound if unique_id(arn) != bound)
        return _with_ids(self.policy, gone) if gone else self.policy


def named_identities(policy: Policy) -> tuple[str, ...]:
    """The ARNs of users and roles that stand in Principal or NotPrincipal, in written order."""
    named = (s.principals for s in policy.statements if s.principals is not None)
    texts = (value.text for element in named for value in element.values if value.kind == "AWS")
    return tuple(dict.fromkeys(text for text in texts if _IDENTITY.fullmatch(text)))


def saved(policy: Policy, unique_id: UniqueId) -> SavedPolicy:
    """The policy bound to the users and roles that it names and that can be looked up."""
    found = ((arn, unique_id(arn)) for arn in named_identities(policy))
    return SavedPolicy(policy, tuple((arn, known) for arn, known in found if known is not None))


@lru_cache(maxsize=256)
def _with_ids(policy: Policy, gone: tuple[tuple[str, str], ...]) -> Policy:
    ids = dict(gone)
    document = as_document(policy.text)
    for element in _principals(document):
        if isinstance(element, dict) and "AWS" in element:
            element["AWS"] = _replaced(element["AWS"], ids)
    text = json.dumps(document, indent=2)
    return parse_policy(text, policy.policy_type, name=policy.name, arn=policy.arn)


def _principals(document: Mapping[str, Any]) -> Iterator[Any]:
    statements = document["Statement"]
    for statement in statements if isinstance(statements, list) else [statements]:
        for name in ("Principal", "NotPrincipal"):
            if name in statement:
                yield statement[name]


def _replaced(value: Any, ids: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [ids.get(text, text) for text in value]
    return ids.get(value, value)
