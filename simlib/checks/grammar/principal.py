"""What the grammar finds in Principal, and what trust policies, SCPs and RCPs do not take.

Source: "AWS JSON policy elements: Principal", "… NotPrincipal", "SCP syntax", "RCP syntax".
"""

from ...language.issues import Issue
from ...language.terms import PolicyType
from .row import BUCKET, DENY, NAMED, READ, TRUST, row, without

__all__ = ["PRINCIPAL_GRAMMAR"]

_PRINCIPAL = "AWS JSON policy elements: Principal"
_SCP_SYNTAX, _RCP_SYNTAX = "SCP syntax", "RCP syntax"
_RCP = {**DENY, "Principal": "*"}
_RESOURCE_BASED, _TRUSTS = PolicyType.RESOURCE_BASED, PolicyType.ROLE_TRUST
_RCPS = PolicyType.RESOURCE_CONTROL

_PRINCIPALS = (
    row(
        Issue.UNSUPPORTED_PRINCIPAL,
        "AWS refuses to save an identity's policy that says whom it is for.",
        _PRINCIPAL,
        {**READ, "Principal": "*"},
    ),
    row(
        Issue.INVALID_PRINCIPAL_FORMAT,
        "AWS refuses to save what is no principal.",
        _PRINCIPAL,
        {**BUCKET, "Principal": {"AWS": "arn:aws:iam::111122223333:CareRole"}},
        {**BUCKET, "Principal": {"AWS": "arn:aws:iam::111122223333:role/CareRole"}},
        _RESOURCE_BASED,
    ),
    row(
        Issue.INVALID_PRINCIPAL_KEY,
        "AWS refuses to save a kind of principal that does not exist.",
        _PRINCIPAL,
        {**BUCKET, "Principal": {"Account": "111122223333"}},
        BUCKET,
        _RESOURCE_BASED,
    ),
    row(
        Issue.UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
        "AWS refuses to save a principal with a wildcard in it; `*` alone is everyone.",
        _PRINCIPAL,
        {**TRUST, "Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}},
        TRUST,
        _TRUSTS,
    ),
    row(
        Issue.ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
        "AWS refuses to save a trust policy for a bare `*`.",
        _PRINCIPAL,
        {**TRUST, "Principal": "*"},
        TRUST,
        _TRUSTS,
    ),
    row(
        Issue.ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL,
        "AWS refuses to save a trust policy for everyone but some.",
        "AWS JSON policy elements: NotPrincipal",
        {**without(TRUST, "Principal"), "NotPrincipal": {"AWS": "111122223333"}},
        TRUST,
        _TRUSTS,
    ),
    row(
        Issue.ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE,
        "AWS refuses to save a trust policy with Resource: the role itself is meant.",
        "IAM JSON policy elements: Resource",
        {**TRUST, "Resource": "*"},
        TRUST,
        _TRUSTS,
    ),
    row(
        Issue.INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY,
        "AWS refuses to save a trust policy whose identity provider is no domain and no ARN.",
        _PRINCIPAL,
        {**NAMED, "Principal": {"Federated": "Google"}, "Action": "sts:AssumeRoleWithWebIdentity"},
        {
            **NAMED,
            "Principal": {"Federated": "accounts.google.com"},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": {"accounts.google.com:aud": "66677788899900pro0"}},
        },
        _TRUSTS,
    ),
    row(
        Issue.UNSUPPORTED_ACTION_IN_POLICY,
        "AWS refuses to save a trust policy for anything but STS actions.",
        "IAM JSON policy elements: Action",
        {**TRUST, "Action": "s3:GetObject"},
        TRUST,
        _TRUSTS,
    ),
)

_CONTROL = (
    row(
        Issue.SCP_SYNTAX_ERROR_PRINCIPAL,
        "AWS Organizations refuses to save an SCP that says whom it is for.",
        _SCP_SYNTAX,
        _RCP,
        DENY,
        PolicyType.SERVICE_CONTROL,
    ),
    row(
        Issue.RCP_SYNTAX_ERROR_PRINCIPAL,
        "AWS Organizations refuses to save an RCP for anyone but everyone.",
        _RCP_SYNTAX,
        {**DENY, "Principal": {"AWS": "111122223333"}},
        _RCP,
        _RCPS,
    ),
    row(
        Issue.RCP_SYNTAX_ERROR_ALLOW,
        "AWS Organizations refuses to save an RCP that allows; only its own allows, and all.",
        _RCP_SYNTAX,
        {**_RCP, "Effect": "Allow"},
        _RCP,
        _RCPS,
    ),
    row(
        Issue.RCP_SYNTAX_ERROR_NOTACTION,
        "AWS Organizations refuses to save an RCP with NotAction.",
        _RCP_SYNTAX,
        {**without(_RCP, "Action"), "NotAction": "s3:GetObject"},
        _RCP,
        _RCPS,
    ),
    row(
        Issue.RCP_SYNTAX_ERROR_ACTION,
        "An RCP reaches some services only, and a bare `*` is refused.",
        "Resource control policies (RCPs)",
        {**_RCP, "Action": "healthlake:*"},
        _RCP,
        _RCPS,
    ),
)

PRINCIPAL_GRAMMAR = _PRINCIPALS + _CONTROL
