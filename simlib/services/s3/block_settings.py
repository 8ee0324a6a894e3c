"""The four settings of Block Public Access, as the APIs of S3 and S3 Control write them.

Source: "Amazon S3 API Reference: PublicAccessBlockConfiguration".
"""

from collections.abc import Mapping
from typing import Any

from ...cloud.errors import ClientError
from ...cloud.storage import ALL_BLOCKED

__all__ = ["read_settings", "written_settings"]


def read_settings(configuration: Mapping[str, bool]) -> frozenset[str]:
    """The settings that are on; what is not mentioned is off."""
    return frozenset(name for name in ALL_BLOCKED if configuration.get(name))


def written_settings(settings: frozenset[str] | None) -> dict[str, Any]:
    """All four. Raises ClientError where none were ever set."""
    if settings is None:
        message = "The public access block configuration was not found"
        raise ClientError("NoSuchPublicAccessBlockConfiguration", message, 404)
    return {
        "PublicAccessBlockConfiguration": {name: name in settings for name in sorted(ALL_BLOCKED)}
    }
