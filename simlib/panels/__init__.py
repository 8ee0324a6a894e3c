"""How do I touch it? Widgets."""

from .access_matrix import AccessMatrix
from .lab import Lab
from .organization_view import OrganizationView
from .policy_editor import PolicyEditor
from .policy_panel import PolicyPanel
from .request_form import RequestForm
from .scene import Asked, Scene
from .trace_view import TraceView
from .trail_view import TrailView
from .what_if import WhatIf

__all__ = [
    "AccessMatrix",
    "Asked",
    "Lab",
    "OrganizationView",
    "PolicyEditor",
    "PolicyPanel",
    "RequestForm",
    "Scene",
    "TraceView",
    "TrailView",
    "WhatIf",
]
