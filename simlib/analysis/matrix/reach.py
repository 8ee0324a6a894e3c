"""What a matrix of a whole cloud asks for: the actions its policies could allow; and strangers."""

from collections.abc import Iterator

from ...cloud.askable import askable_actions
from ...cloud.cloud import Cloud
from ...cloud.identities import User
from ...cloud.policy_places import policy_places
from ...cloud.resources import target_of
from ...evaluation.compiled import action_outcome
from ...language.document import parse_policy
from ...language.policy import Element
from ...language.terms import Effect, PolicyType

__all__ = ["actions_allowed", "cloud_with_stranger", "owner_of"]

_LIMITS = (PolicyType.SERVICE_CONTROL, PolicyType.PERMISSIONS_BOUNDARY, PolicyType.VPC_ENDPOINT)


def actions_allowed(cloud: Cloud) -> list[str]:
    """The actions that an Allow, or a grant, speaks of: of the cloud's services, sorted.

    Of other services those that a policy names by the service's own prefix.
    """
    elements = set(_allowing(cloud))
    named = {value.text.partition(":")[0].lower() for each in elements for value in each.values}
    prefixes = {service.prefix for service in cloud.services.values()} | named
    known = askable_actions(sorted(prefixes - {"*"}))
    granted = {f"kms:{name}" for grant in cloud.state.grants.values() for name in grant.operations}
    allowed = (each for each in known if any(action_outcome(e, each).matched for e in elements))
    return sorted({*allowed, *granted})


def _allowing(cloud: Cloud) -> Iterator[Element]:
    managed = (each.policy for each in cloud.state.policies.values())
    policies = (place.policy for place in policy_places(cloud.state))
    for policy in (*policies, *managed):
        if policy.policy_type not in _LIMITS:
            yield from (s.action for s in policy.statements if s.effect is Effect.ALLOW)


def owner_of(cloud: Cloud, arn: str) -> str:
    """The account that a resource belongs to; empty where it has none of its own."""
    return target_of(cloud.state, arn, None, cloud.now).resource.account or ""


def cloud_with_stranger(cloud: Cloud) -> tuple[Cloud, str]:
    """The cloud with somebody in an account of its own who is allowed everything there."""
    other = cloud.copy()
    numbers = (f"{number:012}" for number in range(1, 1000))
    account = next(each for each in numbers if each not in cloud.state.accounts)
    other.add_account(account, "any account")
    anything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    policy = parse_policy({"Version": "2012-10-17", "Statement": anything}, name="anything")
    user = User(account, "stranger", other.ids.unique("AIDA"), inline={policy.name: policy})
    other.state = other.state.put("users", (account, user.name), user)
    return other, user.arn
