"""The account rules as one formula: read by `&` and `|` alone, over one request or over millions.

A bit is whatever knows `&`, `|` and `~`: a `Formula`, or a plane of numpy with a bit for every
principal and resource. The traced twin, with reasons, is `evaluation/account_rules.py`.
Source: "Policy evaluation for requests within a single account", "Cross-account policy evaluation
logic".
"""

from typing import Any, NamedTuple

__all__ = ["Bit", "Sides", "allowed"]

Bit = Any


class Sides(NamedTuple):
    """What each side says of a request, as bits. Denies are none of it: they win over all."""

    aws: Bit  # nothing of what AWS itself settles stands in the way
    organization: Bit  # every level of the SCPs allows
    endpoint: Bit
    outside: Bit  # a service or an anonymous caller
    same_account: Bit
    must_allow: Bit  # a role trust policy or a key policy
    identity: Bit  # identity-based policies, or being the root user
    boundary: Bit
    session: Bit
    grants: Bit
    itself: Bit  # the resource names the caller itself
    role_or_user: Bit  # … the role of the session, or the user who federated it
    any_form: Bit  # … in any form, its account too
    to_outsiders: Bit  # … in any form, of which an outsider may make use


def allowed(s: Sides) -> Bit:
    """Would it be allowed, if nothing denied it?"""
    limits = s.aws & s.organization & s.endpoint
    within = s.boundary & s.session
    trusts = s.any_form | ~s.must_allow
    same = s.itself | s.grants | (trusts & (s.identity | s.role_or_user) & within)
    across = (s.grants | s.any_form) & s.identity & within
    inside = (s.same_account & same) | (~s.same_account & across)
    return limits & ((s.outside & (s.grants | s.to_outsiders)) | (~s.outside & inside))
