"""What rules of AWS and of resources say by the kind of caller and resource alone: no policy asked.

The rules themselves are those of the traced evaluator, each asked once for all principals and
resources that it treats alike.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ...evaluation.asked import Asked
from ...evaluation.public_access import restricted
from ...evaluation.refusals import reserved, without_signature
from ...evaluation.resource_side import allows_across, never_asked
from ...language.policy import Policy
from ..deciding.plan import SESSIONS, resource_control_of
from .axis import Bits

__all__ = ["Facts", "facts"]


class Facts(NamedTuple):
    """For whom it is so, a bit a principal."""

    open: Bits  # AWS itself lets them
    same_account: Bits
    must_allow: Bits
    asks: Bits  # the resource's policy is asked
    names: Bits  # … and an Allow in it counts
    gives: Bits  # … and gives something by itself
    gives_sessions: Bits  # … to sessions
    restricted: Bits
    controls: Mapping[tuple[Policy, ...], Bits]  # by the RCPs that protect the resource


def facts(groups: Sequence[tuple[Asked, Bits]]) -> Facts:
    """The facts of one resource and action; each group asks for it by one of its own."""
    controls: dict[tuple[Policy, ...], Bits] = {}
    for asked, bits in groups:
        policies = tuple(p for level in resource_control_of(asked) for p in level.policies)
        if policies:
            controls[policies] = controls.get(policies, 0) | bits
    found = [(_facts(asked), bits) for asked, bits in groups]
    fields = len(Facts._fields) - 1
    so = (sum(bits for each, bits in found if each[place]) for place in range(fields))
    return Facts._make([*so, controls])


def _facts(asked: Asked) -> tuple[bool, ...]:
    """The fields of Facts, in their order."""
    asks = never_asked(asked) is None
    names = asks and allows_across(asked)
    gives = names and not (asked.is_key and asked.action == "kms:retiregrant")  # rule H11
    return (
        not (reserved(asked) or without_signature(asked)),
        asked.same_account,
        asked.is_trust or asked.is_key,
        asks,
        names,
        gives,
        gives and asked.principal.type in SESSIONS,
        restricted(asked) is not None,
    )
