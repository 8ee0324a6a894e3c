"""Block Public Access of a whole account; it holds for all its buckets and access points (G9).

Source: "Amazon S3 API Reference: S3 Control": PutPublicAccessBlock, GetPublicAccessBlock,
DeletePublicAccessBlock.
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.operation import Effect, Need, Operation
from ...cloud.organization import Account
from ..s3.block_settings import read_settings, written_settings
from ..s3.rows import access_denied
from .access_points import own_account

__all__ = ["OPERATIONS"]


def _account(call: Call) -> Account:
    own_account(call)
    account = call.state.accounts.get(call["AccountId"])
    if account is None:
        raise access_denied(f"this cloud has no account {call['AccountId']}")
    return account


def _set(call: Call, settings: frozenset[str] | None) -> dict[str, Any]:
    account = _account(call)
    call.put("accounts", account.id, replace(account, public_access_block=settings))
    return {}


def _put(call: Call) -> dict[str, Any]:
    return _set(call, read_settings(call["PublicAccessBlockConfiguration"]))


def _get(call: Call) -> dict[str, Any]:
    return written_settings(_account(call).public_access_block)


def _delete(call: Call) -> dict[str, Any]:
    return _set(call, None)


def _row(verb: str, effect: Effect, *takes: str) -> Operation:
    """CloudTrail calls them by their actions; deleting needs the action of putting."""
    read = verb == "Get"
    need = Need(f"s3:{'Get' if read else 'Put'}AccountPublicAccessBlock")
    event = f"{verb}AccountPublicAccessBlock"
    return Operation((need,), effect, ("AccountId", *takes), read_only=read, event_name=event)


OPERATIONS = {
    "PutPublicAccessBlock": _row("Put", _put, "PublicAccessBlockConfiguration"),
    "GetPublicAccessBlock": _row("Get", _get),
    "DeletePublicAccessBlock": _row("Delete", _delete),
}
