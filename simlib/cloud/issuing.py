"""Credentials are made here: long-term keys, and sessions with their tokens.

Source: "Managing access keys for IAM users", "Request temporary security credentials".
"""

from datetime import datetime, timedelta
from typing import Any

from ..evaluation.request import PrincipalType
from .identities import AccessKey, Role, User
from .ids import Ids
from .organization import Account
from .sessions import CredentialType, Session
from .signature import Credentials
from .state import State

__all__ = ["credentials_of_key", "issue", "new_access_key", "role_session", "session_of_key"]


def new_access_key(ids: Ids, account: str, user: str | None, now: datetime) -> AccessKey:
    """A new active key; without a user, one of the root user."""
    return AccessKey(ids.unique("AKIA"), ids.secret(), account, user, True, now)


def credentials_of_key(key: AccessKey) -> Credentials:
    """The key as a signer holds it."""
    return Credentials(key.id, key.secret, active=key.active)


def session_of_key(state: State, key: AccessKey) -> Session | None:
    """Who calls with a long-term key; None where its user is gone."""
    credentials = credentials_of_key(key)
    if key.user is None:
        arn = Account(key.account, "").root_arn
        return Session(
            CredentialType.LONG_TERM_KEY, PrincipalType.ROOT, key.account, arn, arn,
            key.account, credentials,
        )  # fmt: skip
    user = state.users.get((key.account, key.user))
    return _user_session(user, credentials) if user is not None else None


def _user_session(user: User, credentials: Credentials) -> Session:
    return Session(
        CredentialType.LONG_TERM_KEY,
        PrincipalType.USER,
        user.account,
        user.arn,
        user.arn,
        user.unique_id,
        credentials,
    )


def issue(ids: Ids, now: datetime, seconds: int, **known: Any) -> Session:
    """A session with new temporary credentials; `known` are the fields of `Session`."""
    credentials = Credentials(
        ids.unique("ASIA"), ids.secret(), ids.token("session"), now + timedelta(seconds=seconds)
    )
    return Session(credentials=credentials, issued=now, **known)


def role_session(
    ids: Ids,
    role: Role,
    name: str,
    now: datetime,
    *,
    seconds: int = 3600,
    type: CredentialType = CredentialType.ASSUMED_ROLE,
    **known: Any,
) -> Session:
    """A session of a role; its ARN drops the role's path (rule F6)."""
    return issue(
        ids,
        now,
        seconds,
        type=type,
        principal=PrincipalType.ROLE_SESSION,
        account=role.account,
        arn=f"arn:aws:sts::{role.account}:assumed-role/{role.name}/{name}",
        identity=role.arn,
        unique_id=role.unique_id,
        name=name,
        **known,
    )
