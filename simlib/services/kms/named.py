"""Which key a call names, whether it exists, and whether its state lets the operation through.

A key id or an alias belongs to the caller's account; the Region is the one that the call goes to.
Source: "Key identifiers (KeyId)", "Key states of AWS KMS keys", "Allowing users in other accounts
to use a KMS key".
"""

from collections.abc import Callable

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.keys import Key, KeyState
from ...language.arn import parse_arn
from ..arns import key_arn

__all__ = ["alias_in", "changeable", "key_of", "named", "the_key", "usable"]


def named(call: Call, key_id: str, *, alias: bool = True) -> str:
    """The ARN of a key, however it is named. Raises ClientError.

    Operations that manage a key take no alias.
    """
    if not alias and alias_in(key_id):
        raise ClientError("NotFoundException", f"Invalid keyId '{key_id}'", 400)
    arn = key_arn(call, key_id)
    parts = parse_arn(arn)
    if parts is None or parts.service != "kms" or not parts.resource.startswith("key/"):
        raise ClientError("InvalidArnException", f"Invalid arn {key_id}", 400)
    if parts.region != call.region:
        hint = f"the call went to {call.region}"
        raise ClientError("NotFoundException", f"Invalid arn {parts.region}", 400, hint=hint)
    return arn


def key_of(parameter: str = "KeyId", *, alias: bool = False) -> Callable[[Call], str]:
    """For the `on` of a need: the ARN of the key that a parameter names."""
    return lambda call: named(call, call[parameter], alias=alias)


def alias_in(key_id: str) -> str | None:
    """The alias name, where a key is named by its alias.

    >>> alias_in("arn:aws:kms:us-east-1:111122223333:alias/records"), alias_in("1234")
    ('alias/records', None)
    """
    name = key_id.rpartition(":")[2]
    return name if name.startswith("alias/") else None


def the_key(call: Call, arn: str) -> Key:
    """The key, and its grant tokens are known. Raises ClientError NotFoundException…"""
    key = call.state.keys.get(arn)
    if key is None or (key.deletion is not None and key.deletion <= call.now):
        raise ClientError("NotFoundException", f"Key '{arn}' does not exist", 400)
    known = {grant.token for grant in call.state.grants.values()}
    if not known.issuperset(call.asking.grant_tokens):
        raise ClientError("InvalidGrantTokenException", "Invalid grant token", 400)
    return key


def changeable(key: Key) -> Key:
    """The key, unless it is pending deletion. Raises ClientError KMSInvalidStateException."""
    if key.state is KeyState.PENDING_DELETION:
        raise ClientError("KMSInvalidStateException", f"{key.arn} is pending deletion.", 400)
    return key


def usable(key: Key) -> Key:
    """The key, if it is enabled. Raises ClientError DisabledException… (rule H18)."""
    if key.state is KeyState.DISABLED:
        raise ClientError("DisabledException", f"{key.arn} is disabled.", 400)
    if key.state is KeyState.PENDING_IMPORT:
        raise ClientError("KMSInvalidStateException", f"{key.arn} is pending import.", 400)
    return changeable(key)
