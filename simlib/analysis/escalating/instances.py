"""Roles that are reached through EC2 instances, new ones and those that run.

An instance gets its role from an instance profile, and hands its credentials to every process.
Source: "Use IAM roles for Amazon EC2 instances", "Use instance profiles".
"""

from collections.abc import Iterator
from functools import partial

from ...cloud.identities import InstanceProfile
from .identities_reached import account_of, names_of
from .inquiry import Inquiry
from .method import Aim, Method, Step, Who
from .more import questions_of
from .roles_to_pass import CLOSE, aim_at, arn, assumed_by, own_roles, passed

__all__ = ["METHODS"]

EC2 = "ec2.amazonaws.com"


def _profiled(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """Roles that are in an instance profile."""
    profiles = {(each.account, each.role): each for each in _profiles(inquiry)}
    for role in own_roles(inquiry, who, EC2):
        profile = profiles.get((role.account, role.name))
        if profile is not None:
            aim = aim_at(inquiry, who, role, EC2)
            yield aim._replace(names={**aim.names, "profile": profile.arn})


def _unprofiled(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """Roles that are in none."""
    taken = {(each.account, each.role) for each in _profiles(inquiry)}
    for role in own_roles(inquiry, who, EC2):
        if (role.account, role.name) not in taken:
            yield aim_at(inquiry, who, role, EC2)


def _profiles(inquiry: Inquiry) -> list[InstanceProfile]:
    return sorted(inquiry.state.instance_profiles.values(), key=lambda each: each.arn)


def _bare(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """Roles that are in an instance profile, for each running instance that has none."""
    for aim in _profiled(inquiry, who):
        for instance in inquiry.state.instances.values():
            bare = instance.profile is None and instance.state == "running"
            if bare and instance.account == account_of(who):
                yield aim._replace(names={**aim.names, "instance": instance.arn})


def _running(inquiry: Inquiry, who: Who) -> Iterator[Aim]:
    """The roles of running instances."""
    profiles = {each.arn: each for each in inquiry.state.instance_profiles.values()}
    for instance in inquiry.state.instances.values():
        profile = profiles.get(instance.profile or "")
        role = inquiry.state.roles.get((instance.account, profile.role or "")) if profile else None
        if role is None or instance.state != "running" or role.account != account_of(who):
            continue
        actor = partial(inquiry.caller, role.arn)
        names = names_of(who, role=role.arn, instance=instance.arn)
        others = (assumed_by(inquiry, EC2, role, None),)
        yield Aim(role.arn, names, actor, questions_of, others=others)


_INSTANCE = arn("ec2", "instance/")
_PROFILE = "arn:aws:iam::{account}:instance-profile/{new}"
_ANY = "arn:aws:ec2:{region}:{account}:instance/*"
_HANDS_OUT = "An instance hands its role's credentials to every process that runs on it."
_ALONE = "Asked of the instance alone, not of its image, subnet and security group."
_AGENT = "Whether the instance runs the agent of Systems Manager is not known."
_READ = "read the credentials of the role {role} there."
_NAME_INSTANCES = "Allow it on single instances or by their tags, never on `*`."


def _launch(profile: str) -> Step:
    words = f"Launch an instance with {profile}, and code of your own in its user data."
    return Step(words, "ec2:RunInstances", _INSTANCE)


def _entering(*steps: Step, unknown: str = "") -> Method:
    """A method that runs commands on an instance that is there."""
    return Method(_running, steps, _HANDS_OUT, _NAME_INSTANCES, unknown=unknown)


METHODS = (
    Method(
        _profiled,
        (passed(EC2, _ANY), _launch("the instance profile {profile}, which has the role {role}")),
        _HANDS_OUT,
        CLOSE,
        published=True,
        unknown=_ALONE,
    ),
    Method(
        _unprofiled,
        (
            Step("Create the instance profile {it}.", "iam:CreateInstanceProfile", _PROFILE),
            passed(EC2, _ANY),
            Step("Add the role {role} to {it}.", "iam:AddRoleToInstanceProfile", _PROFILE),
            _launch("that profile"),
        ),
        _HANDS_OUT,
        CLOSE,
        unknown=_ALONE,
    ),
    Method(
        _bare,
        (
            passed(EC2, "{instance}"),
            Step(
                "Give the instance {it} the profile {profile}, which has the role {role}.",
                "ec2:AssociateIamInstanceProfile",
                "{instance}",
            ),
            Step("Start a session on {it}; " + _READ, "ssm:StartSession", "{instance}"),
        ),
        _HANDS_OUT,
        CLOSE,
        unknown=_AGENT,
    ),
    _entering(
        Step("Run a command on the instance {it}; " + _READ, "ssm:SendCommand", "{instance}"),
        Step("", "ssm:SendCommand", "arn:aws:ssm:{region}::document/AWS-RunShellScript"),
        unknown=_AGENT,
    ),
    _entering(
        Step("Start a session on the instance {it}; " + _READ, "ssm:StartSession", "{instance}"),
        unknown=_AGENT,
    ),
    _entering(
        Step(
            "Push an SSH key of your own to the instance {it}; sign in and " + _READ,
            "ec2-instance-connect:SendSSHPublicKey",
            "{instance}",
        ),
        unknown="Whether the instance can be reached by SSH is not known.",
    ),
    _entering(
        Step("Stop the instance {it}.", "ec2:StopInstances", "{instance}"),
        Step(
            "Put code of your own, to be run at every start, into its user data.",
            "ec2:ModifyInstanceAttribute",
            "{instance}",
        ),
        Step(
            "Start {it}; the code runs with the credentials of the role {role}.",
            "ec2:StartInstances",
            "{instance}",
        ),
    ),
)
