"""Users, roles and instance profiles put straight into a cloud, for tests of other services."""

import json
from collections.abc import Sequence
from typing import Any

from simlib import parse_policy
from simlib.cloud.attached import unique_id_of
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.identities import InstanceProfile, Role, User
from simlib.cloud.saved_policy import saved
from simlib.language.policy import Policy
from simlib.language.terms import PolicyType
from simlib.scenarios import new_cloud

HOSPITAL = "111122223333"


def hospital() -> Cloud:
    """A cloud with the hospital's account and nobody in it."""
    cloud = new_cloud()
    cloud.add_account(HOSPITAL, "hospital")
    return cloud


def allow(*actions: str, on: str | list[str] = "*", **more: Any) -> dict[str, Any]:
    """A statement that allows."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": on, **more}


def document(*statements: dict[str, Any]) -> str:
    """A policy of these statements, as JSON."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def user(cloud: Cloud, *policies: str, name: str = "Alice", account: str = HOSPITAL) -> Caller:
    """A user with inline policies, as a caller."""
    made = User(account, name, cloud.ids.unique("AIDA"), inline=_inline(policies))
    cloud.state = cloud.state.put("users", (account, name), made)
    return cloud.as_(made.arn)


def _inline(policies: Sequence[str]) -> dict[str, Policy]:
    names = (f"policy{number}" for number in range(1, len(policies) + 1))
    return {name: parse_policy(text, name=name) for name, text in zip(names, policies, strict=True)}


def role(
    cloud: Cloud, policy: str, name: str = "CareRole", *, trust: str = "", account: str = HOSPITAL
) -> Role:
    """A role with one inline policy; EC2 may assume it unless `trust` says otherwise."""
    trusted = parse_policy(trust or trusting("ec2.amazonaws.com"), PolicyType.ROLE_TRUST, name="t")
    made = Role(
        account,
        name,
        cloud.ids.unique("AROA"),
        saved(trusted, lambda arn: unique_id_of(cloud.state, arn)),
        inline=_inline([policy]),
    )
    cloud.state = cloud.state.put("roles", (account, name), made)
    return made


def trusting(service: str, **condition: Any) -> str:
    """A role trust policy for one service."""
    more = {"Condition": condition} if condition else {}
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return document({**statement, **more})


def profile(cloud: Cloud, name: str = "CareProfile", holds: str | None = None) -> InstanceProfile:
    """An instance profile; without `holds`, an empty one. Again, it changes what it holds."""
    known = cloud.state.instance_profiles.get((HOSPITAL, name))
    unique_id = known.unique_id if known else cloud.ids.unique("AIPA")
    made = InstanceProfile(HOSPITAL, name, unique_id, role=holds)
    cloud.state = cloud.state.put("instance_profiles", (HOSPITAL, name), made)
    return made
