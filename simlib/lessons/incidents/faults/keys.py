"""Faults around AWS KMS that no policy shows: a key's state, and a grant that is gone."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from ....cloud.keys import Key, KeyGrant, KeyState
from ..fault import Action, Healthy, Site, Situation
from .identities import with_fields

__all__ = ["grant_revoked", "key_disabled", "key_to_be_deleted"]


def key_disabled(healthy: Healthy) -> Iterator[Site]:
    """The key is disabled; every policy still allows its use."""
    yield from _in_state(healthy, KeyState.DISABLED, "disabled", "Enable the key")


def key_to_be_deleted(healthy: Healthy) -> Iterator[Site]:
    """The key waits for its deletion."""
    told = "Cancel the deletion of the key and enable it:"
    yield from _in_state(healthy, KeyState.PENDING_DELETION, "about to be deleted", told)


def _in_state(healthy: Healthy, state: KeyState, how: str, mend: str) -> Iterator[Site]:
    for arn, name in _own_keys(healthy):
        enabled = Action(f"{mend} {name}", with_fields("keys", arn, state=KeyState.ENABLED))
        yield arn, f"the key is {how}", with_fields("keys", arn, state=state), enabled


def _own_keys(healthy: Healthy) -> Iterator[tuple[str, str]]:
    """The keys that people here manage, with their aliases."""
    named = {arn: alias.split(":", 5)[-1] for alias, arn in healthy.cloud.state.aliases.items()}
    keys: dict[str, Key] = dict(healthy.cloud.state.keys)
    for arn, key in keys.items():
        if key.manager == "CUSTOMER":
            yield arn, named.get(arn, key.id)


def grant_revoked(healthy: Healthy) -> Iterator[Site]:
    """A grant that a service made for itself has been revoked."""
    for grant in healthy.cloud.state.grants.values():
        told = f"the grant of {grant.grantee} has been revoked"
        mend = Action(f"Give {grant.grantee} its grant on the key again", partial(_given, grant))
        yield grant.key, told, partial(_revoked, grant.id), mend


def _given(grant: KeyGrant, situation: Situation) -> Situation:
    return situation._replace(state=situation.state.put("grants", grant.id, grant))


def _revoked(id_: str, situation: Situation) -> Situation:
    grants = {key: each for key, each in situation.state.grants.items() if key != id_}
    return situation._replace(state=replace(situation.state, grants=grants))
