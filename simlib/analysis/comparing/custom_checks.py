"""IAM Access Analyzer's custom policy checks: no new access, access not granted, no public access.

Source: "Validate policies with IAM Access Analyzer custom policy checks" (CheckNoNewAccess,
CheckAccessNotGranted, CheckNoPublicAccess).
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ...evaluation.public_access import is_public
from ...language.document import parse_policy
from ...language.errors import QuestionError
from ...language.policy import Policy, Statement
from ...language.terms import PolicyType
from .comparison import Comparison, compare
from .differences import Difference

__all__ = ["CheckResult", "Result", "grants_none_of", "no_new_access", "no_public_access"]

_WITH_PRINCIPALS = (
    PolicyType.RESOURCE_BASED,
    PolicyType.KEY_POLICY,
    PolicyType.ROLE_TRUST,
    PolicyType.RESOURCE_CONTROL,
)


class Result(StrEnum):
    """PASS and FAIL as Access Analyzer says it; it never leaves a check undecided."""

    PASS = "PASS"
    FAIL = "FAIL"
    UNDECIDED = "UNDECIDED"


@dataclass(frozen=True)
class CheckResult:
    """The result, with requests that show why, or the statements that do."""

    result: Result
    message: str
    requests: tuple[Difference, ...] = ()
    statements: tuple[Statement, ...] = ()

    def __bool__(self) -> bool:
        return self.result is Result.PASS

    def __repr__(self) -> str:
        shown = [f"  {each}" for each in self.requests]
        return "\n".join([f"{self.result}: {self.message}", *shown])


def no_new_access(existing: Policy, new: Policy, *, seconds: float = 10) -> CheckResult:
    """Does the new version of a policy allow nothing that the existing one does not?

    Raises QuestionError for policies of two types.
    """
    comparison = compare(existing, new, seconds=seconds)
    return _result(comparison, "the new policy allows", "no new access")


def grants_none_of(
    policy: Policy,
    actions: Iterable[str] = (),
    resources: Iterable[str] = (),
    *,
    seconds: float = 10,
) -> CheckResult:
    """Does the policy allow none of these actions, on any of these resources?

    Without actions every action counts, without resources every resource. Raises QuestionError
    for neither.

    >>> read = {"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}
    >>> policy = parse_policy({"Version": "2012-10-17", "Statement": read})
    >>> grants_none_of(policy, ["s3:PutObject"]).result
    <Result.PASS: 'PASS'>
    """
    named, on = list(actions) or ["*"], list(resources) or ["*"]
    if named == on == ["*"]:
        raise QuestionError("name actions or resources that the policy must not grant")
    comparison = compare(_denying(policy, named, on), policy, seconds=seconds)
    return _result(comparison, "the policy allows", "none of it is granted")


def no_public_access(policy: Policy) -> CheckResult:
    """Is a resource-based policy not public, as S3 and Access Analyzer mean it?

    Raises QuestionError for policies that name no principals.
    """
    if policy.policy_type not in _WITH_PRINCIPALS:
        raise QuestionError(f"a {policy.policy_type} names nobody, so it cannot be public")
    public = is_public(policy)
    if not public:
        return CheckResult(Result.PASS, "every Allow is limited to somebody or somewhere fixed")
    labels = ", ".join(statement.label for statement in public)
    return CheckResult(Result.FAIL, f"public by its {labels}", statements=public)


def _denying(policy: Policy, actions: list[str], resources: list[str]) -> Policy:
    """The policy with one statement more, which denies what must not be granted."""
    document = json.loads(policy.text)
    statements = document["Statement"]
    denial: dict[str, Any] = {"Effect": "Deny", "Action": actions}
    if policy.policy_type is not PolicyType.ROLE_TRUST:
        denial["Resource"] = resources
    if policy.policy_type in _WITH_PRINCIPALS:
        rcp = policy.policy_type is PolicyType.RESOURCE_CONTROL
        denial["Principal"] = "*" if rcp else {"AWS": "*"}  # an RCP takes the bare form alone
    every = statements if isinstance(statements, list) else [statements]
    text = json.dumps({**document, "Statement": [*every, denial]})
    return parse_policy(text, policy.policy_type, name=policy.name)


def _result(comparison: Comparison, found: str, otherwise: str) -> CheckResult:
    requests = comparison.gained
    if requests:
        return CheckResult(Result.FAIL, f"{found} {len(requests)} kinds of requests", requests)
    if comparison.undecided:
        return CheckResult(Result.UNDECIDED, f"none found in {comparison.seconds:g} s")
    return CheckResult(Result.PASS, otherwise)
