"""Instance profiles as EC2 meets them: the role that is passed, and the associations.

An empty profile is refused: EC2 wants a role in it (rule F19). One whose role was taken out later
stays, and brings the instance no credentials.
Source: "IAM roles for Amazon EC2", "Grant a user permissions to pass a role to an AWS service",
"AssociateIamInstanceProfile", "ReplaceIamInstanceProfileAssociation".
"""

from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.identities import InstanceProfile
from ...cloud.network import Instance
from ...cloud.operation import Need, Operation
from .instances import arn_here, profile_shown, the_instance

__all__ = ["OPERATIONS", "PASS_ROLE", "profile_key", "the_profile"]


def _named(call: Call) -> InstanceProfile | None:
    """The caller's profile that a call names by name or by ARN."""
    wanted = call.get("IamInstanceProfile", {})
    mine = (p for p in call.state.instance_profiles.values() if p.account == call.account)
    return next((p for p in mine if wanted in ({"Name": p.name}, {"Arn": p.arn})), None)


def the_profile(call: Call) -> InstanceProfile:
    """The profile that a call names. Raises ClientError where there is none, or no role in it."""
    wanted, profile = call["IamInstanceProfile"], _named(call)
    if len(wanted) != 1:
        message = "Exactly one of iamInstanceProfile.name and iamInstanceProfile.arn is needed"
        raise ClientError("InvalidParameterCombination", message, 400)
    if profile is None:
        ((by, value),) = wanted.items()
        kind = by.lower() if by == "Name" else "ARN"
        raise _invalid(
            f"Value ({value}) for parameter iamInstanceProfile.{by.lower()} is invalid. "
            f"Invalid IAM Instance Profile {kind}"
        )
    if _role_arn(call) is None:
        raise _invalid(f'IAM Instance Profile "{profile.arn}" has no associated IAM Roles')
    return profile


def _invalid(message: str) -> ClientError:
    return ClientError("InvalidParameterValue", message, 400)


def _role_arn(call: Call) -> str | None:
    profile = _named(call)
    role = call.state.roles.get((call.account, profile.role or "")) if profile else None
    return role.arn if role is not None else None


def _passing(call: Call) -> dict[str, object]:
    """To whom the role is passed and, as AWS documents it, for which resource."""
    return {
        "iam:PassedToService": "ec2.amazonaws.com",
        "iam:AssociatedResourceArn": _instance_arn(call),
    }


# The role in the profile is handed to EC2 (rule E28); without a role there is none to pass.
PASS_ROLE = Need(
    "iam:PassRole",
    lambda call: _role_arn(call) or "*",
    _passing,
    when=lambda call: _role_arn(call) is not None,
)


def profile_key(call: Call, key: str) -> dict[str, object]:
    """The context key that holds the ARN of the profile that a call names."""
    profile = _named(call)
    return {key: profile.arn} if profile is not None else {}


def _associated(call: Call) -> Instance:
    """The instance of an association. Raises ClientError InvalidAssociationID.NotFound."""
    wanted = call["AssociationId"]
    found = [each for each in call.state.instances.values() if each.association == wanted]
    if not found or found[0].arn != arn_here(call, "instance", found[0].id):
        message = f"An invalid association-id of '{wanted}' was given"
        raise ClientError("InvalidAssociationID.NotFound", message, 400)
    return found[0]


def _instance_arn(call: Call) -> str:
    """As far as the parameters tell; an association that is unknown tells no instance."""
    if "AssociationId" not in call.parameters:
        return arn_here(call, "instance", call.get("InstanceId", "*"))
    wanted = call["AssociationId"]
    found = [i.id for i in call.state.instances.values() if i.association == wanted]
    return arn_here(call, "instance", found[0] if found else "*")


def _associate(call: Call) -> dict[str, Any]:
    instance = the_instance(call, call["InstanceId"])
    profile = the_profile(call)
    if instance.association is not None:
        message = f"There is an existing association for instance {instance.id}"
        raise ClientError("IncorrectState", message, 400)
    if instance.state != "running":
        message = f"The instance '{instance.id}' is not in the 'running' or 'stopped' states."
        raise ClientError("IncorrectInstanceState", message, 400)
    return _keep(call, replace(instance, profile=profile.arn))


def _replace(call: Call) -> dict[str, Any]:
    return _keep(call, replace(_associated(call), profile=the_profile(call).arn))


def _keep(call: Call, instance: Instance) -> dict[str, Any]:
    """Under an association of its own: a replacement gets a new id too."""
    changed = replace(instance, association=f"iip-assoc-{call.ids.hex('association', 17)}")
    call.put("instances", changed.id, changed)
    return {"IamInstanceProfileAssociation": _shown(call, changed, "associating")}


def _disassociate(call: Call) -> dict[str, Any]:
    instance = _associated(call)
    call.put("instances", instance.id, replace(instance, profile=None, association=None))
    return {"IamInstanceProfileAssociation": _shown(call, instance, "disassociating")}


def _describe(call: Call) -> dict[str, Any]:
    here = arn_here(call, "instance", "")
    mine = [i for i in call.state.instances.values() if i.association and i.arn.startswith(here)]
    wanted = call.get("AssociationIds")
    found = [each for each in mine if wanted is None or each.association in wanted]
    missing = set(wanted or ()) - {each.association for each in found}
    if missing:
        message = f"An invalid association-id of '{min(missing)}' was given"
        raise ClientError("InvalidAssociationID.NotFound", message, 400)
    shown = [_shown(call, each, "associated") for each in sorted(found, key=lambda i: i.id)]
    return {"IamInstanceProfileAssociations": shown}


def _shown(call: Call, instance: Instance, state: str) -> dict[str, Any]:
    return {
        "AssociationId": instance.association,
        "InstanceId": instance.id,
        "IamInstanceProfile": profile_shown(call.state, instance),
        "State": state,
    }


def _new_profile(call: Call) -> dict[str, object]:
    return profile_key(call, "ec2:NewInstanceProfile")


OPERATIONS = {
    "AssociateIamInstanceProfile": Operation(
        (Need("ec2:AssociateIamInstanceProfile", _instance_arn, _new_profile), PASS_ROLE),
        _associate,
        ("IamInstanceProfile", "InstanceId"),
    ),
    "DescribeIamInstanceProfileAssociations": Operation(
        (Need("ec2:DescribeIamInstanceProfileAssociations"),),
        _describe,
        ("AssociationIds",),
        ("MaxResults", "NextToken"),
        read_only=True,
    ),
    "DisassociateIamInstanceProfile": Operation(
        (Need("ec2:DisassociateIamInstanceProfile", _instance_arn),),
        _disassociate,
        ("AssociationId",),
    ),
    "ReplaceIamInstanceProfileAssociation": Operation(
        (Need("ec2:ReplaceIamInstanceProfileAssociation", _instance_arn, _new_profile), PASS_ROLE),
        _replace,
        ("AssociationId", "IamInstanceProfile"),
    ),
}
