"""Which elements each policy type takes: AWS's table, as one table.

Source: "Grammar of the IAM JSON policy language", "Policies and permissions in IAM", "SCP syntax",
"RCP syntax", "AWS JSON policy elements: NotPrincipal", "Default key policy".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from .findings import Issue
from .terms import PolicyType

__all__ = ["GRAMMAR", "Elements"]


@dataclass(frozen=True, slots=True)
class Elements:
    """What a statement of one policy type may hold; presence is required or optional.

    `forbidden` names the finding for each element that may not stand there.
    """

    principal: str = "optional"
    resource: str = "required"
    forbidden: Mapping[str, Issue] = field(default_factory=dict)
    hints: Mapping[str, str] = field(default_factory=dict)
    plain_sids: bool = False
    deny_only: bool = False
    service: str | None = None
    star_action_issue: Issue | None = None


_NO_PRINCIPAL = {
    "Principal": Issue.UNSUPPORTED_PRINCIPAL,
    "NotPrincipal": Issue.UNSUPPORTED_PRINCIPAL,
}
_WHOEVER = {"Principal": "it is for whoever it is attached to: take Principal out"}
_BY_CONDITION = dict.fromkeys(
    ("Principal", "NotPrincipal"), "it is for all accounts below: choose by aws:PrincipalArn"
)
_IDENTITY = Elements(forbidden=_NO_PRINCIPAL, hints=_WHOEVER, plain_sids=True)

GRAMMAR: Mapping[PolicyType, Elements] = {
    PolicyType.IDENTITY_BASED: _IDENTITY,
    PolicyType.PERMISSIONS_BOUNDARY: _IDENTITY,
    PolicyType.SESSION: _IDENTITY,
    # Where Resource is left out, the resource that carries the policy is meant.
    PolicyType.RESOURCE_BASED: Elements(principal="required", resource="optional"),
    PolicyType.ROLE_TRUST: Elements(
        principal="required",
        resource="optional",
        forbidden={
            "NotPrincipal": Issue.ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL,
            "Resource": Issue.ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE,
            "NotResource": Issue.ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE,
            "NotAction": Issue.INVALID_POLICY_ELEMENT,
        },
        hints={"Resource": "the role that carries the policy is the resource: take it out"},
        plain_sids=True,
        service="sts",
        star_action_issue=Issue.UNSUPPORTED_ACTION_IN_POLICY,
    ),
    PolicyType.KEY_POLICY: Elements(
        principal="required",
        forbidden={"NotResource": Issue.INVALID_POLICY_ELEMENT},
        hints={"NotResource": 'write "Resource": "*", which means this key'},
    ),
    PolicyType.SERVICE_CONTROL: Elements(
        forbidden={
            "Principal": Issue.SCP_SYNTAX_ERROR_PRINCIPAL,
            "NotPrincipal": Issue.SCP_SYNTAX_ERROR_PRINCIPAL,
        },
        hints=_BY_CONDITION,
    ),
    PolicyType.RESOURCE_CONTROL: Elements(
        principal="required",
        forbidden={
            "NotPrincipal": Issue.RCP_SYNTAX_ERROR_PRINCIPAL,
            "NotAction": Issue.RCP_SYNTAX_ERROR_NOTACTION,
        },
        hints={"NotAction": "list the actions to deny"},
        deny_only=True,
        star_action_issue=Issue.RCP_SYNTAX_ERROR_ACTION,
    ),
    PolicyType.VPC_ENDPOINT: Elements(principal="required"),
}
