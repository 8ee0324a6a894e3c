"""How do I touch it? Widgets."""

from .policy_panel import PolicyPanel

__all__ = ["PolicyPanel"]
