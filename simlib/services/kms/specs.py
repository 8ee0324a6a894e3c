"""What each type of KMS key can do: its usages, its algorithms, the operations a grant may have.

Source: "Key spec reference", "Grants in AWS KMS" (grant operations), "AWS KMS API Reference".
"""

from collections.abc import Mapping
from typing import NamedTuple

from ...cloud.errors import ClientError
from ...cloud.keys import Key

__all__ = ["SYMMETRIC", "algorithms", "check_usage", "grant_operations", "usable_for"]

SYMMETRIC = "SYMMETRIC_DEFAULT"
_ENCRYPT, _SIGN, _MAC, _AGREE = (
    "ENCRYPT_DECRYPT",
    "SIGN_VERIFY",
    "GENERATE_VERIFY_MAC",
    "KEY_AGREEMENT",
)


class Family(NamedTuple):
    """Key specs that begin alike. `encryption` are the algorithms for ENCRYPT_DECRYPT."""

    usages: tuple[str, ...]
    encryption: tuple[str, ...] = ()


_FAMILIES: Mapping[str, Family] = {
    "SYMMETRIC": Family((_ENCRYPT,), (SYMMETRIC,)),
    "RSA": Family((_ENCRYPT, _SIGN), ("RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256")),
    "ECC_NIST": Family((_SIGN, _AGREE)),
    "ECC": Family((_SIGN,)),
    "HMAC": Family((_MAC,)),
    "SM2": Family((_ENCRYPT, _SIGN, _AGREE), ("SM2PKE",)),
    "ML_DSA": Family((_SIGN,)),
    "ML_KEM": Family(("ENCAPSULATE_DECAPSULATE",)),
}
_ON_ANY_KEY = ("CreateGrant", "DescribeKey", "RetireGrant")
_CRYPTING = ("Decrypt", "Encrypt", "ReEncryptFrom", "ReEncryptTo")
_DATA_KEYS = (
    "GenerateDataKey",
    "GenerateDataKeyPair",
    "GenerateDataKeyPairWithoutPlaintext",
    "GenerateDataKeyWithoutPlaintext",
)
_BY_USAGE: Mapping[str, tuple[str, ...]] = {
    _ENCRYPT: (*_CRYPTING, "GetPublicKey"),
    _SIGN: ("GetPublicKey", "Sign", "Verify"),
    _MAC: ("GenerateMac", "VerifyMac"),
    _AGREE: ("DeriveSharedSecret", "GetPublicKey"),
}


def _family(spec: str) -> Family:
    return next(
        (family for start, family in _FAMILIES.items() if spec.startswith(start)), Family(())
    )


def check_usage(spec: str, usage: str) -> None:
    """Raises ClientError ValidationException where keys of this spec have no such usage."""
    if usage not in _family(spec).usages:
        message = f"KeyUsage {usage} is not compatible with KeySpec {spec}"
        raise ClientError("ValidationException", message, 400)


def algorithms(key: Key) -> tuple[str, ...]:
    """The encryption algorithms of a key; none where it is not for encryption."""
    return _family(key.spec).encryption if key.usage == _ENCRYPT else ()


def grant_operations(key: Key) -> frozenset[str]:
    """The operations that a grant on this key may have (rule H6)."""
    if key.spec == SYMMETRIC:
        return frozenset((*_ON_ANY_KEY, *_CRYPTING, *_DATA_KEYS))
    return frozenset((*_ON_ANY_KEY, *_BY_USAGE.get(key.usage, ())))


def usable_for(key: Key, operation: str, algorithm: str = SYMMETRIC) -> Key:
    """The key, if usage and spec fit. Raises ClientError InvalidKeyUsageException.

    Data keys come from symmetric encryption keys only, by their one algorithm.
    """
    if key.usage != _ENCRYPT:
        message = f"{key.arn} key usage is {key.usage} which is not valid for {operation}."
        raise ClientError("InvalidKeyUsageException", message, 400)
    if algorithm not in algorithms(key):
        message = f"Algorithm {algorithm} and key spec {key.spec} are incompatible."
        hint = f"it takes {', '.join(algorithms(key))}"
        raise ClientError("InvalidKeyUsageException", message, 400, hint=hint)
    return key
