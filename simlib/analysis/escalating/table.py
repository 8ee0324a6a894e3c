"""All methods in one table, by what they reach.

Taking over: one asks with the credentials of a user or role. Widening: a user's or role's policies
change, one's own or those of one that is taken over. Opening: a resource lets one in.
"""

from collections.abc import Mapping

from . import (
    calls_made,
    code_replaced,
    code_run,
    data_carried,
    identities_reached,
    instances,
    policies_written,
    resources_opened,
)
from .method import Method

__all__ = ["ACROSS", "ACTIONS", "METHODS", "OPENING", "SUPPOSED", "TAKING_OVER", "WIDENING"]

TAKING_OVER: tuple[Method, ...] = (
    *identities_reached.METHODS,
    *instances.METHODS,
    *code_run.METHODS,
    *calls_made.METHODS,
)
# What is taken over by these is not known to be there, so nothing is built on it.
SUPPOSED: tuple[Method, ...] = code_replaced.METHODS
WIDENING: tuple[Method, ...] = policies_written.METHODS
OPENING: tuple[Method, ...] = (*resources_opened.METHODS, *data_carried.METHODS)

# What leads out of an account: even its administrators have no more there than others give them.
ACROSS = tuple(
    each
    for each in (*TAKING_OVER, *OPENING)
    if each.actions[0] in ("sts:AssumeRole", "s3:CreateAccessPoint", "kms:CreateGrant")
)

METHODS: Mapping[str, Method] = {
    each.name: each for each in (*TAKING_OVER, *SUPPOSED, *WIDENING, *OPENING)
}
ACTIONS = frozenset(action for each in METHODS.values() for action in each.actions)
