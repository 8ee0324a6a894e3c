"""What could happen? Requests and policies changed in one point, and what differs then."""

from .differences import Difference, differences
from .what_if import Switch, switched, switches, with_key

__all__ = ["Difference", "Switch", "differences", "switched", "switches", "with_key"]
