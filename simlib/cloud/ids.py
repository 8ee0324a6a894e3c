"""Ids that look like AWS's and are the same every time: each follows from a seed and its place.

Source: "IAM identifiers" (the prefixes of unique ids).
"""

from collections import Counter
from hashlib import sha256

__all__ = ["Ids"]

_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_LOWER = "abcdefghijklmnopqrstuvwxyz0123456789"
_SECRET = _BASE32 + _BASE32[:26].lower() + "0189+/"


class Ids:
    """Hands out ids. Each kind counts for itself, so that one more key does not change the roles.

    >>> Ids(1).unique("AROA") == Ids(1).unique("AROA"), Ids(1).unique("AROA")[:4]
    (True, 'AROA')
    """

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._taken: Counter[str] = Counter()

    def _digest(self, kind: str) -> bytes:
        self._taken[kind] += 1
        return sha256(f"{self._seed}/{kind}/{self._taken[kind]}".encode()).digest()

    def _letters(self, kind: str, length: int, alphabet: str) -> str:
        digest = self._digest(kind)
        while len(digest) < length:
            digest += sha256(digest).digest()
        return "".join(alphabet[byte % len(alphabet)] for byte in digest[:length])

    def unique(self, prefix: str) -> str:
        """A unique id: `AIDA…` a user, `AROA…` a role, `AKIA…` and `ASIA…` access keys."""
        length = 16 if prefix in ("AKIA", "ASIA") else 17
        return prefix + self._letters(prefix, length, _BASE32)

    def secret(self) -> str:
        """A secret access key of 40 characters."""
        return self._letters("secret", 40, _SECRET)

    def token(self, kind: str, length: int = 96) -> str:
        """A session token, grant token or import token: opaque."""
        return self._letters(kind, length, _SECRET)

    def hex(self, kind: str, length: int = 32) -> str:
        """An id in hex, such as a data store's; at most 64 digits."""
        return self._digest(kind).hex()[:length]

    def lower(self, kind: str, length: int) -> str:
        """An id of lower-case letters and digits, such as an access point alias's tail."""
        return self._letters(kind, length, _LOWER)

    def uuid(self, kind: str) -> str:
        """An id in five groups, such as a key's or an event's."""
        text = self._digest(kind).hex()
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"
