"""The ways into AWS: the public network or a VPC endpoint; and EC2 instances as far as roles go.

Source: "AWS global condition context keys" (network properties), "Control access to VPC endpoints
using endpoint policies".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..language.policy import Policy

__all__ = ["PUBLIC_NETWORK", "SERVICE_NETWORK", "Instance", "NetworkPath", "VpcEndpoint"]


@dataclass(frozen=True, slots=True)
class VpcEndpoint:
    """A VPC endpoint; without a policy of its own it lets everything through (rule E25)."""

    id: str
    account: str
    region: str
    vpc: str
    service: str  # the prefix it leads to: s3, healthlake …
    policy: Policy | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """An EC2 instance. `profile` is the ARN of its instance profile, by an association's id."""

    id: str
    account: str
    region: str
    vpc: str
    private_address: str
    profile: str | None = None
    state: str = "running"
    image: str = ""
    type: str = ""
    association: str | None = None
    reservation: str = ""
    launched: datetime | None = None
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """`arn:aws:ec2:REGION:ACCOUNT:instance/ID`."""
        return f"arn:aws:ec2:{self.region}:{self.account}:instance/{self.id}"


@dataclass(frozen=True, slots=True)
class NetworkPath:
    """How a request comes in. Through an endpoint, `address` is the private one in the VPC."""

    address: str = "203.0.113.10"
    endpoint: str | None = None  # the id of a VPC endpoint
    tls: bool = True
    user_agent: str = "aws-cli/2.31.0"
    referer: str | None = None


PUBLIC_NETWORK = NetworkPath()
# From here AWS's services call in their own name and with service roles, whatever way their own
# caller came; the address stands for one of AWS's.
SERVICE_NETWORK = NetworkPath("198.51.100.10", user_agent="AWS Internal")
