"""How KMS writes requests into CloudTrail: no secrets, encryption contexts as they were sent.

Source: "Logging AWS KMS API calls with AWS CloudTrail".
"""

from collections.abc import Mapping
from typing import Any

from ...cloud.calling import Call
from ...cloud.records import as_recorded
from .specs import SYMMETRIC

__all__ = ["HIDDEN", "recorded"]

HIDDEN = frozenset({"CiphertextBlob", "GrantToken", "GrantTokens", "Plaintext"})
# What a request leaves out and the record shows all the same.
_FILLED_IN: Mapping[str, tuple[str, ...]] = {
    "Encrypt": ("EncryptionAlgorithm",),
    "Decrypt": ("EncryptionAlgorithm",),
    "ReEncrypt": ("SourceEncryptionAlgorithm", "DestinationEncryptionAlgorithm"),
}


def recorded(call: Call) -> dict[str, Any] | None:
    """The request parameters as the record has them."""
    filled = dict.fromkeys(_FILLED_IN.get(call.name, ()), SYMMETRIC)
    shown = {**filled, **call.parameters}
    return {
        name[:1].lower() + name[1:]: _value(name, value)
        for name, value in shown.items()
        if name not in HIDDEN
    } or None


def _value(name: str, value: Any) -> Any:
    """The names in an encryption context are the caller's own and keep their case."""
    if name.endswith("EncryptionContext"):
        return dict(value)
    if name == "Constraints":
        return {kind[:1].lower() + kind[1:]: pairs for kind, pairs in value.items()}
    return as_recorded(value, HIDDEN)
