"""Roles that one can hand to a service, which then acts with them.

iam:PassRole is asked for the role, with the service as iam:PassedToService; the service must be
able to assume the role (rules E28, F14).
Source: "Grant a user permissions to pass a role to an AWS service".
"""

from collections.abc import Iterator
from functools import partial

from ...cloud.caller import Caller
from ...cloud.identities import Role
from ...cloud.resources import current
from .identities_reached import account_of, arn_of, names_of
from .inquiry import Inquiry
from .method import Aim, Aims, Method, Step, Who
from .more import questions_of
from .question import Question

__all__ = ["CLOSE", "aim_at", "arn", "assumed_by", "own_roles", "passed", "passing", "roles_for"]

CLOSE = (
    "Allow iam:PassRole on the roles that the service needs, by their ARNs, under a condition on "
    "iam:PassedToService; let no role be passed that allows more than those who pass it have."
)


def arn(service: str, kind: str) -> str:
    """The ARN of something new: `arn("lambda", "function:")` ends in `function:{new}`."""
    return f"arn:aws:{service}:{{region}}:{{account}}:{kind}{{new}}"


def passing(
    service: str, made: str, why: str, *steps: Step, published: bool = False, unknown: str = ""
) -> Method:
    """A method that passes a role to a service, for what it makes: its ARN with `{new}`."""
    aims, asked = roles_for(service, made), (passed(service), *steps)
    return Method(aims, asked, why, CLOSE, published, unknown)


def passed(service: str, associated: str = "") -> Step:
    """The role may be passed to the service; no call of its own (rule E28)."""
    keys = (("iam:PassedToService", service), ("iam:AssociatedResourceArn", associated))
    return Step("", "iam:PassRole", "{role}", keys)


def roles_for(service: str, made: str) -> Aims:
    """The account's own roles that a service can assume, on behalf of what is made."""

    def aims(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
        for role in own_roles(inquiry, who, service):
            yield aim_at(inquiry, who, role, service, made)

    return aims


def own_roles(inquiry: Inquiry, who: Who, service: str) -> Iterator[Role]:
    """The account's own roles whose trust policies speak of the service."""
    for role in inquiry.state.roles.values():
        own = role.account == account_of(who) and role.arn != arn_of(who)
        if own and not role.service_linked and _names(inquiry, role, service):
            yield role


def _names(inquiry: Inquiry, role: Role, service: str) -> bool:
    policy = current(inquiry.state, role.trust)
    found = (each.principals for each in policy.statements) if policy is not None else ()
    values = (value for each in found if each is not None for value in each.values)
    return any(value.kind == "Service" and value.text in (service, "*") for value in values)


def aim_at(inquiry: Inquiry, who: Who, role: Role, service: str, made: str = "") -> Aim:
    """A role, with what it may do; the service assumes it on behalf of what is made, if it says."""
    actor = partial(inquiry.caller, role.arn)
    names = names_of(who, role=role.arn)
    source = made.format_map({**names, "new": "example"}) if made else None
    others = (assumed_by(inquiry, service, role, source),)
    return Aim(role.arn, names, actor, questions_of, others=others)


def assumed_by(
    inquiry: Inquiry, service: str, role: Role, source: str | None
) -> tuple[Caller, Question]:
    """A service assumes a role, for what it works on."""
    caller = inquiry.service(service, source, role.account)
    return caller, Question("sts:AssumeRole", role.arn)
