"""Small clouds for tests: an account, users and roles with the statements a test is about.

`add_user` and `add_role` take statements; `user` and `role` take whole policies as JSON.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from simlib import ClientError, PolicyType, new_cloud, parse_policy
from simlib.cloud.attached import unique_id_of
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.identities import InstanceProfile, Role, User
from simlib.cloud.saved_policy import saved
from simlib.language.policy import Policy

HOSPITAL, PARTNER, VENDOR = "111122223333", "444455556666", "777788889999"
Statement = dict[str, Any]


def hospital(**settings: Any) -> Cloud:
    """A cloud with the hospital's account alone."""
    cloud = new_cloud(**settings)
    cloud.add_account(HOSPITAL, "hospital")
    return cloud


def allow(action: str | list[str], resource: str = "*", **more: Any) -> Statement:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: str | list[str], resource: str = "*", **more: Any) -> Statement:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def trust(principal: Any, action: str | list[str] = "sts:AssumeRole", **more: Any) -> Statement:
    return {"Effect": "Allow", "Principal": principal, "Action": action, **more}


def document(*statements: Statement) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def written(*statements: Statement) -> str:
    return json.dumps(document(*statements))


def add_user(
    cloud: Cloud, name: str, *statements: Statement, account: str = HOSPITAL, **known: Any
) -> User:
    inline = {"inline": parse_policy(document(*statements), name="inline")} if statements else {}
    user = User(account, name, cloud.ids.unique("AIDA"), inline=inline, **known)
    cloud.state = cloud.state.put("users", (account, name), user)
    return user


def add_role(
    cloud: Cloud,
    name: str,
    trusted: Statement | list[Statement],
    *statements: Statement,
    account: str = HOSPITAL,
    **known: Any,
) -> Role:
    inline = {"inline": parse_policy(document(*statements), name="inline")} if statements else {}
    trusting = trusted if isinstance(trusted, list) else [trusted]
    policy = parse_policy(
        document(*trusting), PolicyType.ROLE_TRUST, name=f"trust policy of {name}"
    )
    bound = saved(policy, lambda arn: unique_id_of(cloud.state, arn))
    role = Role(account, name, cloud.ids.unique("AROA"), bound, inline=inline, **known)
    cloud.state = cloud.state.put("roles", (account, name), role)
    return role


def user(cloud: Cloud, *policies: str, name: str = "Alice", account: str = HOSPITAL) -> Caller:
    """A user with inline policies, as a caller."""
    made = User(account, name, cloud.ids.unique("AIDA"), inline=_inline(policies))
    cloud.state = cloud.state.put("users", (account, name), made)
    return cloud.as_(made.arn)


def _inline(policies: Sequence[str]) -> dict[str, Policy]:
    names = (f"policy{number}" for number in range(1, len(policies) + 1))
    return {name: parse_policy(text, name=name) for name, text in zip(names, policies, strict=True)}


def role(
    cloud: Cloud, policy: str, name: str = "CareRole", *, trusted: str = "", account: str = HOSPITAL
) -> Role:
    """A role with one inline policy; EC2 may assume it unless `trusted` says otherwise."""
    text = trusted or trusting("ec2.amazonaws.com")
    read = parse_policy(text, PolicyType.ROLE_TRUST, name="t")
    bound = saved(read, lambda arn: unique_id_of(cloud.state, arn))
    made = Role(account, name, cloud.ids.unique("AROA"), bound, inline=_inline([policy]))
    cloud.state = cloud.state.put("roles", (account, name), made)
    return made


def trusting(service: str, **condition: Any) -> str:
    """A role trust policy for one service."""
    more = {"Condition": condition} if condition else {}
    return written(trust({"Service": service}, **more))


def profile(cloud: Cloud, name: str = "CareProfile", holds: str | None = None) -> InstanceProfile:
    """An instance profile; without `holds`, an empty one. Again, it changes what it holds."""
    known = cloud.state.instance_profiles.get((HOSPITAL, name))
    unique_id = known.unique_id if known else cloud.ids.unique("AIPA")
    made = InstanceProfile(HOSPITAL, name, unique_id, role=holds)
    cloud.state = cloud.state.put("instance_profiles", (HOSPITAL, name), made)
    return made


def refusal(doing: Callable[[], object]) -> ClientError:
    """The error of a call that is refused."""
    with pytest.raises(ClientError) as caught:
        doing()
    return caught.value
