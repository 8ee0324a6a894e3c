"""The names of the condition operators, with their prefixes and suffix.

Source: "IAM JSON policy elements: Condition operators".
"""

from functools import lru_cache
from typing import NamedTuple

__all__ = ["BASE_OPERATORS", "ConditionOperator", "all_spellings", "read_operator"]

# Name -> does it negate? Arn…Equals and Arn…Like are the same test (rule B11).
BASE_OPERATORS = {
    "StringEquals": False,
    "StringNotEquals": True,
    "StringEqualsIgnoreCase": False,
    "StringNotEqualsIgnoreCase": True,
    "StringLike": False,
    "StringNotLike": True,
    "NumericEquals": False,
    "NumericNotEquals": True,
    "NumericLessThan": False,
    "NumericLessThanEquals": False,
    "NumericGreaterThan": False,
    "NumericGreaterThanEquals": False,
    "DateEquals": False,
    "DateNotEquals": True,
    "DateLessThan": False,
    "DateLessThanEquals": False,
    "DateGreaterThan": False,
    "DateGreaterThanEquals": False,
    "Bool": False,
    "BinaryEquals": False,
    "IpAddress": False,
    "NotIpAddress": True,
    "ArnEquals": False,
    "ArnNotEquals": True,
    "ArnLike": False,
    "ArnNotLike": True,
    "Null": False,
}
_QUALIFIERS = ("ForAllValues", "ForAnyValue")


class ConditionOperator(NamedTuple):
    """An operator as written: `ForAnyValue:StringLikeIfExists`."""

    base: str
    qualifier: str | None
    if_exists: bool

    @property
    def negated(self) -> bool:
        """Does it match what the plain operator does not?"""
        return BASE_OPERATORS[self.base]

    @property
    def matches_absent_key(self) -> bool:
        """Does it match a request without the key? Of Null the value decides (rules B2, B3)."""
        if self.if_exists or self.qualifier == "ForAllValues":
            return True
        return self.negated and self.qualifier is None

    @property
    def takes_variables(self) -> bool:
        """String and ARN operators alone (rule C1; Bool is contested, M2: it does not)."""
        return self.base.startswith(("String", "Arn"))

    @property
    def takes_wildcards(self) -> bool:
        """StringLike and the ARN operators."""
        return self.base.endswith("Like") or self.base.startswith("Arn")


@lru_cache(maxsize=1024)
def read_operator(text: str) -> ConditionOperator | None:
    """Reads an operator's name; None if there is no such operator.

    `Null` with `IfExists` is read too, so that the grammar can say what is wrong with it.

    >>> read_operator("ForAllValues:StringEquals").qualifier
    'ForAllValues'
    """
    qualifier, colon, rest = text.rpartition(":")
    if colon and qualifier not in _QUALIFIERS:
        return None
    base = rest.removesuffix("IfExists")
    if base not in BASE_OPERATORS:
        return None
    return ConditionOperator(base, qualifier or None, base != rest)


def all_spellings() -> list[str]:
    """Every way to write an operator, for suggestions."""
    suffixed = [n + s for n in BASE_OPERATORS for s in ("", "IfExists") if n != "Null" or not s]
    return suffixed + [f"{q}:{name}" for q in _QUALIFIERS for name in suffixed]
