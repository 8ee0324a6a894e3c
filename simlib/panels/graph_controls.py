"""What is wanted of a permission graph, to be picked: filters, a node to look at, a way to find."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import ipywidgets as widgets

from ..graph.filters import Choice
from ..graph.grouping import by_kind, by_permissions, legible
from ..graph.permissions import PermissionGraph
from ..graph.terms import LEVELS, Permitted
from ..language.markup import in_a_list

__all__ = ["GraphControls", "take_any"]

GROUPINGS: dict[str, Callable[[PermissionGraph], PermissionGraph]] = {
    "where there are many": legible,
    "by equal permissions": by_permissions,
    "by account and kind": by_kind,
    "never": lambda graph: graph,
}
ANY = "any"
Options = Iterable[tuple[str, object]]


class GraphControls:
    """The controls, each with a name; `changed` is called when one of them has been set."""

    def __init__(self, changed: Callable[[], object]) -> None:
        self._changed, self._held = changed, False
        self.principal, self.resource = _choice("Principal"), _choice("Resource")
        self.account, self.around = _choice("Account"), _choice("Focus on")
        self.level = _choice("Access level", [(level.value, level) for level in LEVELS])
        self.permitted = _choice("Outcome", [(each.value, each) for each in Permitted])
        self.action = widgets.Text(
            description="Action", placeholder="s3:Get*", continuous_update=False, **_look()
        )
        self.distance = widgets.Dropdown(
            options=[1, 2, 3, 4], value=1, description="Distance", **_look()
        )
        self.grouping = widgets.Dropdown(options=GROUPINGS, description="Group nodes", **_look())
        self.start, self.goal = _choice("How can"), _choice("reach")
        self.clear_button = widgets.Button(
            description="Show everything",
            tooltip="Take every filter away",
            layout=widgets.Layout(width="calc(15em - 8px)", margin="2px 2px 2px calc(7em + 10px)"),
        )
        self.clear_button.on_click(lambda _: self.clear())
        for control in self._all:
            control.observe(self._set, "value")
        self.view = widgets.VBox([_row(row) for row in self._rows])

    @property
    def _filters(self) -> tuple[Any, ...]:
        who = (self.principal, self.resource, self.account)
        return (*who, self.action, self.level, self.permitted)

    @property
    def _rows(self) -> tuple[tuple[Any, ...], ...]:
        """What to leave out, what to look at, which way to find."""
        looking = (self.around, self.distance, self.grouping)
        return self._filters, looking, (self.start, self.goal, self.clear_button)

    @property
    def _all(self) -> tuple[Any, ...]:
        rows = (control for row in self._rows for control in row)
        return tuple(control for control in rows if control is not self.clear_button)

    @property
    def choice(self) -> Choice:
        """What the filters say."""
        return Choice(
            principal=self.principal.value or None,
            resource=self.resource.value or None,
            account=self.account.value or None,
            action=self.action.value.strip() or None,
            level=self.level.value or None,
            permitted=self.permitted.value or None,
        )

    def clear(self) -> None:
        """Takes all away but the grouping."""
        with self.together():
            self.action.value = ""
            for control in (*self._filters, self.around, self.start, self.goal):
                if control is not self.action:
                    take_any(control)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Several controls are set, and told of once."""
        self._held = True
        try:
            yield
        finally:
            self._held = False
        self._changed()

    def offer(self, graph: PermissionGraph) -> None:
        """What there is to choose from; a choice that is still there stays."""
        sources = {edge.source for edge in graph.edges}
        targets = {edge.target for edge in graph.edges}
        everything = [(node.label, node.id) for node in graph.nodes]
        starting = [each for each in everything if each[1] in sources]
        reached = [each for each in everything if each[1] in targets]
        accounts = {node.account: node.account_name for node in graph.nodes if node.account}
        for control in (self.principal, self.start):
            _offer(control, starting)
        for control in (self.resource, self.goal):
            _offer(control, reached)
        _offer(self.around, everything)
        _offer(self.account, [(in_a_list(accounts[each]), each) for each in sorted(accounts)])

    def _set(self, _: object) -> None:
        if not self._held:
            self._changed()


def _row(controls: Iterable[Any]) -> widgets.Box:
    row = widgets.Box(list(controls))
    row.add_class("simlib-graph-form")
    return row


def _look() -> dict[str, Any]:
    layout = widgets.Layout(width="22em", max_width="100%")
    return {"layout": layout, "style": {"description_width": "7em"}}


def _choice(name: str, options: Options = ()) -> widgets.Dropdown:
    return widgets.Dropdown(options=[(ANY, ""), *options], description=name, **_look())


def _offer(control: widgets.Dropdown, options: Options) -> None:
    before = control.value
    control.options = [(ANY, ""), *options]
    if any(value == before for _, value in options):
        control.value = before
    else:
        take_any(control)


def take_any(control: widgets.Dropdown) -> None:
    """Chooses nothing in particular, and shows so: a value of None would show an empty field."""
    control.value = ""
