"""All the policies that bear on one request, by the layer they are attached to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..language.errors import QuestionError
from ..language.findings import Finding
from ..language.policy import Policy

__all__ = ["Account", "Grant", "Level", "PolicySet"]


@dataclass(frozen=True, slots=True)
class Level:
    """One place of an organization (root, OU or account) and the policies attached there."""

    name: str
    policies: tuple[Policy, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """An account in its organization.

    `service_control` and `resource_control` go from the root down to the account; None says that
    SCPs are not in force. RCPFullAWSAccess is always there and not listed.
    """

    id: str
    organization: str | None = None
    management: bool = False
    service_control: tuple[Level, ...] | None = None
    resource_control: tuple[Level, ...] | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """A KMS grant: who may do which operations, under which encryption context.

    `subset` pairs must all be in the request's encryption context, `equals` are exactly it.
    """

    grantee: str
    operations: tuple[str, ...]
    subset: tuple[tuple[str, str], ...] | None = None
    equals: tuple[tuple[str, str], ...] | None = None
    name: str = "grant"


@dataclass(frozen=True, init=False)
class PolicySet:
    """What is attached where. Lists are taken as tuples, so that a notebook can pass lists.

    `session` is empty when no session policy was passed; `resource_based` is the policy of the
    resource itself: bucket policy, access point policy, key policy or role trust policy.

    >>> PolicySet(identity_based=[]).identity_based
    ()
    """

    identity_based: tuple[Policy, ...] = ()
    resource_based: Policy | None = None
    permissions_boundary: Policy | None = None
    session: tuple[Policy, ...] = ()
    vpc_endpoint: Policy | None = None
    grants: tuple[Grant, ...] = ()
    accounts: tuple[Account, ...] = ()

    def __init__(
        self,
        identity_based: Iterable[Policy] = (),
        resource_based: Policy | None = None,
        permissions_boundary: Policy | None = None,
        session: Iterable[Policy] = (),
        vpc_endpoint: Policy | None = None,
        grants: Iterable[Grant] = (),
        accounts: Iterable[Account] | Mapping[str, Account] = (),
    ) -> None:
        for name, attached in (("identity_based", identity_based), ("session", session)):
            if isinstance(attached, (Policy, str)):
                raise QuestionError(f"{name} takes a list of policies: {name}=[policy]")
        values = accounts.values() if isinstance(accounts, Mapping) else accounts
        for name, value in {
            "identity_based": tuple(identity_based),
            "resource_based": resource_based,
            "permissions_boundary": permissions_boundary,
            "session": tuple(session),
            "vpc_endpoint": vpc_endpoint,
            "grants": tuple(grants),
            "accounts": tuple(values),
        }.items():
            object.__setattr__(self, name, value)
        for policy in (*self.identity_based, *self.session):
            if not isinstance(policy, Policy):
                raise QuestionError(f"expected a policy, found {policy!r:.60}; use parse_policy(…)")

    def account(self, number: str | None) -> Account | None:
        """The account of that id, if it is described."""
        for account in self.accounts:
            if account.id == number:
                return account
        return None

    def check(self, account: str | None = None) -> tuple[Finding, ...]:
        """What its policies say in vain together: see `check_policies`.

        `account` is that of the caller, whose SCPs bind; it can be left out where one is described.
        """
        from ..checks import check_policies

        described = [each for each in self.accounts if account in (None, each.id)]
        member = len(described) == 1 and not described[0].management
        own = described[0] if member else Account("")
        return check_policies(
            identity_based=self.identity_based,
            permissions_boundary=self.permissions_boundary,
            session=self.session,
            service_control=_policies(own.service_control),
            resource_control=_policies(own.resource_control),
            resource_based=self.resource_based,
            granted=[f"kms:{name}" for grant in self.grants for name in grant.operations],
        )


def _policies(levels: tuple[Level, ...] | None) -> list[tuple[Policy, ...]]:
    return [level.policies for level in levels or ()]
