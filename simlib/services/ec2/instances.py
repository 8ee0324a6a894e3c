"""Instances that exist: which one is meant, how the API shows it, and its end.

Source: "DescribeInstances", "TerminateInstances", "Error codes for the Amazon EC2 API".
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.network import Instance
from ...cloud.operation import Effect, Need, Operation
from ...cloud.state import State
from ..tags import tag_list

__all__ = ["OPERATIONS", "arn_here", "profile_shown", "shown", "the_instance", "unless_dry_run"]

_CODES = {"pending": 0, "running": 16, "shutting-down": 32, "terminated": 48}


def arn_here(call: Call, kind: str, name: str = "*") -> str:
    """The ARN of something in the caller's account; `*` for what the call makes (rule B20)."""
    return f"arn:aws:ec2:{call.region}:{call.account}:{kind}/{name}"


def the_instance(call: Call, instance_id: str) -> Instance:
    """The caller's instance. Raises ClientError InvalidInstanceID.NotFound."""
    instance = call.state.instances.get(instance_id)
    if instance is None or instance.arn != arn_here(call, "instance", instance_id):
        message = f"The instance ID '{instance_id}' does not exist"
        raise ClientError("InvalidInstanceID.NotFound", message, 400)
    return instance


def unless_dry_run(effect: Effect) -> Effect:
    """The effect of an operation that a dry run asks for and does not do."""

    def checked(call: Call) -> dict[str, Any]:
        if call.get("DryRun"):
            message = "Request would have succeeded, but DryRun flag is set."
            raise ClientError("DryRunOperation", message, 412)
        return effect(call)

    return checked


def shown(state: State, instance: Instance, status: str = "") -> dict[str, Any]:
    """An instance as the API shows it."""
    profile = {"IamInstanceProfile": profile_shown(state, instance)} if instance.profile else {}
    return {
        "InstanceId": instance.id,
        "ImageId": instance.image,
        "InstanceType": instance.type,
        "State": _status(status or instance.state),
        "LaunchTime": instance.launched,
        "VpcId": instance.vpc,
        "PrivateIpAddress": instance.private_address,
        "Tags": tag_list(instance.tags),
        **profile,
    }


def profile_shown(state: State, instance: Instance) -> dict[str, Any]:
    """An instance's profile by ARN and, while it exists, by id."""
    known = [each for each in state.instance_profiles.values() if each.arn == instance.profile]
    return {"Arn": instance.profile, **({"Id": known[0].unique_id} if known else {})}


def _status(name: str) -> dict[str, Any]:
    return {"Code": _CODES[name], "Name": name}


def _describe(call: Call) -> dict[str, Any]:
    here = arn_here(call, "instance", "")
    every = [each for each in call.state.instances.values() if each.arn.startswith(here)]
    wanted = [the_instance(call, each) for each in call.get("InstanceIds", ())]
    found = sorted(wanted or every, key=lambda each: each.id)
    reservations: dict[str, list[Instance]] = {}
    for instance in found:
        reservations.setdefault(instance.reservation, []).append(instance)
    return {
        "Reservations": [
            {
                "ReservationId": reservation,
                "OwnerId": call.account,
                "Groups": [],
                "Instances": [shown(call.state, each) for each in instances],
            }
            for reservation, instances in sorted(reservations.items())
        ]
    }


def _terminate(call: Call) -> dict[str, Any]:
    changes = []
    for instance in [the_instance(call, each) for each in call["InstanceIds"]]:
        ended = replace(instance, state="terminated", profile=None, association=None)
        call.put("instances", instance.id, ended)
        now = "shutting-down" if instance.state != "terminated" else "terminated"
        changes.append(
            {
                "InstanceId": instance.id,
                "CurrentState": _status(now),
                "PreviousState": _status(instance.state),
            }
        )
    return {"TerminatingInstances": changes}


def _meant(call: Call) -> list[str]:
    return [arn_here(call, "instance", each) for each in call["InstanceIds"]]


OPERATIONS = {
    "DescribeInstances": Operation(
        (Need("ec2:DescribeInstances"),),
        unless_dry_run(_describe),
        ("InstanceIds", "DryRun"),
        ("MaxResults", "NextToken"),
        read_only=True,
    ),
    "TerminateInstances": Operation(
        (Need("ec2:TerminateInstances", _meant),),
        unless_dry_run(_terminate),
        ("InstanceIds", "DryRun"),
        ("Force", "SkipOsShutdown"),
    ),
}
