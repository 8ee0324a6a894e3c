"""Key policies: the default one, reading and replacing one, and the check against locking out.

Source: "Default key policy", "AWS KMS API Reference: PutKeyPolicy" (the lockout safety check).
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from ...cloud.authorizing import gates_of
from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.keys import Key
from ...cloud.operation import Operation
from ...cloud.resources import current
from ...cloud.saved_policy import SavedPolicy
from ...evaluation.evaluate import evaluate
from ...evaluation.policy_set import PolicySet
from ...language.document import parse_policy
from ...language.terms import PolicyType
from ..saving import KMS_REFUSAL, save_policy
from .named import named, the_key
from .rows import on_key, reading

__all__ = ["OPERATIONS", "keep_policy"]

NAME = "default"  # the only policy that a key has, but for one that AWS RAM makes
_ALL = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}],
    }
)


def default_key_policy(account: str) -> str:
    """What a key gets that is created without a policy: it lets IAM policies decide (rule H2)."""
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    document = {"Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement]}
    return json.dumps(document, indent=2)


def keep_policy(call: Call, with_policy: Callable[[SavedPolicy], Key], text: str | None) -> Key:
    """Keeps a key with a policy, the default one without a text. Raises ClientError.

    A policy that would keep the caller from ever putting another one is refused (rule H19).
    """
    policy = text if text is not None else default_key_policy(call.account)
    saved = save_policy(call, policy, PolicyType.KEY_POLICY, KMS_REFUSAL, name="key policy")
    key = with_policy(saved)
    call.put("keys", key.arn, key)
    bypass = call.get("BypassPolicyLockoutSafetyCheck", False)
    if text is not None and not bypass and not _leaves_a_way(call, key):
        message = "The new key policy will not allow you to update the key policy in the future."
        hint = "let the policy allow kms:PutKeyPolicy to you, or to your account"
        raise ClientError("MalformedPolicyDocumentException", message, 400, hint=hint)
    return key


def _leaves_a_way(call: Call, key: Key) -> bool:
    """Does the key policy alone let the caller put a policy, if IAM policies allow all?"""
    asking = call.asking._replace(said={})
    (gate,) = gates_of(call.state, asking, "kms:PutKeyPolicy", key.arn, keys=_named(call))
    everything = parse_policy(_ALL, PolicyType.IDENTITY_BASED, name="everything")
    return evaluate(gate.request, PolicySet([everything], gate.policies.resource_based)).allowed


def _put(call: Call) -> dict[str, Any]:
    _only_default(call)
    key = the_key(call, named(call, call["KeyId"], alias=False))
    keep_policy(call, lambda policy: replace(key, policy=policy), call["Policy"])
    return {}


def _get(call: Call) -> dict[str, Any]:
    _only_default(call)
    key = the_key(call, named(call, call["KeyId"], alias=False))
    policy = current(call.state, key.policy)
    return {"Policy": policy.text if policy is not None else "", "PolicyName": NAME}


def _only_default(call: Call) -> None:
    name = call.get("PolicyName", NAME)
    if name != NAME:
        raise ClientError("NotFoundException", f"No such policy exists: {name}", 400)


def _named(call: Call) -> dict[str, object]:
    return {"kms:PolicyName": call.get("PolicyName", NAME)}


def _putting(call: Call) -> Mapping[str, object]:
    bypass = call.get("BypassPolicyLockoutSafetyCheck", False)
    return {**_named(call), "kms:BypassPolicyLockoutSafetyCheck": bypass}


OPERATIONS: Mapping[str, Operation] = {
    "GetKeyPolicy": reading("GetKeyPolicy", _get, "PolicyName", keys=_named),
    "PutKeyPolicy": on_key(
        "PutKeyPolicy",
        _put,
        "Policy",
        "PolicyName",
        "BypassPolicyLockoutSafetyCheck",
        keys=_putting,
    ),
}
