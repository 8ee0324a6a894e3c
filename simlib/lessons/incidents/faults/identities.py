"""Faults around users and roles: a policy detached, a group left, a boundary attached."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from ....cloud.identities import ManagedPolicy, PolicyVersion, Role, User
from ....cloud.state import State
from ....language.document import parse_policy
from ..fault import Action, Change, Healthy, Site, Situation

__all__ = ["boundary_attached", "group_left", "policy_detached", "those_who_call"]

Identity = User | Role


def those_who_call(healthy: Healthy) -> Iterator[tuple[str, tuple[str, str], Identity]]:
    """The users and roles in whose names the work is done: table, key and what stands there."""
    arns = {
        each.request.principal.role_arn or each.request.principal.arn
        for each in healthy.evaluations
    }
    tables: dict[str, Mapping[tuple[str, str], Identity]] = {
        "users": healthy.cloud.state.users,
        "roles": healthy.cloud.state.roles,
    }
    for table, found in tables.items():
        for key, identity in found.items():
            if identity.arn in arns:
                yield table, key, identity


def with_fields(table: str, key: object, **fields: object) -> Change:
    """A change of the fields of one thing."""

    def change(situation: Situation) -> Situation:
        thing = replace(getattr(situation.state, table)[key], **fields)
        return situation._replace(state=situation.state.put(table, key, thing))

    return change


def policy_detached(healthy: Healthy) -> Iterator[Site]:
    """A managed policy is not attached any more."""
    for table, key, identity in those_who_call(healthy):
        for arn in identity.attached:
            name = arn.rpartition("/")[2]
            kept = tuple(each for each in identity.attached if each != arn)
            mend = Action(
                f"Attach the policy {name} to {identity.name}",
                with_fields(table, key, attached=identity.attached),
            )
            told = f"the managed policy {name} is not attached any more"
            yield identity.arn, told, with_fields(table, key, attached=kept), mend


def group_left(healthy: Healthy) -> Iterator[Site]:
    """A user is not in the group any more that has the policies."""
    for table, key, identity in those_who_call(healthy):
        groups = identity.groups if isinstance(identity, User) else ()
        for name in groups:
            mend = Action(
                f"Put {identity.name} into the group {name}",
                with_fields(table, key, groups=groups),
            )
            told = f"the user is not in the group {name} any more"
            left = tuple(each for each in groups if each != name)
            yield identity.arn, told, with_fields(table, key, groups=left), mend


BOUNDARY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Sid": "WhatStaffNeed",
            "Effect": "Allow",
            "Action": ["ec2:Describe*", "iam:Get*", "iam:List*", "s3:ListAllMyBuckets"],
            "Resource": "*",
        }
    ],
}


def boundary_attached(healthy: Healthy) -> Iterator[Site]:
    """A permissions boundary for all staff, with what somebody thought that they need."""
    for table, key, identity in those_who_call(healthy):
        if identity.boundary is None:
            arn = f"arn:aws:iam::{identity.account}:policy/StaffBoundary"
            mend = Action(
                f"Take the permissions boundary away from {identity.name}",
                partial(_without_boundary, table, key, arn),
            )
            told = f"the permissions boundary {arn} was attached"
            yield identity.arn, told, partial(_with_boundary, table, key, arn), mend


def _with_boundary(table: str, key: object, arn: str, situation: Situation) -> Situation:
    return with_fields(table, key, boundary=arn)(
        situation._replace(state=_with_policy(situation.state, arn))
    )


def _without_boundary(table: str, key: object, arn: str, situation: Situation) -> Situation:
    taken = with_fields(table, key, boundary=None)(situation)
    return taken._replace(state=taken.state.drop("policies", arn))


def _with_policy(state: State, arn: str) -> State:
    """The policy is there already where somebody has rewritten it."""
    if arn in state.policies:
        return state
    name, account = arn.rpartition("/")[2], arn.split(":")[4]
    policy = parse_policy(json.dumps(BOUNDARY, indent=2), name=name, arn=arn)
    version = PolicyVersion("v1", policy)
    made = ManagedPolicy(account, name, "ANPASTAFFBOUNDARYPOLICY", (version,))
    return state.put("policies", arn, made)
