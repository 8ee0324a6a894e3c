"""Faults of credentials: AWS does not believe who calls, so that no policy is asked.

Source: "Troubleshoot signed requests for AWS APIs".
"""

from collections.abc import Iterator
from typing import Any

from ....cloud.identities import AccessKey
from ..fault import Action, Healthy, Site
from ..work import RIGHT
from .identities import with_fields
from .sessions import work_changed

__all__ = [
    "clock_ahead",
    "clock_behind",
    "credentials_expired",
    "key_inactive",
    "key_unknown",
    "secret_mistyped",
    "token_left_out",
    "token_of_another_session",
]

OLD_KEY = "AKIAIOSFODNN7EXAMPLE"  # the documentation's


def _signed(healthy: Healthy, told: str, mend: str, **how: Any) -> Iterator[Site]:
    right = {name: getattr(RIGHT, name) for name in _MENDED_TOGETHER.get(mend, how)}
    who = _called(healthy)
    action = Action(f"{mend} ({who})", work_changed(lambda work: work.signed(**right)))
    yield f"credentials of {who}", told, work_changed(lambda work: work.signed(**how)), action


_TOKEN = "Send the session token that belongs to the credentials"
_MENDED_TOGETHER = {_TOKEN: ("token_left_out", "token_of_another")}


def _called(healthy: Healthy) -> str:
    return healthy.work.who


def clock_behind(healthy: Healthy) -> Iterator[Site]:
    """The machine's clock is late."""
    told = "the clock of the machine that signs is 40 minutes late"
    yield from _signed(healthy, told, _CLOCK, clock=-40)


def clock_ahead(healthy: Healthy) -> Iterator[Site]:
    """The machine's clock is early."""
    told = "the clock of the machine that signs is 40 minutes early"
    yield from _signed(healthy, told, _CLOCK, clock=40)


_CLOCK = "Set the clock of the machine that signs"


def secret_mistyped(healthy: Healthy) -> Iterator[Site]:
    """The secret access key lacks its last character."""
    told = "the secret access key was pasted without its last character"
    mend = "Paste the secret access key again"
    yield from _signed(healthy, told, mend, secret_mistyped=True)


def key_unknown(healthy: Healthy) -> Iterator[Site]:
    """The access key was deleted when keys were rotated."""
    told = f"the caller still uses the access key {OLD_KEY}, which is deleted"
    mend = "Use the new access key"
    yield from _signed(healthy, told, mend, access_key_id=OLD_KEY)


def token_left_out(healthy: Healthy) -> Iterator[Site]:
    """Temporary credentials are three things, and two are sent."""
    told = "the session token is not sent with the temporary credentials"
    yield from _signed(healthy, told, _TOKEN, token_left_out=True)


def token_of_another_session(healthy: Healthy) -> Iterator[Site]:
    """The token belongs to other credentials."""
    told = "the session token that is sent belongs to other credentials"
    yield from _signed(healthy, told, _TOKEN, token_of_another=True)


def credentials_expired(healthy: Healthy) -> Iterator[Site]:
    """The session is over, and the program has kept its credentials."""
    told = "the temporary credentials were issued 13 hours ago and are over"
    yield from _signed(healthy, told, "Get new temporary credentials", hours=13)


def key_inactive(healthy: Healthy) -> Iterator[Site]:
    """The access key was made inactive."""
    keys: dict[str, AccessKey] = dict(healthy.cloud.state.access_keys)
    for id_, key in keys.items():
        if key.user and key.user == healthy.work.who:
            told = "the access key is inactive"
            mend = Action(f"Activate the access key of {key.user}", _active(id_, True))
            yield f"credentials of {key.user}", told, _active(id_, False), mend


def _active(id_: str, active: bool) -> Any:
    return with_fields("access_keys", id_, active=active)
