"""The kinds of condition operators: what each compares, and which values it can read.

Source: "IAM JSON policy elements: Condition operators".
"""

from collections.abc import Callable
from enum import Enum

from ...language.condition_operators import ConditionOperator
from ...language.condition_values import read_bytes, read_date, read_network, read_number
from ...language.wildcard import has_wildcard

__all__ = ["OperatorType", "operator_type"]


class OperatorType(Enum):
    """A kind of operators, by how their names begin."""

    STRING = "String"
    NUMERIC = "Numeric"
    DATE = "Date"
    BOOL = "Bool"
    BINARY = "Binary"
    IP_ADDRESS = "IpAddress"
    ARN = "Arn"
    NULL = "Null"

    @property
    def compares(self) -> str:
        """What operators of this kind compare."""
        return _COMPARES[self]

    def reads(self, text: str) -> bool:
        """Can it be read as what they compare? Of a text with wildcards that is left open."""
        return _READS[self](text)


_COMPARES = {
    OperatorType.STRING: "texts",
    OperatorType.NUMERIC: "numbers",
    OperatorType.DATE: "dates",
    OperatorType.BOOL: "`true` and `false`",
    OperatorType.BINARY: "bytes in base64",
    OperatorType.IP_ADDRESS: "IP addresses",
    OperatorType.ARN: "ARNs",
    OperatorType.NULL: "`true` and `false`",
}


def operator_type(operator: ConditionOperator) -> OperatorType:
    """The kind of an operator.

    >>> from simlib.language.condition_operators import ConditionOperator
    >>> operator_type(ConditionOperator("NotIpAddress", None, if_exists=False)).value
    'IpAddress'
    """
    name = operator.base.removeprefix("Not")
    return next(each for each in OperatorType if name.startswith(each.value))


def _is_boolean(text: str) -> bool:
    return text.lower() in ("true", "false")


def _can_be_arn(text: str) -> bool:
    return text.count(":") >= 5 or has_wildcard(text)


def _can(read: Callable[[str], object | None]) -> Callable[[str], bool]:
    return lambda text: read(text) is not None


_READS: dict[OperatorType, Callable[[str], bool]] = {
    OperatorType.STRING: lambda text: True,
    OperatorType.NUMERIC: _can(read_number),
    OperatorType.DATE: _can(read_date),
    OperatorType.BOOL: _is_boolean,
    OperatorType.BINARY: _can(read_bytes),
    OperatorType.IP_ADDRESS: _can(read_network),
    OperatorType.ARN: _can_be_arn,
    OperatorType.NULL: _is_boolean,
}
