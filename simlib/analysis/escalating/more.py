"""What is more? A question that is answered with yes afterwards, and with no before.

Whoever writes its own policy is asked the telling questions: reading, changing and destroying all
that is in its account, and its administration. Whoever reaches a user or role is asked what the
Allow statements of its policies speak of, and those of resources and grants that name it.
Source: "Actions, resources, and condition keys for AWS services" (access levels).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import islice

from ...cloud.askable import fitting
from ...cloud.attached import identity_side
from ...cloud.caller import Caller
from ...cloud.sessions import principal_of
from ...evaluation.asked import names_of
from ...language.arn import arn_glob
from ...language.errors import SimlibError
from ...language.policy import Element, Policy
from ...language.terms import Effect
from ...language.wildcard import pieces
from ...reference import AccessLevel, expand, service
from ...reference import action as defined_action
from .inquiry import Inquiry
from .question import Question

__all__ = ["administers", "gained", "only", "questions_of", "telling"]

MOST = 300  # questions that are asked of one
MOST_ARNS = 50  # of one statement

_TELLING = {
    "data_stores": ("healthlake:ReadResource", "healthlake:DeleteFHIRDatastore"),
    "keys": ("kms:Decrypt", "kms:ScheduleKeyDeletion"),
    "domains": ("health-agent:GetDomain", "health-agent:DeleteDomain"),
}
_ADMINISTRATION = (
    ("iam:CreateUser", "arn:aws:iam::{}:user/example"),
    ("iam:CreateAccessKey", "arn:aws:iam::{}:user/example"),
    ("iam:AttachUserPolicy", "arn:aws:iam::{}:user/example"),
    ("iam:PutRolePolicy", "arn:aws:iam::{}:role/example"),
    ("iam:UpdateAssumeRolePolicy", "arn:aws:iam::{}:role/example"),
    ("iam:CreatePolicyVersion", "arn:aws:iam::{}:policy/example"),
    ("iam:PassRole", "arn:aws:iam::{}:role/example"),
)
_ELSEWHERE = (
    ("secretsmanager:GetSecretValue", "arn:aws:secretsmanager:us-east-1:{}:secret:example"),
    ("dynamodb:GetItem", "arn:aws:dynamodb:us-east-1:{}:table/example"),
    ("lambda:UpdateFunctionCode", "arn:aws:lambda:us-east-1:{}:function:example"),
    ("ec2:TerminateInstances", "arn:aws:ec2:us-east-1:{}:instance/example"),
    ("rds:DeleteDBInstance", "arn:aws:rds:us-east-1:{}:db:example"),
    ("cloudtrail:StopLogging", "arn:aws:cloudtrail:us-east-1:{}:trail/example"),
)


def gained(
    inquiry: Inquiry,
    before: tuple[Caller, ...],
    after: Caller | None,
    probes: Iterable[Question],
) -> Question | None:
    """The first question that nobody before had answered with yes, and that is so afterwards."""
    for probe in islice(probes, MOST):
        had = any(inquiry.allows(each, probe) for each in before)
        if not had and (after is None or inquiry.allows(after, probe)):
            return probe
    return None


def administers(inquiry: Inquiry, caller: Caller) -> bool:
    """May it already administer its account: all identities, their policies and credentials?"""
    account = caller.session.account or ""
    asked = (*_ADMINISTRATION, *_ELSEWHERE)
    return all(
        inquiry.allows(caller, Question(action, arn.format(account))) for action, arn in asked
    )


def only(question: Question) -> Callable[[Inquiry, Caller], tuple[Question]]:
    """Nothing but this one can be gained."""
    return lambda inquiry, actor: (question,)


def telling(inquiry: Inquiry, caller: Caller) -> Iterator[Question]:
    """What an administrator of the caller's account may: its data first, then its identities."""
    state, account = caller.cloud.state, caller.session.account or ""
    for bucket in state.buckets.values():
        if bucket.account == account:
            key = next(iter(state.objects.get(bucket.name, {})), "example")
            yield Question("s3:GetObject", f"{bucket.arn}/{key}")
            yield Question("s3:DeleteObject", f"{bucket.arn}/{key}")
    for table, actions in _TELLING.items():
        for thing in getattr(state, table).values():
            if thing.account == account:
                yield from (Question(action, thing.arn) for action in actions)
    for action, arn in (*_ADMINISTRATION, *_ELSEWHERE):
        yield Question(action, arn.format(account))


