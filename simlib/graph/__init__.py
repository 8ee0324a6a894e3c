"""What does the whole look like? Permissions and evaluations as graphs, and their drawings."""

from .filters import Choice, chosen, focus
from .grouping import by_kind, by_permissions, legible
from .paths import paths
from .permission_graph import permission_graph
from .permissions import PermissionGraph

__all__ = [
    "Choice",
    "PermissionGraph",
    "by_kind",
    "by_permissions",
    "chosen",
    "focus",
    "legible",
    "paths",
    "permission_graph",
]
