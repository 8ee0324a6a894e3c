"""What the policies of clouds read of a request: nothing else of a record can decide."""

from collections.abc import Iterator
from typing import NamedTuple

from ...cloud.cloud import Cloud
from ...cloud.policy_places import policy_places
from ...language.policy import Policy
from ..keys_read import keys_in

__all__ = ["Reads", "policies_in"]


class Reads(NamedTuple):
    """What the policies of clouds read, beside who asks for what: context keys in lower case.

    `sessions` are the access key ids of sessions that are known, `named` their ARNs; None says
    that policies tell sessions of one role apart.
    """

    keys: frozenset[str]
    sessions: frozenset[str]
    named: frozenset[str] | None

    @classmethod
    def by(cls, *clouds: Cloud) -> "Reads":
        """By the policies of these clouds."""
        policies = list(dict.fromkeys(each for cloud in clouds for each in policies_in(cloud)))
        keys = frozenset(key.lower() for policy in policies for key in keys_in(policy))
        known = [each for cloud in clouds for each in cloud.state.sessions.items()]
        apart = "aws:userid" in keys or any("assumed-role/" in each.text for each in policies)
        named = None if apart else frozenset(session.arn or "" for _, session in known)
        return cls(keys, frozenset(key for key, _ in known), named)

    def of_parameters(self) -> dict[str, str]:
        """Keys of services, which a parameter of the same name brings (inferred), by that name."""
        own = (key for key in sorted(self.keys) if not key.startswith("aws:"))
        return {key.partition(":")[2].partition(":")[0]: key for key in own}


def policies_in(cloud: Cloud) -> Iterator[Policy]:
    """Every policy that is there, AWS managed ones and those of sessions too."""
    yield from (place.policy for place in policy_places(cloud.state))
    yield from (managed.policy for managed in cloud.state.policies.values())
    for session in cloud.state.sessions.values():
        yield from session.policies
