"""Clouds to work in: an empty one, and the scenarios under `data/scenarios`."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .cloud.cloud import Cloud

__all__ = ["new_cloud"]


def new_cloud(**settings: Any) -> "Cloud":
    """A cloud with no accounts; settings such as `seed` and `grant_delay` are those of `Cloud`."""
    from .cloud.cloud import Cloud  # here, because services take long to import
    from .services import SERVICES

    return Cloud(SERVICES, **settings)
