"""RunInstances: one permission on each resource that a launch touches, then the role, then tags.

Each resource is asked for by itself, with its own keys: ec2:InstanceType is the instance's alone
(rule B20). simlib keeps the instance; images, subnets and security groups are taken at their word.
Source: "Actions, resources, and condition keys for Amazon EC2", "RunInstances", "Grant
permission to tag Amazon EC2 resources during creation".
"""

from collections.abc import Callable, Iterator
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError, NotModelledError
from ...cloud.network import Instance
from ...cloud.operation import Arns, Keys, Need, Operation
from ..tags import tag_keys
from .instances import arn_here, shown, unless_dry_run
from .profiles import PASS_ROLE, profile_key, the_profile

__all__ = ["OPERATIONS"]

_TAGGED = ("instance", "network-interface", "volume")
_MOST = 20  # instances of one launch: AWS's old default quota, against slips of the hand


def _tags(call: Call, kind: str) -> dict[str, str]:
    """The tags that the call gives to one kind of the things it makes."""
    given = call.get("TagSpecifications", ())
    of_kind = (each for each in given if each.get("ResourceType") == kind)
    pairs = [pair for each in of_kind for pair in each.get("Tags", ())]
    return {pair.get("Key", ""): pair.get("Value", "") for pair in pairs}


def _instance_keys(call: Call) -> dict[str, object]:
    return {"ec2:InstanceType": _type(call), **profile_key(call, "ec2:InstanceProfile")}


def _interface_keys(call: Call) -> dict[str, object]:
    subnet = call.get("SubnetId")
    return {"ec2:Subnet": arn_here(call, "subnet", subnet)} if subnet else {}


def _type(call: Call) -> str:
    return str(call.get("InstanceType", "m1.small"))


def _image(call: Call) -> str:
    """Images are named without an account, for they are anybody's."""
    return f"arn:aws:ec2:{call.region}::image/{call.get('ImageId', '*')}"


def _security_groups(call: Call) -> list[str]:
    return [arn_here(call, "security-group", g) for g in call.get("SecurityGroupIds", ("*",))]


def _launch(on: Arns, keys: Keys | None = None) -> Need:
    return Need("ec2:RunInstances", on, keys)


def _made(kind: str, keys: Keys) -> Need:
    """A thing that the launch makes, which may get tags at once."""
    return _launch(_new(kind), lambda call: {**keys(call), **tag_keys(_tags(call, kind))})


def _tagging(kind: str) -> Need:
    """Tags at a launch need ec2:CreateTags too, which ec2:CreateAction can hold to launches."""

    def keys(call: Call) -> dict[str, object]:
        return {"ec2:CreateAction": "RunInstances", **tag_keys(_tags(call, kind))}

    return Need("ec2:CreateTags", _new(kind), keys, when=lambda call: bool(_tags(call, kind)))


def _new(kind: str) -> Callable[[Call], str]:
    return lambda call: arn_here(call, kind)


def _key_pair(call: Call) -> str:
    return arn_here(call, "key-pair", call["KeyName"])


NEEDS = (
    _made("instance", _instance_keys),
    _launch(_image),
    _launch(lambda call: arn_here(call, "subnet", call.get("SubnetId", "*"))),
    _launch(_security_groups),
    _made("network-interface", _interface_keys),
    _made("volume", lambda call: {}),
    Need("ec2:RunInstances", _key_pair, when=lambda call: "KeyName" in call.parameters),
    PASS_ROLE,
    *(_tagging(kind) for kind in _TAGGED),
)


def _run(call: Call) -> dict[str, Any]:
    _check_parameters(call)
    profile = the_profile(call).arn if "IamInstanceProfile" in call.parameters else None
    reservation = f"r-{call.ids.hex('reservation', 17)}"
    vpc = _vpc(call)
    made = [_instance(call, vpc, profile, reservation) for _ in range(call["MaxCount"])]
    return {
        "ReservationId": reservation,
        "OwnerId": call.account,
        "Groups": [],
        "Instances": [shown(call.state, each, "pending") for each in made],
    }


def _instance(call: Call, vpc: str, profile: str | None, reservation: str) -> Instance:
    number = len(call.state.instances)
    instance = Instance(
        f"i-{call.ids.hex('instance', 17)}",
        call.account,
        call.region,
        vpc,
        f"10.0.{1 + number // 200}.{10 + number % 200}",
        profile,
        image=call["ImageId"],
        type=_type(call),
        association=f"iip-assoc-{call.ids.hex('association', 17)}" if profile else None,
        launched=call.now,
        reservation=reservation,
        tags=_tags(call, "instance"),
    )
    call.put("instances", instance.id, instance)
    return instance


def _vpc(call: Call) -> str:
    """The one VPC that simlib gives an account in a Region: a known one, else a new default VPC."""
    here = (call.account, call.region)
    instances = call.state.instances.values()
    known = [each.vpc for each in instances if (each.account, each.region) == here]
    ways = call.state.endpoints.values()
    known += [each.vpc for each in ways if (each.account, each.region) == here]
    return known[0] if known else f"vpc-{call.ids.hex('vpc', 17)}"


def _check_parameters(call: Call) -> None:
    kinds = {each.get("ResourceType", "") for each in call.get("TagSpecifications", ())}
    if kinds - set(_TAGGED):
        beyond = min(kinds - set(_TAGGED))
        raise NotModelledError(f"simlib does not model tags on `{beyond}` at RunInstances")
    refused = next(_refusals(call), None)
    if refused is not None:
        raise ClientError(*refused, 400)


def _refusals(call: Call) -> Iterator[tuple[str, str]]:
    image, least, most = call.get("ImageId"), call["MinCount"], call["MaxCount"]
    if image is None:
        yield "MissingParameter", "The request must contain the parameter ImageId"
    elif not image.startswith("ami-"):
        yield "InvalidAMIID.Malformed", f'Invalid id: "{image}"'
    if any("" in _tags(call, kind) for kind in _TAGGED):
        yield "InvalidParameterValue", "Tag keys must not be empty"
    if not 1 <= least <= most:
        yield "InvalidParameterValue", f"minCount is {least}, expected 1 to maxCount, {most}"
    if most > _MOST:
        message = f"You have requested more instances ({most}) than your limit of {_MOST} allows"
        yield "InstanceLimitExceeded", message


_TAKES = (
    "DryRun", "IamInstanceProfile", "ImageId", "InstanceType", "KeyName", "MaxCount", "MinCount",
    "SecurityGroupIds", "SubnetId", "TagSpecifications",
)  # fmt: skip
OPERATIONS = {
    "RunInstances": Operation(
        NEEDS,
        unless_dry_run(_run),
        _TAKES,
        ("ClientToken", "Monitoring", "UserData"),
    ),
}
