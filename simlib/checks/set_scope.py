"""What a check of a policy set looks at: the policies around one user or role, by layer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..language.document import parse_policy
from ..language.policy import Policy
from ..language.terms import PolicyType

__all__ = ["SetScope", "Written", "policies_of"]

Policies: TypeAlias = tuple[Policy, ...]
One: TypeAlias = Policy | str | Mapping[str, Any]
Written: TypeAlias = One | Iterable[One] | None


@dataclass(frozen=True)
class SetScope:
    """The layers of a policy set. The levels of the organization go from the root down.

    `granted` are the actions that KMS grants give.
    """

    identity_based: Policies = ()
    permissions_boundary: Policies = ()
    session: Policies = ()
    service_control: tuple[Policies, ...] = ()
    resource_control: tuple[Policies, ...] = ()
    resource_based: Policies = ()
    granted: tuple[str, ...] = ()


def policies_of(written: Written, policy_type: PolicyType, place: str = "") -> Policies:
    """The policies of one layer, read where they are text or data; each is there once.

    Raises PolicySyntaxError for one that AWS would not save.
    """
    several = _several(written)
    names = [f"{policy_type}{place}{_number(n, several)}" for n in range(len(several))]
    read = (_policy(each, policy_type, name) for each, name in zip(several, names, strict=True))
    return tuple(dict.fromkeys(read))


def _several(written: Written) -> tuple[One, ...]:
    if written is None:
        return ()
    return (written,) if isinstance(written, (Policy, str, Mapping)) else tuple(written)


def _number(place: int, several: tuple[One, ...]) -> str:
    return f" {place + 1}" if len(several) > 1 else ""


def _policy(written: One, policy_type: PolicyType, name: str) -> Policy:
    return written if isinstance(written, Policy) else parse_policy(written, policy_type, name=name)
