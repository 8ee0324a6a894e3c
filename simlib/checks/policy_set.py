"""Reads a whole policy set as a colleague would: what its policies say in vain together.

What can be said of each policy alone, `check_policy` says.
Source: "Policy evaluation logic", "IAM policy validation check reference".
"""

from collections.abc import Iterable

from ..language.policy import Policy
from ..language.terms import PolicyType
from .findings import Findings
from .set_scope import SetScope, Written, policies_of
from .statements.policy_sets import SET_CHECKS

__all__ = ["check_policies"]


def check_policies(
    *,
    identity_based: Written = (),
    permissions_boundary: Written = None,
    session: Written = (),
    service_control: Iterable[Written] = (),
    resource_control: Iterable[Written] = (),
    resource_based: Written = (),
    granted: Iterable[str] = (),
) -> Findings:
    """Everything to say about the policies around one user or role that no one of them tells.

    Every layer takes one policy or several: as read, as text or as data. `service_control` and
    `resource_control` take the levels of the organization from the root down to the account,
    each with its policies; `granted` takes the actions that KMS grants give. The caller is taken
    for one whom SCPs bind: service-linked roles and the management account are not.

    >>> def allow(action):
    ...     statement = {"Effect": "Allow", "Action": action, "Resource": "*"}
    ...     return {"Version": "2012-10-17", "Statement": statement}
    >>> found = check_policies(
    ...     identity_based=allow(["s3:*", "healthlake:ReadResource"]),
    ...     permissions_boundary=allow("healthlake:*"))
    >>> [finding.message for finding in found]
    ['`s3:*` never takes effect: the permissions boundary allows none of it']
    """
    scope = SetScope(
        policies_of(identity_based, PolicyType.IDENTITY_BASED),
        policies_of(permissions_boundary, PolicyType.PERMISSIONS_BOUNDARY),
        policies_of(session, PolicyType.SESSION),
        _levels(service_control, PolicyType.SERVICE_CONTROL),
        _levels(resource_control, PolicyType.RESOURCE_CONTROL),
        policies_of(resource_based, PolicyType.RESOURCE_BASED),
        tuple(granted),
    )
    return Findings(dict.fromkeys(f for check in SET_CHECKS for f in check.findings(scope)))


def _levels(written: Iterable[Written], policy_type: PolicyType) -> tuple[tuple[Policy, ...], ...]:
    return tuple(
        policies_of(level, policy_type, f" at level {number}")
        for number, level in enumerate(written, 1)
    )
