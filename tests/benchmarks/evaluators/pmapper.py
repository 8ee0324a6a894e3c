"""PMapper's local simulation: users and roles, with boundary, session policy, SCPs and a resource
policy. It was written for a Python whose `collections` still had the abstract classes.
"""

import collections
import collections.abc
from collections.abc import Callable
from typing import Any

from simlib import PolicySet, Request

__all__ = ["answer", "ready"]

_UNHEARD = ("endpoint_policy", "grants", "parts")


def ready(policies: PolicySet) -> Callable[[Request], bool]:
    """A node for each caller, made when it first calls."""
    import json

    documents = [json.loads(each.text) for each in policies.identity_based]
    nodes: dict[str, Any] = {}

    def decide(request: Request) -> bool:
        arn = str(request.principal.arn)
        if arn not in nodes:
            nodes[arn] = _node(arn, documents, None)
        return bool(_checked(nodes[arn], request.action, request.resource.arn, request.context))

    _patch()
    return decide


def answer(case: dict[str, Any]) -> bool | None:
    """It knows users and roles; neither RCPs, endpoints, grants nor access points."""
    setup, request = case["setup"], case["request"]
    caller, resource = setup["principal"], setup.get("resource") or {}
    account = (setup.get("accounts") or {}).get(caller["account"], {})
    unheard = any(setup.get(each) for each in _UNHEARD) or "rcps" in str(setup.get("accounts"))
    if unheard or caller["type"] not in ("user", "role_session"):
        return None
    if len(caller.get("session") or ()) > 1:
        return None
    _patch()
    arn = caller.get("role_arn") or caller["arn"]
    return bool(
        _checked(
            _node(arn, caller.get("identity", []), caller.get("boundary")),
            request["action"],
            request["resource"],
            request["context"],
            resource.get("policy"),
            resource.get("account") if resource.get("policy") else None,
            _levels(account),
            next(iter(caller.get("session") or ()), None),
        )
    )


def _levels(account: dict[str, Any]) -> list[list[Any]] | None:
    if "scps" not in account or account.get("management"):
        return None
    return [[_policy(each) for each in level] for level in account["scps"]]


def _patch() -> None:
    """What later versions of Python moved."""
    for name in ("Mapping", "MutableMapping"):
        setattr(collections, name, getattr(collections.abc, name))


def _policy(document: Any) -> Any:
    from principalmapper.common import Policy

    return Policy("arn:aws:iam::111122223333:policy/given", "given", document)


def _node(arn: str, documents: list[Any], boundary: Any) -> Any:
    from principalmapper.common import Node

    is_role = ":role/" in arn
    limit = None if boundary is None else _policy(boundary)
    return Node(
        arn, "AIDAEXAMPLE", [_policy(each) for each in documents], [], {} if is_role else None,
        [] if is_role else None, 0, False, False, limit, False, {},
    )  # fmt: skip


def _checked(node: Any, action: str, arn: str, context: Any, *more: Any) -> object:
    from principalmapper.querying.query_interface import local_check_authorization_full

    return local_check_authorization_full(node, action, arn, dict(context), *more)
