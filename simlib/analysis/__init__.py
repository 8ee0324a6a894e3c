"""What could happen: requests and policies changed in one point; and who may do what at all."""

from .access_matrix import AccessMatrix, access_matrix
from .differences import Difference, differences
from .what_if import Switch, switched, switches, with_key

__all__ = [
    "AccessMatrix",
    "Difference",
    "Switch",
    "access_matrix",
    "differences",
    "switched",
    "switches",
    "with_key",
]
