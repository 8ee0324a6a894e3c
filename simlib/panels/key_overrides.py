"""The context keys of a question: a table of them all, and two fields to set one of them."""

from collections.abc import Callable, Iterable
from urllib.parse import unquote

import ipywidgets as widgets

from ..evaluation.request import ContextValue
from ..language.errors import SimlibError
from .choice import Choice
from .context_rows import KeyRow, absent_row, values_named
from .context_table import context_table
from .key_offers import AS_IT_IS, key_offers, text_of_value, value_meant, value_offers, value_token
from .offered import Offered
from .scene import Asked, Scene
from .widget_base import HtmlWidget

__all__ = ["KeyOverrides"]

Context = dict[str, ContextValue]


class KeyOverrides:
    """`context` are the keys that are set by hand; None takes one away from the request.

    `accept` tries a change: where the question cannot be asked with it, it raises a SimlibError,
    which is said beside the value, and nothing is changed.
    """

    def __init__(
        self,
        scene: Scene,
        asked: Asked,
        accept: Callable[[Context], object],
        on_fire: Callable[[], object] = lambda: None,
    ) -> None:
        self.accept, self.rows = accept, tuple[KeyRow, ...]()
        self._scene, self._asked = scene, asked
        self.key = Choice("Set a context key", self._keys, on_fire=on_fire)
        self.value = Choice("Its value", self._values, text_of=text_of_value, on_fire=on_fire)
        self.table = HtmlWidget(self._pointed, label="Context keys of the request")
        self.key.observe(lambda _: self._choose(), "value")
        self.value.observe(lambda _: self._set(), "value")
        self.view = self._layout()

    def _layout(self) -> widgets.Widget:
        fields = widgets.Box([self.key, self.value])
        fields.add_class("simlib-form-row")
        self._around = widgets.VBox([self.table])
        return widgets.VBox([fields, self._around])

    def show(self, scene: Scene, asked: Asked, rows: tuple[KeyRow, ...]) -> None:
        """Shows the keys of a question."""
        self._scene, self._asked, self.rows = scene, asked, rows
        self.table.value = context_table(rows)
        self._choose()

    def grey(self, stale: bool) -> None:
        """Greys the table of a question that is not the one in the fields."""
        (self._around.add_class if stale else self._around.remove_class)("simlib-stale")

    @property
    def context(self) -> Context:
        """The keys that are set by hand, with their values."""
        return dict(self._asked.context)

    def override(self, key: str, value: ContextValue) -> None:
        """Sets a key; None takes it away from the request. Raises SimlibError."""
        self.accept({**self._without(key), key: value})

    def take_back(self, key: str) -> None:
        """Lets a key be what it is by itself."""
        self.accept(self._without(key))

    def take_all_back(self) -> None:
        """Lets every key be what it is by itself."""
        self.accept({})

    def _without(self, key: str) -> Context:
        return {name: v for name, v in self.context.items() if name.lower() != key.lower()}

    def _keys(self, typed: str) -> Iterable[Offered]:
        return key_offers(self._scene.cloud, self._asked.action, self.rows, typed)

    def _values(self, typed: str) -> Iterable[Offered]:
        if not self.key.value:
            return ()
        named = values_named(self._scene, self._asked, self.key.value)
        return value_offers(self._scene.cloud, self._row(), named, typed)

    def _row(self) -> KeyRow:
        """The row of the key that was chosen; of one that the request does not have, an own."""
        chosen = self.key.value.lower()
        own = (row for row in self.rows if row.key.lower() == chosen)
        return next(own, None) or absent_row(self._scene, self._asked, self.key.value)

    def _choose(self) -> None:
        """Shows what the chosen key is now."""
        key = self.key.value
        self.value.layout.visibility = "visible" if key else "hidden"
        self.value.label = f"Value of {key}"
        self.value.problem = ""
        self.value.value = value_token(self._row()) if key else ""

    def _set(self) -> None:
        token, self.value.problem = self.value.value, ""
        if not self.key.value or token == value_token(self._row()):
            return
        if token == AS_IT_IS:
            self._try(lambda: self.take_back(self.key.value))
        else:
            self._try(lambda: self.override(self.key.value, value_meant(self.key.value, token)))

    def _try(self, change: Callable[[], object]) -> None:
        try:
            change()
        except SimlibError as error:
            self.value.problem = str(error)

    def _pointed(self, at: str) -> None:
        what, _, quoted = at.partition(":")
        key = unquote(quoted, errors="surrogatepass")
        if what == "change":
            self.key.value = key
            self.value.focus()
        elif what == "back":
            self._try(lambda: self.take_back(key) if key else self.take_all_back())
