"""cedarpy, for scale alone: Cedar is another language, so the benchmark's policies are put into it.

Each statement becomes a `permit` or a `forbid` whose `when` says the same as far as Cedar can.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

from simlib import PolicySet, Request

__all__ = ["ready"]

_NAMES = {
    "aws:PrincipalTag/dept": "dept",
    "s3:prefix": "prefix",
    "aws:SourceIp": "ip",
    "aws:SecureTransport": "tls",
}


def ready(policies: PolicySet) -> Callable[[Request], bool]:
    """With the policies read beforehand."""
    import cedarpy

    documents = (json.loads(each.text) for each in policies.identity_based)
    texts = (_statement(each) for one in documents for each in one["Statement"])
    read = cedarpy.PolicySet.from_str("\n".join(texts))

    def decide(request: Request) -> bool:
        return bool(cedarpy.is_authorized(_asked(request), read, []).allowed)

    return decide


def _asked(request: Request) -> dict[str, Any]:
    name = str(request.principal.arn).rpartition("/")[2]
    context: dict[str, Any] = {
        _NAMES[key]: value for key, value in request.context.items() if key in _NAMES
    }
    context |= {"action": request.action, "arn": request.resource.arn, "name": name}
    if "ip" in context:
        context["ip"] = {"__extn": {"fn": "ip", "arg": context["ip"]}}
    return {
        "principal": f'User::"{name}"',
        "action": 'Action::"call"',
        "resource": 'Resource::"any"',
        "context": context,
    }


def _statement(statement: dict[str, Any]) -> str:
    verb = "permit" if statement["Effect"] == "Allow" else "forbid"
    return f"{verb} (principal, action, resource) when {{ {' && '.join(_parts(statement))} }};"


def _parts(statement: dict[str, Any]) -> Iterator[str]:
    yield _any(f'context.action like "{each}"' for each in _list(statement["Action"]))
    arns = (each.replace("${aws:username}", "*") for each in _list(statement["Resource"]))
    yield _any(f'context.arn like "{each}"' for each in arns)
    for operator, keys in statement.get("Condition", {}).items():
        for key, values in keys.items():
            name = _NAMES[key]
            yield f"context has {name}"
            yield _any(_TESTS[operator].format(name, each) for each in _list(values))


_TESTS = {
    "StringEquals": 'context.{} == "{}"',
    "StringLike": 'context.{} like "{}"',
    "IpAddress": 'context.{}.isInRange(ip("{}"))',
    "Bool": 'context.{} == "{}"',
}


def _any(tests: Iterator[str]) -> str:
    return "(" + " || ".join(tests) + ")"


def _list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
