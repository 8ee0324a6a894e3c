"""The organization as a panel: a tree to read, policies to open, attachments to try without."""

from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets as widgets

from ..cloud.cloud import Cloud
from ..cloud.detached import Attachment, detached
from ..evaluation.evaluate import Evaluation
from ..language.errors import SimlibError
from ..trace.words import DECISIONS
from .organization_html import Tree, organization_html
from .scene import Asked, Scene, as_scene
from .table_html import alert, counted, named
from .widget_base import HtmlWidget

__all__ = ["OrganizationView"]


class OrganizationView:
    """`OrganizationView(cloud)`: the root, OUs and accounts with their SCPs and RCPs.

    `detached` lists the attachments that are tried without, each a node's and a policy's id;
    `tried` is the scene without them. `asked`, where there is one, is asked with and without.
    `on_policy` is called with the label of a policy's place, `on_switch` with the view.
    """

    def __init__(
        self,
        source: Cloud | Scene,
        *,
        asked: Asked | None = None,
        on_policy: Callable[[str], object] = lambda label: None,
        on_switch: "Callable[[OrganizationView], object]" = lambda view: None,
    ) -> None:
        self.scene, self.asked = as_scene(source), asked
        self.on_policy, self.on_switch = on_policy, on_switch
        self.detached: list[Attachment] = []
        self.problems = ""
        self.tree = HtmlWidget(on_point=self._point, label="Organization")
        self.view = widgets.VBox([self.tree])
        self.show()

    @property
    def tried(self) -> Scene:
        """The scene without what is switched off. Raises UnknownNameError."""
        cloud = self.scene.cloud.copy()
        cloud.state = detached(cloud.state, self.detached)
        return Scene(cloud, self.scene.drafts)

    def show(self, scene: Scene | None = None, asked: Asked | None = None) -> None:
        """Draws the tree, of this scene and question or of others; switches stay where they can."""
        self.scene, self.asked = scene or self.scene, asked or self.asked
        self.detached = [each for each in self.detached if self._attached(each)]
        state, places = self.scene.cloud.state, self.scene.places
        owners = {place.owner: label for label, place in places.items()}
        drawn = organization_html(Tree(state, self.detached, owners))
        self.tree.value = self._answers() + self._status() + drawn

    def switch(self, node: str, policy: str) -> None:
        """Tries without this attachment, or with it again. Both by their ids."""
        attachment = (node, policy)
        if attachment in self.detached:
            self.detached.remove(attachment)
        elif self._attached(attachment):
            self.detached.append(attachment)
        self.show()
        self.on_switch(self)

    def _attached(self, attachment: Attachment) -> bool:
        organization = self.scene.cloud.state.organization
        node = organization.nodes.get(attachment[0]) if organization is not None else None
        return node is not None and attachment[1] in node.attached

    def _point(self, at: str) -> None:
        what, _, rest = at.partition(":")
        if what == "switch":
            self.switch(*rest.split(":", 1))
        labels = (label for label, place in self.scene.places.items() if place.owner == rest)
        for label in labels if what == "policy" else ():
            self.on_policy(label)

    def _status(self) -> str:
        if self.scene.cloud.state.organization is None:
            return ""
        names = ", ".join(f"{named(what)} at {named(where)}" for what, where in self._names())
        said = (
            f"Tried without {names}."
            if names
            else "All counts as attached; a switch tries without."
        )
        return f'<p role="status">{said}</p>'

    def _names(self) -> Iterator[tuple[str, str]]:
        """What is switched off, and where, by their names."""
        organization = self.scene.cloud.state.organization
        for node, policy in self.detached:
            assert organization is not None  # INVARIANT: something was attached
            yield organization.policies[policy].name, organization.nodes[node].name

    def _answers(self) -> str:
        """The question as all is attached, and as it is tried."""
        if self.asked is None:
            return ""
        asked = f"{named(self.asked.who, most=80)} asks for {named(self.asked.action)}"
        try:
            before, after = self.scene.evaluation(self.asked), self.tried.evaluation(self.asked)
            self.problems = ""
        except SimlibError as error:
            self.problems = str(error)
            return alert(self.problems)
        return (
            f'<p class="simlib-asked">{asked} on {named(self.asked.resource, most=100)}</p>'
            f"<p>As attached: {_answer(before)}. As tried here: {_answer(after)}.</p>"
        )

    def __repr__(self) -> str:
        organization = self.scene.cloud.state.organization
        if organization is None:
            return "OrganizationView: no organization"
        nodes = counted(len(organization.nodes), "node")
        off = ", ".join(f"{what} at {where}" for what, where in self._names())
        without = f", tried without {off}" if off else ""
        return f"OrganizationView: {organization.id}, {nodes}{without}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return dict(self.view._repr_mimebundle_()) | {"text/plain": repr(self)}


def _answer(evaluation: Evaluation) -> str:
    css, mark = ("yes", "✓") if evaluation.allowed else ("no", "✗")
    return f'<b class="{css}">{mark} {DECISIONS[evaluation.decision]}</b>'
