"""GetSessionToken, GetFederationToken, AssumeRoot: sessions of users and of root users.

Source: "AWS STS API Reference: GetSessionToken", "… GetFederationToken", "… AssumeRoot".
"""

from functools import cache
from typing import Any

from ...cloud.attached import name_in_arn
from ...cloud.aws_managed import AWS_POLICY, aws_managed_policy
from ...cloud.calling import Call
from ...cloud.errors import ClientError, NotModelledError
from ...cloud.issuing import issue
from ...cloud.operation import Need, Operation
from ...cloud.sessions import CredentialType
from ...evaluation.request import PrincipalType
from ...language.document import parse_policy
from ...language.policy import Policy
from ...language.terms import PolicyType
from .mfa import mfa_used
from .sessions import (
    AN_HOUR,
    answer,
    as_session_policy,
    keep,
    packed_size,
    passed_tags,
    session_policies,
    session_tags,
    tagging_keys,
)

__all__ = ["OPERATIONS"]

TWELVE_HOURS = 43_200
QUARTER_OF_AN_HOUR = 900
ROOT_TASKS = f"{AWS_POLICY}root-task/"


def _seconds(call: Call) -> int:
    """Twelve hours by default; the root user's sessions last an hour at most (rule F7)."""
    root = call.session.principal is PrincipalType.ROOT
    wanted: int = call.get("DurationSeconds", AN_HOUR if root else TWELVE_HOURS)
    if root and wanted > AN_HOUR:
        message = (
            "The requested DurationSeconds exceeds the 1 hour session limit for the root user."
        )
        raise ClientError("ValidationError", message, 400, hint="the wording is inferred")
    return wanted


def _get_session_token(call: Call) -> dict[str, Any]:
    caller, mfa = call.session, mfa_used(call)
    session = issue(
        call.ids,
        call.now,
        _seconds(call),
        type=CredentialType.SESSION_TOKEN,
        principal=caller.principal,
        account=caller.account,
        arn=caller.arn,
        identity=caller.identity,
        unique_id=caller.unique_id,
        mfa=mfa,
        mfa_at=call.now if mfa else None,
    )
    return answer(keep(call, session))


def _federated_user(call: Call) -> str:
    return f"arn:aws:sts::{call.account}:federated-user/{call['Name']}"


def _get_federation_token(call: Call) -> dict[str, Any]:
    caller, seconds = call.session, _seconds(call)
    if caller.principal is PrincipalType.ROOT:
        raise NotModelledError("simlib does not model federated users of the root user")
    policies, tags = session_policies(call, call.account), session_tags(call)
    session = issue(
        call.ids,
        call.now,
        seconds,
        type=CredentialType.FEDERATION_TOKEN,
        principal=PrincipalType.FEDERATED_USER,
        account=caller.account,
        arn=_federated_user(call),
        identity=caller.identity,
        unique_id=caller.unique_id,
        name=call["Name"],
        policies=policies,
        tags=tags.tags,
    )
    user = {"FederatedUserId": f"{call.account}:{call['Name']}", "Arn": session.arn}
    percent = packed_size(policies, tags.tags)
    return answer(keep(call, session), FederatedUser=user, PackedPolicySize=percent)


def _root_of(call: Call) -> str:
    target: str = call["TargetPrincipal"]
    return target if target.startswith("arn:") else f"arn:aws:iam::{target}:root"


def _assume_root(call: Call) -> dict[str, Any]:
    """From the management account, into a member account, with a task policy (rule F17)."""
    organization, arn = call.state.organization, _root_of(call)
    account = name_in_arn(arn)[1]
    central = organization is not None and call.account == organization.management_account
    member = organization is not None and account in organization.nodes and account != call.account
    if not (central and member):
        message = "Access denied: root sessions are for member accounts of your organization"
        hint = "only the management account, or a delegated administrator of IAM, may call it"
        raise ClientError("AccessDenied", message, 403, hint=hint)
    task = _task_policy(call)
    session = issue(
        call.ids,
        call.now,
        call.get("DurationSeconds", QUARTER_OF_AN_HOUR),
        type=CredentialType.ASSUMED_ROOT,
        principal=PrincipalType.ROOT,
        account=account,
        arn=arn,
        identity=arn,
        unique_id=account,
        policies=(task, _all_else()),
        task_policy=task.arn,
        source_identity=call.session.source_identity,
    )
    return answer(keep(call, session))


def _task_policy(call: Call) -> Policy:
    """One of AWS's task policies. Raises ClientError for any other."""
    arn = call["TaskPolicyArn"].get("arn", "")
    found = aws_managed_policy(arn) if arn.startswith(ROOT_TASKS) else None
    if found is None:
        message = f"Policy ARN {arn} is not valid."
        hint = f"it has to be one of AWS's task policies, such as {ROOT_TASKS}S3UnlockBucketPolicy"
        raise ClientError("ValidationError", message, 400, hint=hint)
    return as_session_policy(found)


@cache
def _all_else() -> Policy:
    """A task policy only denies; what it does not deny, the root session may do (inferred)."""
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": everything}
    return parse_policy(document, PolicyType.SESSION, name="what the task policy leaves")


def _task_key(call: Call) -> dict[str, object]:
    return {"sts:TaskPolicyArn": call["TaskPolicyArn"].get("arn")}


OPERATIONS = {
    "GetSessionToken": Operation(
        (Need("sts:GetSessionToken"),),
        _get_session_token,
        ("DurationSeconds", "SerialNumber", "TokenCode"),
        read_only=True,
    ),
    "GetFederationToken": Operation(
        (
            Need("sts:GetFederationToken", _federated_user),
            Need("sts:TagSession", _federated_user, when=lambda call: bool(passed_tags(call))),
        ),
        _get_federation_token,
        ("Name", "Policy", "PolicyArns", "DurationSeconds", "Tags"),
        keys=tagging_keys,
    ),
    "AssumeRoot": Operation(
        (Need("sts:AssumeRoot", _root_of, _task_key),),
        _assume_root,
        ("TargetPrincipal", "TaskPolicyArn", "DurationSeconds"),
    ),
}
