"""Small clouds for tests: an account, users and roles with the statements a test is about."""

from typing import Any

from simlib import PolicyType, new_cloud, parse_policy
from simlib.cloud.attached import unique_id_of
from simlib.cloud.cloud import Cloud
from simlib.cloud.identities import Role, User
from simlib.cloud.saved_policy import saved

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
