"""Cryptographic operations: encrypt, decrypt, re-encrypt, and data keys. Nothing is encrypted.

Source: "AWS KMS API Reference: Encrypt, Decrypt, ReEncrypt, GenerateDataKey", "Encryption context".
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.keys import Key
from ...cloud.operation import Effect, Keys, Need, Operation
from .ciphertext import Sealed, seal, unseal
from .named import alias_in, key_of, named, the_key, usable
from .rows import KEY, context_of_pairs, dry_run, on_key
from .specs import SYMMETRIC, usable_for

__all__ = ["OPERATIONS"]

LARGEST_PLAINTEXT = 4096  # bytes
_KEY_BYTES = {"AES_256": 32, "AES_128": 16}


def _encrypt(call: Call) -> dict[str, Any]:
    plaintext = call["Plaintext"]
    data = plaintext.encode() if isinstance(plaintext, str) else bytes(plaintext)
    if not 1 <= len(data) <= LARGEST_PLAINTEXT:
        message = f"Plaintext has {len(data)} bytes, must have 1 to {LARGEST_PLAINTEXT}"
        raise ClientError("ValidationException", message, 400)
    algorithm = call.get("EncryptionAlgorithm", SYMMETRIC)
    key = _key_for(call, named(call, call["KeyId"]), algorithm)
    blob = _sealed(call, key, data)
    return {"CiphertextBlob": blob, "KeyId": key.arn, "EncryptionAlgorithm": algorithm}


def _decrypt(call: Call) -> dict[str, Any]:
    algorithm = call.get("EncryptionAlgorithm", SYMMETRIC)
    key = _key_for(call, _decrypting(call), algorithm)
    plaintext = _opened(call, key).plaintext
    return {"KeyId": key.arn, "Plaintext": plaintext, "EncryptionAlgorithm": algorithm}


def _re_encrypt(call: Call) -> dict[str, Any]:
    before = call.get("SourceEncryptionAlgorithm", SYMMETRIC)
    after = call.get("DestinationEncryptionAlgorithm", SYMMETRIC)
    source = _key_for(call, _source(call), before)
    destination = _key_for(call, named(call, call["DestinationKeyId"]), after)
    plaintext = _opened(call, source, "Source").plaintext
    return {
        "CiphertextBlob": _sealed(call, destination, plaintext, "Destination"),
        "SourceKeyId": source.arn,
        "KeyId": destination.arn,
        "SourceEncryptionAlgorithm": before,
        "DestinationEncryptionAlgorithm": after,
    }


def _data_key(call: Call) -> dict[str, Any]:
    if ("KeySpec" in call.parameters) == ("NumberOfBytes" in call.parameters):
        message = "Please specify either number of bytes or key spec."
        raise ClientError("ValidationException", message, 400)
    key = _key_for(call, named(call, call["KeyId"]), SYMMETRIC)
    plaintext = _random(call, call.get("NumberOfBytes") or _KEY_BYTES[call["KeySpec"]])
    blob = _sealed(call, key, plaintext)
    return {"CiphertextBlob": blob, "Plaintext": plaintext, "KeyId": key.arn}


def _data_key_alone(call: Call) -> dict[str, Any]:
    return {name: part for name, part in _data_key(call).items() if name != "Plaintext"}


def _random(call: Call, size: int) -> bytes:
    """As many bytes, which follow from the cloud's seed."""
    seed = call.ids.hex("data key", 64)
    blocks = (sha256(f"{seed}/{place}".encode()).digest() for place in range(size // 32 + 1))
    return b"".join(blocks)[:size]


def _key_for(call: Call, arn: str, algorithm: str) -> Key:
    return usable_for(usable(the_key(call, arn)), call.name, algorithm)


def _sealed(call: Call, key: Key, plaintext: bytes, prefix: str = "") -> bytes:
    """Under the context and the algorithm that the parameters of that prefix say."""
    context = call.get(f"{prefix}EncryptionContext", {})
    algorithm = call.get(f"{prefix}EncryptionAlgorithm", SYMMETRIC)
    _check_context(key, context)
    nonce = call.ids.hex("ciphertext", 16)
    return seal(Sealed(key.arn, plaintext, context, algorithm, nonce))


def _opened(call: Call, key: Key, prefix: str = "") -> Sealed:
    """What is in the ciphertext. Raises ClientError where key or context are not the ones."""
    context = call.get(f"{prefix}EncryptionContext", {})
    algorithm = call.get(f"{prefix}EncryptionAlgorithm", SYMMETRIC)
    _check_context(key, context)
    opened = unseal(_blob(call))
    if opened.key != key.arn:
        message = (
            "The key ID in the request does not identify a CMK that can perform this operation."
        )
        hint = f"the ciphertext was made under {opened.key}"
        raise ClientError("IncorrectKeyException", message, 400, hint=hint)
    if dict(opened.context) != dict(context) or opened.algorithm != algorithm:
        hint = "the encryption context must be the same as in encrypting, case and all"
        raise ClientError("InvalidCiphertextException", "", 400, hint=hint)
    return opened


def _check_context(key: Key, context: Mapping[str, str]) -> None:
    if context and key.spec != SYMMETRIC:
        message = f"An encryption context is not supported for {key.spec} keys."
        raise ClientError("ValidationException", message, 400)


def _opening(parameter: str) -> Callable[[Call], str]:
    """The ARN of the key that the parameter names, else of the one that the ciphertext names."""
    return lambda call: named(call, call.get(parameter) or unseal(_blob(call)).key)


_decrypting, _source = _opening("KeyId"), _opening("SourceKeyId")


def _blob(call: Call) -> bytes:
    """The ciphertext. AWS does without only in a dry run that is told to."""
    if "CiphertextBlob" not in call.parameters:
        message = "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy "
        raise ClientError("ValidationException", f"{message}constraint: Member must not be null")
    blob: bytes = call["CiphertextBlob"]
    return blob


def _keys(prefix: str = "", key_id: str = "KeyId") -> Keys:
    """The encryption context, the algorithm and the alias, by the parameters' prefix."""

    def filled(call: Call) -> dict[str, object]:
        alias = alias_in(call.get(key_id, ""))
        return {
            **context_of_pairs(call.get(f"{prefix}EncryptionContext", {})),
            "kms:EncryptionAlgorithm": call.get(f"{prefix}EncryptionAlgorithm", SYMMETRIC),
            **({"kms:RequestAlias": alias} if alias else {}),
        }

    return filled


def _re_encrypting(prefix: str) -> Keys:
    keys = _keys(prefix, f"{prefix}KeyId")

    def filled(call: Call) -> dict[str, object]:
        same = _source(call) == named(call, call["DestinationKeyId"])
        return {**keys(call), "kms:ReEncryptOnSameKey": same}

    return filled


_CONTEXT = ("EncryptionContext", "GrantTokens", "DryRun")


def _data_keys(name: str, effect: Effect) -> Operation:
    def keys(call: Call) -> dict[str, object]:
        return context_of_pairs(call.get("EncryptionContext", {}))

    takes = ("KeySpec", "NumberOfBytes", *_CONTEXT)
    return on_key(name, dry_run(effect), *takes, keys=keys, alias=True, read_only=True)


OPERATIONS: Mapping[str, Operation] = {
    "Encrypt": on_key(
        "Encrypt", dry_run(_encrypt), "Plaintext", "EncryptionAlgorithm", *_CONTEXT,
        keys=_keys(), alias=True, read_only=True,
    ),
    "Decrypt": Operation(
        (Need("kms:Decrypt", _decrypting, _keys()),),
        dry_run(_decrypt),
        ("CiphertextBlob", "KeyId", "EncryptionAlgorithm", *_CONTEXT),
        read_only=True,
        resource_type=KEY,
    ),
    "ReEncrypt": Operation(
        (
            Need("kms:ReEncryptFrom", _source, _re_encrypting("Source")),
            Need(
                "kms:ReEncryptTo",
                key_of("DestinationKeyId", alias=True),
                _re_encrypting("Destination"),
            ),
        ),
        dry_run(_re_encrypt),
        ("CiphertextBlob", "SourceKeyId", "SourceEncryptionContext", "SourceEncryptionAlgorithm",
         "DestinationKeyId", "DestinationEncryptionContext", "DestinationEncryptionAlgorithm",
         "GrantTokens", "DryRun"),
        read_only=True,
        resource_type=KEY,
    ),
    "GenerateDataKey": _data_keys("GenerateDataKey", _data_key),
    "GenerateDataKeyWithoutPlaintext": _data_keys(
        "GenerateDataKeyWithoutPlaintext", _data_key_alone
    ),
}  # fmt: skip
