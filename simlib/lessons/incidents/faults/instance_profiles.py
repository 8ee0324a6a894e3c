"""Faults around instance profiles: the role that was in one is not in it any more."""

from collections.abc import Iterator

from ..fault import Action, Healthy, Site
from .identities import with_fields

__all__ = ["profile_without_role"]


def profile_without_role(healthy: Healthy) -> Iterator[Site]:
    """A profile is a container; without a role in it, it gives nothing."""
    for key, profile in healthy.cloud.state.instance_profiles.items():
        if profile.role:
            mend = Action(
                f"Put the role {profile.role} into the instance profile {profile.name}",
                with_fields("instance_profiles", key, role=profile.role),
            )
            told = f"the instance profile holds no role; it held {profile.role}"
            yield profile.arn, told, with_fields("instance_profiles", key, role=None), mend
