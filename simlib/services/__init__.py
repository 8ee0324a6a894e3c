"""What does one API operation need, and what does it change? A table of operations a service."""

from collections.abc import Mapping

from ..cloud.operation import Service
from . import (
    cloudtrail,
    connect_health,
    ec2,
    healthlake,
    iam,
    kms,
    organizations,
    s3,
    s3control,
    sts,
)

__all__ = ["SERVICES"]

SERVICES: Mapping[str, Service] = {
    each.SERVICE.client: each.SERVICE
    for each in (
        cloudtrail,
        connect_health,
        ec2,
        healthlake,
        iam,
        kms,
        organizations,
        s3,
        s3control,
        sts,
    )
}
