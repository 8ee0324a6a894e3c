"""Aliases: other names of keys. Changing one needs permission on the alias and on each key.

Source: "Aliases in AWS KMS", "Controlling access to aliases".
"""

from collections.abc import Mapping
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.operation import Need, Operation
from .named import changeable, key_of, named, the_key
from .rows import KEY, PAGING

__all__ = ["OPERATIONS"]


def _alias_arn(call: Call) -> str:
    """The alias's ARN. Raises ClientError where the name does not begin with `alias/`."""
    name = call["AliasName"]
    if not name.startswith("alias/"):
        message = 'Alias must start with the prefix "alias/".'
        raise ClientError("ValidationException", message, 400)
    return f"arn:aws:kms:{call.region}:{call.account}:{name}"


def _its_key(call: Call) -> str:
    """The key that the alias is for now. Raises ClientError NotFoundException."""
    arn = _alias_arn(call)
    if arn not in call.state.aliases:
        raise ClientError("NotFoundException", f"Alias {arn} is not found.", 400)
    return call.state.aliases[arn]


def _create(call: Call) -> dict[str, Any]:
    arn = _alias_arn(call)
    if arn in call.state.aliases:
        message = f"An alias with the name {arn} already exists"
        raise ClientError("AlreadyExistsException", message, 400)
    return _point(call, arn)


def _point(call: Call, arn: str) -> dict[str, Any]:
    key = changeable(the_key(call, named(call, call["TargetKeyId"], alias=False)))
    call.put("aliases", arn, key.arn)
    return {}


def _update(call: Call) -> dict[str, Any]:
    return _point(call, _alias_arn(call))


def _delete(call: Call) -> dict[str, Any]:
    call.drop("aliases", _alias_arn(call))
    return {}


def _list(call: Call) -> dict[str, Any]:
    here = f"arn:aws:kms:{call.region}:{call.account}:"
    wanted = named(call, call["KeyId"], alias=False) if call.get("KeyId") else None
    rows = [
        {
            "AliasName": arn.rpartition(":")[2],
            "AliasArn": arn,
            "TargetKeyId": key.rpartition("/")[2],
        }
        for arn, key in sorted(call.state.aliases.items())
        if arn.startswith(here) and wanted in (None, key)
    ]
    return {"Aliases": rows, "Truncated": False}


_TARGET = key_of("TargetKeyId")
OPERATIONS: Mapping[str, Operation] = {
    "CreateAlias": Operation(
        (Need("kms:CreateAlias", lambda call: (_alias_arn(call), _TARGET(call))),),
        _create,
        ("AliasName", "TargetKeyId"),
        resource_type=KEY,
    ),
    "UpdateAlias": Operation(
        (
            Need(
                "kms:UpdateAlias",
                lambda call: (_alias_arn(call), _its_key(call), _TARGET(call)),
            ),
        ),
        _update,
        ("AliasName", "TargetKeyId"),
        resource_type=KEY,
    ),
    "DeleteAlias": Operation(
        (Need("kms:DeleteAlias", lambda call: (_alias_arn(call), _its_key(call))),),
        _delete,
        ("AliasName",),
        resource_type=KEY,
    ),
    "ListAliases": Operation((Need("kms:ListAliases"),), _list, ("KeyId",), PAGING, read_only=True),
}
