"""What a condition key can be: which values, whether several, whether it can be absent.

Source: "AWS global condition context keys" (the availability of each key), "Single-valued vs.
multivalued context keys".
"""

from functools import lru_cache
from typing import NamedTuple

from ...evaluation.request import ContextValue
from ...language.errors import UnknownNameError
from ...reference import condition_key
from ...reference.records import GlobalKey
from .texts import TextPattern

__all__ = ["Domain", "domain_of"]

# AWS: "this key is always included in the request context".
_ALWAYS = frozenset(
    {
        "aws:currenttime",
        "aws:epochtime",
        "aws:securetransport",
        "aws:requestedregion",
        "aws:viaawsservice",
        "aws:principalisawsservice",
    }
)
_USUAL = {
    "aws:currenttime": "2026-03-02T09:00:00Z",
    "aws:epochtime": "1772442000",
    "aws:securetransport": "true",
    "aws:requestedregion": "us-east-1",
    "aws:viaawsservice": "false",
    "aws:principalisawsservice": "false",
}
_BOOLEANS = ("true", "false")


class Domain(NamedTuple):
    """`values` where there are only these; `format` is what all look like.

    `usual` is what a request has where nobody asks.
    """

    type: str = "String"
    values: tuple[str, ...] = ()
    several: bool = False
    optional: bool = True
    usual: ContextValue = None
    format: TextPattern | None = None

    def has(self, value: str) -> bool:
        """Can the key have this value?"""
        return self.format is None or self.format.matches(value)


@lru_cache(maxsize=4096)
def domain_of(key: str) -> Domain:
    """The domain of a key in lower case; a key that is not known can be anything.

    >>> domain_of("aws:securetransport").values
    ('true', 'false')
    """
    try:
        known = condition_key(key)
    except UnknownNameError:
        return Domain(several=key.startswith("kms:encryptioncontextkeys"))
    several = known.multivalued
    values = _BOOLEANS if known.type == "Bool" else ()
    usual = _USUAL.get(key) if isinstance(known, GlobalKey) else None
    return Domain(known.type, values, several, key not in _ALWAYS, usual)
