"""The services whose resources resource control policies reach.

Source: "Resource control policies (RCPs)", through the list in `data/reference/`.
"""

from functools import cache

from ..shipped import shipped_json

__all__ = ["rcp_services"]


@cache
def rcp_services() -> frozenset[str]:
    """Service prefixes, such as `s3` and `kms`; HealthLake and Connect Health are not among them.

    >>> "s3" in rcp_services(), "healthlake" in rcp_services()
    (True, False)
    """
    return frozenset(shipped_json("reference/rcp-supported-services.json")["services"])
