"""The two sides of a comparison: what each needs so that a request is allowed, as a formula.

One policy alone is a side too: attached where its type belongs, with all else wide open.
"""

from collections.abc import Iterator
from functools import lru_cache

from ...evaluation.asked import Asked
from ...evaluation.policy_set import Account, Level, PolicySet
from ...evaluation.request import HOSPITAL, Request
from ...language.document import parse_policy
from ...language.policy import Policy
from ...language.terms import Effect, PolicyType
from ..deciding.atoms import Atom, Encrypted, condition
from ..deciding.formula import TRUE, Formula, Literal, every
from ..deciding.plan import plan

__all__ = ["allowing", "as_attached", "concerning", "giving", "policies_of"]

_EVERYTHING = {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}


@lru_cache(maxsize=1)
def full_access() -> Policy:
    """Everything on everything: what stands in no other policy's way."""
    return parse_policy(_EVERYTHING, name="everything")


@lru_cache(maxsize=1)
def leaves_it_to_the_account() -> Policy:
    """What a role or key needs so that identity-based policies can allow its use (rule E7)."""
    text = {"Statement": {**_EVERYTHING["Statement"], "Principal": {"AWS": HOSPITAL}}}
    return parse_policy(text, PolicyType.RESOURCE_BASED, name="leaves it to the account")


def as_attached(policy: Policy) -> PolicySet:
    """One policy as the only one that matters. Of SCPs and RCPs that only deny, AWS's own allows.

    Source: "Service control policies (SCPs)" (FullAWSAccess is attached unless you detach it).
    """
    everything, use = [full_access()], leaves_it_to_the_account()
    if policy.policy_type is PolicyType.IDENTITY_BASED:
        return PolicySet([policy], resource_based=use)
    if policy.policy_type is PolicyType.PERMISSIONS_BOUNDARY:
        return PolicySet(everything, permissions_boundary=policy, resource_based=use)
    if policy.policy_type is PolicyType.SESSION:
        return PolicySet(everything, session=[policy], resource_based=use)
    if policy.policy_type is PolicyType.VPC_ENDPOINT:
        return PolicySet(everything, vpc_endpoint=policy, resource_based=use)
    if policy.policy_type is PolicyType.SERVICE_CONTROL:
        allows = any(each.effect is Effect.ALLOW for each in policy.statements)
        level = Level("the account", (policy,) if allows else (policy, full_access()))
        return PolicySet(
            everything, accounts=[Account(HOSPITAL, service_control=(level,))], resource_based=use
        )
    if policy.policy_type is PolicyType.RESOURCE_CONTROL:
        level = Level("the account", (policy,))
        return PolicySet(
            everything, accounts=[Account(HOSPITAL, resource_control=(level,))], resource_based=use
        )
    return PolicySet(everything, resource_based=policy)


def allowing(policies: PolicySet, request: Request) -> Formula:
    """What lets a request be allowed, in its ARN and its context keys."""
    found = plan(Asked(request, policies))
    return (found.allowed & ~found.denied).with_atoms(_in_keys)


def _in_keys(atom: Atom) -> Formula:
    """The constraint of a grant as conditions on the keys of the encryption context."""
    if not isinstance(atom.asks, Encrypted):
        return Literal(atom)
    grant = atom.asks.grant
    pairs = dict(grant.subset or ()) | dict(grant.equals or ())
    wanted = [
        condition("StringEquals", f"kms:EncryptionContext:{key}", value)
        for key, value in pairs.items()
    ]
    only = condition("ForAllValues:StringEquals", "kms:EncryptionContextKeys", *pairs)
    return every([*wanted, TRUE if grant.equals is None else only])


def policies_of(policies: PolicySet) -> tuple[Policy, ...]:
    """All the policies of a set."""
    own = (policies.resource_based, policies.permissions_boundary, policies.vpc_endpoint)
    there = [policy for policy in own if policy is not None]
    return (*policies.identity_based, *policies.session, *there, *_of_organization(policies))


def giving(policies: PolicySet) -> tuple[Policy, ...]:
    """Those that can give something; all others limit."""
    own = policies.resource_based
    return (*policies.identity_based, *(() if own is None else (own,)))


def _of_organization(policies: PolicySet) -> Iterator[Policy]:
    for account in policies.accounts:
        for level in (*(account.service_control or ()), *(account.resource_control or ())):
            yield from level.policies


def concerning(before: PolicySet, after: PolicySet) -> tuple[Policy, ...]:
    """The policies whose actions have to be compared: where the layers are the same, those alone
    that are not on both sides.
    """
    old, new = policies_of(before), policies_of(after)
    alone = tuple(each for each in (*old, *new) if each not in old or each not in new)
    if _layers(before) != _layers(after) or any(each.unread for each in alone):
        return (*old, *new)
    return alone


def _layers(policies: PolicySet) -> tuple[object, ...]:
    """Which layers there are, and everything that is no policy."""
    accounts = [
        (each.id, each.organization, each.management, *map(_names, _levels(each)))
        for each in policies.accounts
    ]
    there = (policies.resource_based, policies.permissions_boundary, policies.vpc_endpoint)
    return (*(each is None for each in there), not policies.session, policies.grants, accounts)


def _levels(account: Account) -> tuple[tuple[Level, ...] | None, tuple[Level, ...] | None]:
    return account.service_control, account.resource_control


def _names(levels: tuple[Level, ...] | None) -> list[str] | None:
    return None if levels is None else [level.name for level in levels]
