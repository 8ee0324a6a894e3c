"""The cloud that an exercise takes place in, with the learner's policy where it belongs."""

from dataclasses import replace
from functools import cache

from ..cloud.caller import Caller
from ..cloud.cloud import Cloud
from ..cloud.policy_places import places_by_label
from ..cloud.small_account import furnish
from ..language.document import parse_policy
from ..language.errors import UnknownNameError, did_you_mean
from ..language.policy import Policy
from ..services import SERVICES
from ..services.scenario_files import load
from ..shipped import shipped_path
from .exercise import Asked, Setting

__all__ = ["beside", "caller_of", "cloud_of", "policy_of", "silent_policy"]

YOURS = "your-policy"


def policy_of(setting: Setting, text: str) -> Policy:
    """The learner's text as the policy that the exercise is about. Raises PolicySyntaxError."""
    if not setting.place:
        return parse_policy(text, setting.policy_type, name=YOURS)
    old = _at(setting)
    return parse_policy(text, old.policy_type, name=old.name, arn=old.arn)


def silent_policy(setting: Setting) -> Policy:
    """A policy without statements in the place of the learner's, until that can be read."""
    if not setting.place:
        return Policy(YOURS, setting.policy_type, "2012-10-17", (), "")
    return replace(_at(setting), statements=(), text="")


def _at(setting: Setting) -> Policy:
    """The scenario's own policy at the place. Raises UnknownNameError."""
    places = places_by_label(_scenario(setting.scenario).state)
    if setting.place not in places:
        hint = did_you_mean(setting.place, places)
        raise UnknownNameError(f"no policy at `{setting.place}`; {hint}".rstrip("; "))
    return places[setting.place].policy


def cloud_of(setting: Setting, policy: Policy | None = None) -> Cloud:
    """The exercise's cloud, with the policy in its place. Raises UnknownNameError."""
    if not setting.scenario:
        cloud = Cloud(SERVICES)
        furnish(cloud, _attached(setting, policy), setting.things)
        return cloud
    cloud = _scenario(setting.scenario).copy()
    if policy is not None:
        cloud.state = places_by_label(cloud.state)[setting.place].with_policy(cloud.state, policy)
    return cloud


def _attached(setting: Setting, policy: Policy | None) -> list[Policy]:
    return [*([policy] if policy is not None else []), *beside(setting)]


def beside(setting: Setting) -> list[Policy]:
    """The policies that everybody of the small account has besides."""
    return [_shipped(name) for name in setting.beside]


@cache
def _shipped(name: str) -> Policy:
    text = (shipped_path("policies") / f"{name}.json").read_text(encoding="utf-8")
    return parse_policy(text, name=name.rpartition("/")[2])


@cache
def _scenario(name: str) -> Cloud:
    return load(shipped_path("scenarios") / name, SERVICES, "us-east-1")


def caller_of(cloud: Cloud, asked: Asked) -> Caller:
    """Whoever asks, with the context keys that the request sets."""
    return cloud.as_(asked.who).with_context(**asked.context)
