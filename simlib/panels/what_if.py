"""What if a layer, a statement or a context key were otherwise: two verdicts side by side."""

from collections.abc import Sequence
from typing import Any

import ipywidgets as widgets

from ..analysis.differences import Difference, differences
from ..analysis.keys_read import keys_read, values_named
from ..analysis.what_if import Switch, decided, switched, switches, with_key
from ..cloud.key_values import pickable_values
from ..cloud.state import State
from ..evaluation.evaluate import Evaluation, Gate
from ..evaluation.request import ContextValue
from ..language.errors import SimlibError
from .offered import Offered
from .trace_view import TraceView
from .verdict_html import EMPTY, problems_html
from .what_if_controls import Controls
from .what_if_html import changed_words, verdicts_words, what_if_html
from .widget_base import HtmlWidget

__all__ = ["WhatIf"]

_SIDE = {"flex": "1 1 27em", "min_width": "0"}


class WhatIf:
    """`WhatIf(scene.gates(asked))`: switches over the gates of a request, and what they come to.

    `off` are the keys of the `switches` that are off, `keys` the context keys that are otherwise
    (None: absent); change them and call `apply()`. `as_it_is` and `what_if` are the evaluations,
    `changes` the nodes that differ. `state` tells which values a key can have besides those that
    policies name.
    """

    def __init__(self, gates: Sequence[Gate] = (), state: State | None = None) -> None:
        self.state = state or State()
        self.off: set[str] = set()
        self.keys: dict[str, ContextValue] = {}
        self.switches: tuple[Switch, ...] = ()
        self.as_it_is: Evaluation | None = None
        self.what_if: Evaluation | None = None
        self.changes: tuple[Difference, ...] = ()
        self.problems = ""
        self._build()
        self.show(gates)

    def _build(self) -> None:
        self.controls = Controls(self._read)
        self.html = HtmlWidget(value=EMPTY, label="What differs")
        self.traces = (TraceView(label="As it is"), TraceView(label="What if", since=""))
        sides = [
            widgets.VBox(
                [widgets.HTML(f"<b>{trace.html.label}</b>"), trace.view],
                layout=widgets.Layout(**_SIDE),
            )
            for trace in self.traces
        ]
        flow = widgets.Layout(display="flex", flex_flow="row wrap", width="100%", grid_gap="0 1em")
        both = widgets.Box(sides, layout=flow)
        self.view = widgets.VBox([self.controls.view, self.html, both])

    def show(self, gates: Sequence[Gate], state: State | None = None) -> None:
        """Takes another request; what is switched off stays so, where it is there."""
        self.gates, self.state = list(gates), state or self.state
        before = [each.key for each in self.switches], self.controls.choices.keys()
        self.switches, now = switches(gates), keys_read(gates)
        if before != ([each.key for each in self.switches], now.keys()):
            self.controls.offer(self.switches, now, {key: self._values(key) for key in now})
        self.apply()

    def _values(self, key: str) -> tuple[Offered, ...]:
        """Those that policies name, then those that the key has here."""
        named = [
            Offered(each, each, "Policies here name") for each in values_named(self.gates, key)
        ]
        known = {each.value for each in named}
        others = (each for each in pickable_values(self.state, key) if each not in known)
        return (*named, *(Offered(each, each, "Other values") for each in others))

    def apply(self) -> Evaluation | None:
        """Evaluates what is switched; None where that cannot be."""
        self.controls.put(self.off, self.keys)
        return self._fire()

    def _fire(self) -> Evaluation | None:
        self.problems = ""
        try:
            return self._evaluate() if self.gates else None
        except SimlibError as error:
            self.problems = str(error)
            self.html.value = problems_html(self.problems, self.html.value)
            return None

    def _evaluate(self) -> Evaluation:
        off = [each for each in self.switches if each.key in self.off]
        gates = switched(self.gates, off)
        for key, value in sorted(self.keys.items()):
            gates = with_key(gates, key, value)
        before, after = decided(self.gates), decided(gates)
        self.as_it_is, self.what_if = before, after
        self.changes = differences(before.trace, after.trace)
        told = verdicts_words(before, after)
        self.html.value = what_if_html(changed_words(off, self.keys), told, self.changes)
        self.traces[0].show(before)
        self.traces[1].show(after, before if off or self.keys else None)
        return after

    def _read(self) -> None:
        self.off, self.keys = self.controls.off, self.controls.keys
        self._fire()

    def __repr__(self) -> str:
        if self.as_it_is is None or self.what_if is None:
            return "WhatIf: nothing has been fired yet"
        off = [each for each in self.switches if each.key in self.off]
        told = verdicts_words(self.as_it_is, self.what_if)
        changed = changed_words(off, self.keys) or "nothing is switched off"
        return "\n".join([f"WhatIf: {changed}", told, *map(str, self.changes)])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        bundle = dict(self.view._repr_mimebundle_())
        return bundle | {"text/plain": repr(self)}
