"""IAM's own words as closed lists: effects, decisions, policy types.

Source: "Grammar of the IAM JSON policy language", "Policies and permissions in IAM",
"SimulatePrincipalPolicy" (the decision strings).
"""

from enum import StrEnum

__all__ = ["POLICY_TYPES", "Decision", "Effect", "PolicyType"]


class Effect(StrEnum):
    """What a matching statement does."""

    ALLOW = "Allow"
    DENY = "Deny"


class Decision(StrEnum):
    """The three outcomes of an authorization, in the IAM API's own spelling.

    >>> Decision.IMPLICIT_DENY
    'implicitDeny'
    """

    ALLOWED = "allowed"
    EXPLICIT_DENY = "explicitDeny"
    IMPLICIT_DENY = "implicitDeny"

    def __repr__(self) -> str:
        return repr(self.value)


class PolicyType(StrEnum):
    """Where a policy is attached, which decides what may stand in it and what it can do."""

    IDENTITY_BASED = "identity-based policy"
    PERMISSIONS_BOUNDARY = "permissions boundary"
    SESSION = "session policy"
    RESOURCE_BASED = "resource-based policy"
    ROLE_TRUST = "role trust policy"
    KEY_POLICY = "key policy"
    SERVICE_CONTROL = "service control policy"
    RESOURCE_CONTROL = "resource control policy"
    VPC_ENDPOINT = "VPC endpoint policy"


# By the names of the folders under `data/policies` and of the command line: `identity-based` …
POLICY_TYPES = {each.name.lower().replace("_", "-"): each for each in PolicyType}
