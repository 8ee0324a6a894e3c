"""VPC endpoints of an export with their policies.

Source: "Control access to VPC endpoints using endpoint policies", the AWS CLI's reference of
`ec2 describe-vpc-endpoints` (output).
"""

from dataclasses import replace

from ...language.terms import PolicyType
from ..network import VpcEndpoint
from ..state import State
from .part import Part
from .reading import Reading
from .texts import Place

__all__ = ["with_endpoints"]


def with_endpoints(state: State, reading: Reading) -> State:
    """The state with the endpoints of endpoints.json. Raises AccountExportError."""
    answer = reading.optional("endpoints.json")
    listed = answer.parts("VpcEndpoints") if answer else []
    endpoints = [_endpoint(reading, part) for part in listed]
    return replace(state, endpoints={**state.endpoints, **{each.id: each for each in endpoints}})


def _endpoint(reading: Reading, part: Part) -> VpcEndpoint:
    """`com.amazonaws.us-east-1.s3` leads to s3 in us-east-1."""
    name, service = part.text("VpcEndpointId"), part.text("ServiceName").split(".")
    region = service[2] if len(service) > 3 else reading.region
    owner = part.text("OwnerId", reading.account)
    place = Place(
        PolicyType.VPC_ENDPOINT, name, f"arn:aws:ec2:{region}:{owner}:vpc-endpoint/{name}"
    )
    written = part.get("PolicyDocument")
    policy = reading.policies.read(written, place) if written else None
    return VpcEndpoint(name, owner, region, part.text("VpcId"), ".".join(service[3:]), policy)