def questions_of(inquiry: Inquiry, caller: Caller) -> Iterator[Question]:
    """What the policies of somebody speak of: its own, then those of resources, then grants."""
    side = identity_side(caller.cloud.state, caller.session)
    principal = principal_of(caller.session, side.tags)
    arns = [arn for kind, arn in names_of(principal).forms if kind == "AWS"]
    for policy in side.policies:
        yield from _questions(inquiry, caller, policy, inquiry.there)
    for grant in inquiry.state.grants.values():
        if grant.grantee in arns:
            yield from (Question(f"kms:{each}", grant.key) for each in grant.operations)
    for place in (place for arn in arns for place in inquiry.naming.get(arn, ())):
        yield from _questions(inquiry, caller, place.policy, (place.owner,))


def _questions(
    inquiry: Inquiry, caller: Caller, policy: Policy, there: tuple[str, ...]
) -> Iterator[Question]:
    """`there` is what the policy's `*` stands for: everything, or the resource that has it."""
    for statement in policy.statements:
        if statement.effect is not Effect.ALLOW:
            continue
        if statement.principals is None and _of_every_service(statement.action):
            yield from telling(inquiry, caller)
            continue
        arns = tuple(islice(_arns(there, statement.resource), MOST_ARNS))
        example = _is_open(statement.resource) and statement.principals is None
        for action in _actions(statement.action):
            found = fitting(action, arns) or (_example(action, caller) if example else ())
            yield from (Question(action, arn) for arn in found)


def _example(action: str, caller: Caller) -> tuple[str, ...]:
    """Where nothing is there that an action takes: what it could take in the caller's account."""
    found = defined_action(action)
    types = service(found.service).resource_types
    known = {"Partition": "aws", "Region": caller.region, "Account": caller.session.account or ""}
    arns = (types[name].arn for name in found.resource_types[:1])
    return tuple(_PLACE.sub(lambda place: known.get(place[1], "example"), arn) for arn in arns)


_PLACE = re.compile(r"\$\{([^}]*)\}")


def _is_open(element: Element | None) -> bool:
    return element is None or element.negated or any(v.text == "*" for v in element.values)


def _of_every_service(element: Element) -> bool:
    return element.negated or any(value.text == "*" for value in element.values)


def _actions(element: Element) -> tuple[str, ...]:
    return _expanded(tuple(value.text for value in element.values))


@lru_cache(maxsize=4096)
def _expanded(patterns: tuple[str, ...]) -> tuple[str, ...]:
    """The actions of some patterns, what changes permissions first, then what writes and reads."""
    found: set[str] = set()
    for pattern in patterns:
        try:
            found.update(expand(pattern))
        except SimlibError:
            continue
    return tuple(sorted(found, key=_order))


_LEVELS = (
    AccessLevel.PERMISSIONS_MANAGEMENT,
    AccessLevel.READ,
    AccessLevel.WRITE,
    AccessLevel.LIST,
    AccessLevel.TAGGING,
)


def _order(action: str) -> tuple[int, str]:
    return _LEVELS.index(defined_action(action).access_levels[0]), action


def _arns(there: tuple[str, ...], element: Element | None) -> Iterator[str]:
    """What is there that a Resource element fits, then an example for each of its patterns."""
    if element is None or _is_open(element):
        yield from there
        return
    for pattern in (value.text for value in element.values):
        fits = arn_glob(pieces(pattern))
        yield from (arn for arn in there if fits is not None and fits(arn))
        if "${" not in pattern:
            yield pattern.replace("*", "example").replace("?", "x")
