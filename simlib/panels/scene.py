"""What the panels share: a cloud, drafts of its policies, and the question that is asked.

A scene changes nothing in the cloud: drafts are tried out on a copy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..cloud.caller import Caller
from ..cloud.cloud import Cloud
from ..cloud.policy_places import PolicyPlace, places_by_label
from ..evaluation.evaluate import Evaluation, Gate
from ..evaluation.request import ContextValue
from ..language.document import parse_policy
from ..language.errors import UnknownNameError, did_you_mean

__all__ = ["Asked", "Scene", "as_scene"]


@dataclass(frozen=True)
class Asked:
    """One question: who asks for what, from where and when, and the keys that are set by hand.

    `context` overrides keys; None makes a key absent. `hours` set the clock forward. `region` is
    where the request goes, None the cloud's own.
    """

    who: str
    action: str
    resource: str = "*"
    context: Mapping[str, ContextValue] = field(default_factory=dict)
    address: str | None = None
    endpoint: str | None = None
    hours: float = 0
    region: str | None = None


@dataclass(frozen=True)
class Scene:
    """A cloud with drafts by the label of their place. Frozen: every change is another scene.

    >>> from simlib import load_scenario
    >>> scene = Scene(load_scenario("clinical-collaboration"))
    >>> "identity-based policy · policy/BrowseStorage" in scene.places
    True
    """

    cloud: Cloud
    drafts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def places(self) -> Mapping[str, PolicyPlace]:
        """The places of the cloud's policies by their labels, in a fixed order."""
        return places_by_label(self.cloud.state)

    def text(self, label: str) -> str:
        """The text at a place: the draft, where there is one. Raises UnknownNameError."""
        place = self._place(label)
        return self.drafts.get(label, place.policy.text)

    def with_draft(self, label: str, text: str) -> "Scene":
        """The scene with a draft at a place; the policy's own text is none."""
        place = self._place(label)
        drafts = {**self.drafts, label: text}
        if text == place.policy.text:
            del drafts[label]
        return replace(self, drafts=drafts)

    def _place(self, label: str) -> PolicyPlace:
        if label not in self.places:
            hint = did_you_mean(label, self.places)
            raise UnknownNameError(f"no policy at `{label}`; {hint}".rstrip("; "))
        return self.places[label]

    @cached_property
    def trial(self) -> Cloud:
        """A copy of the cloud with the drafts in place. Raises PolicySyntaxError."""
        copy = self.cloud.copy()
        for label, text in self.drafts.items():
            place = self._place(label)
            old = place.policy
            draft = parse_policy(text, old.policy_type, name=old.name, arn=old.arn)
            copy.state = place.with_policy(copy.state, draft)
        return copy

    def caller(self, asked: Asked) -> Caller:
        """Whoever asks, as the question has it. Raises what `cloud.as_` raises."""
        cloud = self.trial.copy()
        if asked.hours:
            cloud.advance(hours=asked.hours)
        caller = cloud.as_(asked.who)
        if asked.region:
            caller = caller.in_region(asked.region)
        if asked.endpoint:
            caller = caller.through(asked.endpoint)
        elif asked.address:
            caller = caller.at(asked.address)
        return caller.with_context(**dict(asked.context))

    def evaluation(self, asked: Asked) -> Evaluation:
        """The decision with its trace. Raises what `caller.can` raises."""
        return self.caller(asked).can(asked.action, asked.resource)

    def gates(self, asked: Asked) -> list[Gate]:
        """The gates of the request, for what-ifs. Raises what `caller.gates` raises."""
        return self.caller(asked).gates(asked.action, asked.resource)


def as_scene(source: Cloud | Scene) -> Scene:
    """A scene as it is, a cloud as a scene without drafts."""
    return source if isinstance(source, Scene) else Scene(source)
