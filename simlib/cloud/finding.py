"""Who is meant? From a name, an ARN, an id of an instance or key, or a service to a session."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..language.errors import QuestionError, UnknownNameError, as_text, did_you_mean
from .attached import name_in_arn
from .authorizing import decide
from .circumstances import Asking
from .identities import AccessKey, Role, User
from .issuing import new_access_key, role_session, session_of_key
from .network import SERVICE_NETWORK, Instance
from .presenting import session_behind
from .sessions import ANONYMOUS, CredentialType, Session, service_session
from .state import State

if TYPE_CHECKING:
    from .cloud import Cloud

__all__ = ["find_session"]


def find_session(cloud: "Cloud", who: str, account: str | None, session_name: str) -> Session:
    """The session of whoever is meant. Raises UnknownNameError with the nearest, QuestionError."""
    if as_text(who, "who calls") == "anonymous":
        return ANONYMOUS
    if who.startswith("i-"):
        return instance_session(cloud, who)
    if who.endswith((".amazonaws.com", ".aws.internal")):
        return service_session(who)
    account = account_id(cloud.state, account)
    if who.lower() == "root" or who.endswith(":root"):
        return _root(cloud, who, account)
    if (behind := session_behind(cloud.state, who)) is not None:
        return behind
    live = [each for each in cloud.state.sessions.values() if who == each.arn != each.identity]
    if live:
        return live[-1]
    found = list(_identities(cloud.state, who, account))
    if len(found) != 1:
        raise UnknownNameError(_which(cloud.state, who, found, account))
    identity = found[0]
    if isinstance(identity, User):
        return _with_key(cloud, identity.account, identity.name)
    if not _SESSION_NAME.fullmatch(as_text(session_name, "the session's name")):
        told = "expected 2 to 64 letters, digits and characters of `_+=,.@-`"
        raise QuestionError(f"`{session_name}` is no session's name; {told}")
    session = role_session(
        cloud.ids,
        identity,
        session_name,
        cloud.now,
        seconds=identity.max_session_duration,
        mfa=False,
    )
    return cloud.keep(session)


_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)


def _identities(state: State, who: str, account: str | None) -> Iterator[User | Role]:
    every: list[User | Role] = [*state.users.values(), *state.roles.values()]
    for identity in every:
        named = who in (identity.arn, identity.name)
        if named and account in (None, identity.account):
            yield identity


def account_id(state: State, account: str | None) -> str | None:
    """The number of an account that is given by its number or its name."""
    if account is None or account in state.accounts:
        return account
    named = {each.name: each.id for each in state.accounts.values()}
    if as_text(account, "the account") in named:
        return named[account]
    known = ", ".join(f"{each.id} ({each.name})" for each in state.accounts.values()) or "none"
    raise UnknownNameError(f"no account `{account}`; there are {known}")


def _which(state: State, who: str, found: list[User | Role], account: str | None) -> str:
    elsewhere = list(_identities(state, who, None))
    if found:
        return f"`{who}` is several: {', '.join(each.arn for each in found)}; say which by its ARN"
    if elsewhere:
        there = ", ".join(each.arn for each in elsewhere)
        return f"no user or role `{who}` in account {account}; there is {there}"
    named: list[User | Role] = [*state.users.values(), *state.roles.values()]
    known = [each.arn if who.startswith("arn:") else each.name for each in named]
    hint = did_you_mean(who, known) or f"there are {', '.join(sorted(set(known))[:12]) or 'none'}"
    return f"no user, role or session `{who}`; {hint}"


def _root(cloud: "Cloud", who: str, account: str | None) -> Session:
    wanted = account if who.lower() == "root" else name_in_arn(who)[1] or who
    ids = list(cloud.state.accounts)
    chosen = str(wanted or (ids[0] if len(ids) == 1 else None))
    if chosen not in cloud.state.accounts:
        told = f"no account {wanted}" if wanted else "the root user of which account"
        known = ", ".join(f"arn:aws:iam::{each}:root" for each in ids) or "none"
        raise UnknownNameError(f"{told}? There are {known}")
    return _with_key(cloud, chosen, None)


def _with_key(cloud: "Cloud", account: str, user: str | None) -> Session:
    """With its first active access key, else its first; one is made where there is none."""
    keys = cloud.state.access_keys.values()
    mine = [key for key in keys if (key.account, key.user) == (account, user)]
    mine.sort(key=lambda key: not key.active)
    key: AccessKey = mine[0] if mine else new_access_key(cloud.ids, account, user, cloud.now)
    if not mine:
        cloud.state = cloud.state.put("access_keys", key.id, key)
    session = session_of_key(cloud.state, key)
    assert session is not None  # INVARIANT: the user was just found
    return session


def instance_session(cloud: "Cloud", instance_id: str) -> Session:
    """The credentials that an instance gets for its role. Raises UnknownNameError.

    An instance without a profile, or whose profile has no role, has none (rule F19); and EC2 must
    be allowed to assume the role (rule F14). That it does so without aws:SourceArn is inferred.
    """
    instance = cloud.state.instances.get(instance_id)
    if instance is None:
        known = ", ".join(sorted(cloud.state.instances)) or "none"
        raise UnknownNameError(f"no instance `{instance_id}`; there are {known}")
    role = _role_of(cloud.state, instance)
    ec2 = Asking(service_session("ec2.amazonaws.com"), SERVICE_NETWORK, cloud.now, instance.region)
    evaluation = decide(cloud.state, ec2, "sts:AssumeRole", role.arn)
    if not evaluation.allowed:
        why = f"EC2 cannot assume the role `{role.name}`. {evaluation.why()}"
        raise UnknownNameError(_NO_CREDENTIALS.format(instance_id, why))
    session = role_session(
        cloud.ids, role, instance_id, cloud.now, seconds=_SIX_HOURS,
        type=CredentialType.INSTANCE_PROFILE, instance=instance_id,
    )  # fmt: skip
    return cloud.keep(session)


_SIX_HOURS = 21_600
_NO_CREDENTIALS = "unable to locate credentials: `{}` gets none, for {}"


def _role_of(state: State, instance: Instance) -> Role:
    profiles = [each for each in state.instance_profiles.values() if each.arn == instance.profile]
    role = state.roles.get((instance.account, profiles[0].role or "")) if profiles else None
    if role is not None and instance.state == "running":
        return role
    why = (
        f"its instance profile {profiles[0].name} has no role" if profiles else "it has no profile"
    )
    why = f"it is {instance.state}" if instance.state != "running" else why
    raise UnknownNameError(_NO_CREDENTIALS.format(instance.id, why))
