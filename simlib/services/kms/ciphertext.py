"""Ciphertexts: opaque bytes that carry key, plaintext and encryption context. NOT cryptography.

Whoever has such bytes can read them. They do what KMS's ciphertexts do for permissions: they
decrypt only under their key, only with their encryption context, and only undamaged.
Source: "Encryption context", "AWS KMS API Reference: Decrypt".
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from hashlib import sha256
from typing import NamedTuple

from ...cloud.errors import ClientError

__all__ = ["Sealed", "seal", "unseal"]

_MARK = b"simlib-not-encrypted:"
_CHECK = 16  # characters of the checksum


class Sealed(NamedTuple):
    """What a ciphertext carries. `nonce` makes two ciphertexts of one plaintext differ."""

    key: str
    plaintext: bytes
    context: Mapping[str, str]
    algorithm: str
    nonce: str = ""


def seal(sealed: Sealed) -> bytes:
    """The bytes.

    >>> unseal(seal(Sealed("key", b"scan", {"Department": "IT"}, "SYMMETRIC_DEFAULT"))).plaintext
    b'scan'
    """
    fields = {**sealed._asdict(), "plaintext": b64encode(sealed.plaintext).decode()}
    body = b64encode(json.dumps(fields, sort_keys=True).encode())
    return _MARK + _checksum(body) + body


def unseal(blob: bytes | str) -> Sealed:
    """What the bytes carry. Raises ClientError InvalidCiphertextException."""
    data = blob.encode() if isinstance(blob, str) else bytes(blob)
    check, body = data[len(_MARK) :][:_CHECK], data[len(_MARK) + _CHECK :]
    if not data.startswith(_MARK) or check != _checksum(body):
        hint = "the bytes are damaged, or KMS did not make them"
        raise ClientError("InvalidCiphertextException", "", 400, hint=hint)
    fields = json.loads(b64decode(body))
    return Sealed(**{**fields, "plaintext": b64decode(fields["plaintext"])})


def _checksum(body: bytes) -> bytes:
    return sha256(body).hexdigest()[:_CHECK].encode()
