"""The rows that KMS's tables are made of: one need on one key, and what all operations share.

Source: "AWS KMS condition keys", "Testing your AWS KMS API calls" (DryRun), "Actions, resources,
and condition keys for AWS Key Management Service".
"""

from collections.abc import Mapping
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.operation import Effect, Keys, Need, Operation
from .named import alias_in, key_of

__all__ = ["KEY", "PAGING", "context_of_pairs", "dry_run", "for_aws_resource", "on_key", "reading"]

KEY = "AWS::KMS::Key"
PAGING = ("Limit", "Marker")


def on_key(
    name: str,
    effect: Effect,
    *takes: str,
    keys: Keys | None = None,
    alias: bool = False,
    read_only: bool = False,
) -> Operation:
    """An operation on the key that KeyId names; `alias` says whether it may be an alias."""
    return Operation(
        (Need(f"kms:{name}", key_of(alias=alias), _with_alias(keys) if alias else keys),),
        effect,
        ("KeyId", *takes),
        PAGING if name.startswith("List") else (),
        read_only=read_only,
        resource_type=KEY,
    )


def reading(name: str, effect: Effect, *takes: str, keys: Keys | None = None) -> Operation:
    """An operation on one key that changes nothing."""
    return on_key(name, effect, *takes, keys=keys, alias=name == "DescribeKey", read_only=True)


def _with_alias(keys: Keys | None) -> Keys:
    """Adds kms:RequestAlias, which is there only where the request names the key by alias."""

    def filled(call: Call) -> Mapping[str, object]:
        alias = alias_in(call.get("KeyId", ""))
        found = dict(keys(call)) if keys is not None else {}
        return found | ({"kms:RequestAlias": alias} if alias else {})

    return filled


def context_of_pairs(pairs: Mapping[str, str]) -> dict[str, object]:
    """The condition keys of an encryption context: the pairs, and the set of names (rule H15).

    >>> context_of_pairs({"Department": "IT"})
    {'kms:EncryptionContext:Department': 'IT', 'kms:EncryptionContextKeys': ['Department']}
    """
    if not pairs:
        return {}
    found: dict[str, object] = {f"kms:EncryptionContext:{k}": value for k, value in pairs.items()}
    return found | {"kms:EncryptionContextKeys": list(pairs)}


def for_aws_resource(call: Call) -> dict[str, object]:
    """kms:GrantIsForAWSResource: there only where a service calls for the caller (rule H14)."""
    return {"kms:GrantIsForAWSResource": True} if call.asking.via else {}


def dry_run(effect: Effect) -> Effect:
    """The effect; under DryRun its success is an error, and like any error changes nothing."""

    def checked(call: Call) -> dict[str, Any]:
        response = effect(call)
        if call.get("DryRun"):
            message = "The request would have succeeded, but the DryRun option is set."
            raise ClientError("DryRunOperationException", message, 400)
        return response

    return checked
