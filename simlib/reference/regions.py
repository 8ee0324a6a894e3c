"""The partitions of AWS and their Regions.

Source: "Identify AWS resources with Amazon Resource Names (ARNs)", "AWS Regions".
"""

from collections.abc import Mapping
from functools import cache

from ..shipped import shipped_json

__all__ = ["partitions", "regions"]


@cache
def partitions() -> Mapping[str, tuple[str, ...]]:
    """Every partition with its Regions.

    >>> partitions()["aws-cn"]
    ('cn-north-1', 'cn-northwest-1')
    """
    found = shipped_json("reference/regions.json")["partitions"]
    return {name: tuple(there) for name, there in found.items()}


@cache
def regions() -> tuple[str, ...]:
    """The Regions of all partitions, sorted.

    >>> "us-east-1" in regions()
    True
    """
    return tuple(sorted(each for there in partitions().values() for each in there))
