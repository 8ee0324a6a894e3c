"""moto's access control: identity-based policies of users and roles.

As its own authorization does: any policy that denies decides, else one must permit.
"""

from collections.abc import Callable
from typing import Any

from simlib import PolicySet, Request

__all__ = ["answer", "ready"]

_UNHEARD = ("accounts", "endpoint_policy", "grants", "parts")


def ready(policies: PolicySet) -> Callable[[Request], bool]:
    """With the policies read beforehand."""
    decide = _decide([each.text for each in policies.identity_based])
    return lambda request: decide(request.action, request.resource.arn, _texts(request.context))


def answer(case: dict[str, Any]) -> bool | None:
    """It can be asked about what identity-based policies alone decide."""
    import json

    setup, request = case["setup"], case["request"]
    caller = setup["principal"]
    limited = caller.get("boundary") or caller.get("session") or any(setup.get(e) for e in _UNHEARD)
    named = caller["type"] in ("user", "role_session")
    if limited or not named or (setup.get("resource") or {}).get("policy"):
        return None
    decide = _decide([json.dumps(each) for each in caller.get("identity", [])])
    return decide(request["action"], request["resource"], _texts(request["context"]))


def _decide(texts: list[str]) -> Callable[[str, str, dict[str, str]], bool]:
    from moto.iam.access_control import IAMPolicy, PermissionResult

    policies = [IAMPolicy(text) for text in texts]

    def decide(action: str, arn: str, context: dict[str, str]) -> bool:
        found = {
            each.is_action_permitted(action, arn, incoming_condition_values=context)
            for each in policies
        }
        return PermissionResult.DENIED not in found and PermissionResult.PERMITTED in found

    return decide


def _texts(context: Any) -> dict[str, str]:
    return {key: value for key, value in context.items() if isinstance(value, str)}
