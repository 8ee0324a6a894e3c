"""How do I touch it? Widgets."""

from .access_matrix import AccessMatrix
from .graph_view import GraphView
from .lab import Lab
from .organization_view import OrganizationView
from .policy_editor import PolicyEditor
from .policy_panel import PolicyPanel
from .replay_view import ReplayView
from .request_form import RequestForm
from .scene import Asked, Scene
from .trace_view import TraceView
from .trail_view import TrailView
from .what_if import WhatIf

__all__ = [
    "AccessMatrix",
    "Asked",
    "GraphView",
    "Lab",
    "OrganizationView",
    "PolicyEditor",
    "PolicyPanel",
    "ReplayView",
    "RequestForm",
    "Scene",
    "TraceView",
    "TrailView",
    "WhatIf",
]
