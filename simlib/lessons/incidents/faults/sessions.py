"""Faults in how a role is assumed: what the caller sends along, or leaves out."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from ..fault import Action, Healthy, Site, Situation
from ..work import Work

__all__ = [
    "other_external_id",
    "session_policy_too_narrow",
    "session_tag_missing",
    "signed_in_without_mfa",
    "source_identity_missing",
]


def work_changed(change: Callable[[Work], Work]) -> Callable[[Situation], Situation]:
    """A change of how the caller goes about it."""
    return lambda situation: situation._replace(work=change(situation.work))


def _parameter(healthy: Healthy, name: str, wrong: Any, told: str, mend: str) -> Iterator[Site]:
    """Another value of a parameter of the first AssumeRole, None for leaving it out."""
    for first in healthy.work.assume[:1]:
        if name in first:
            right = {name: first[name]}
            action = Action(mend.format(first[name]), work_changed(_assuming(**right)))
            where = f"AssumeRole of {healthy.work.who}"
            yield where, told, work_changed(_assuming(**{name: wrong})), action


def _assuming(**parameters: Any) -> Callable[[Work], Work]:
    return lambda work: work.assuming(**parameters)


def other_external_id(healthy: Healthy) -> Iterator[Site]:
    """The caller sends the external id of another customer."""
    told = "the caller sends the external id `hospital-4d12`"
    mend = "Have the external id {} sent"
    yield from _parameter(healthy, "ExternalId", "hospital-4d12", told, mend)


def source_identity_missing(healthy: Healthy) -> Iterator[Site]:
    """The caller sets no source identity, and the role trust policy asks for one."""
    told = "the caller sets no source identity"
    yield from _parameter(healthy, "SourceIdentity", None, told, "Set the source identity {}")


def session_tag_missing(healthy: Healthy) -> Iterator[Site]:
    """The caller passes no session tags, and the role trust policy asks for one."""
    told = "the caller passes no session tags"
    yield from _parameter(healthy, "Tags", None, told, "Pass the session tag of the ward")


def session_policy_too_narrow(healthy: Healthy) -> Iterator[Site]:
    """The session policy that is passed is for another service."""
    wrong = [{"arn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}]
    told = "the session policy is AmazonS3ReadOnlyAccess"
    mend = "Pass AmazonHealthLakeReadOnlyAccess as the session policy"
    yield from _parameter(healthy, "PolicyArns", wrong, told, mend)


def signed_in_without_mfa(healthy: Healthy) -> Iterator[Site]:
    """The caller uses the access key itself, which says nothing of MFA."""
    if healthy.work.mfa:
        told = "the caller signs with the access key, and not with a session after MFA"
        action = Action(f"Have {healthy.work.who} sign in with MFA", work_changed(_with_mfa(True)))
        yield f"sign-in of {healthy.work.who}", told, work_changed(_with_mfa(False)), action


def _with_mfa(mfa: bool) -> Callable[[Work], Work]:
    from dataclasses import replace

    return partial(replace, mfa=mfa)
