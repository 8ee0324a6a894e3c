"""The controls of a what-if: a box for each layer and statement, three buttons for each key."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby

import ipywidgets as widgets

from ..analysis.what_if import Switch
from ..cloud.key_values import as_key_value
from ..evaluation.request import ContextValue
from ..language.errors import SimlibError
from ..language.markup import visible
from .choice import Choice
from .offered import Offered, fitting_text
from .what_if_html import value_words

__all__ = ["Controls"]

AS_IT_IS, ABSENT, SET = "as it is", "absent", "set to"
LONG = 120  # characters of a control's name
_SCROLLED = {"max_height": "17em", "overflow": "auto", "flex": "1 1 27em", "min_width": "0"}


class Controls:
    """`offer` makes them, `put` sets them, `off` and `keys` read them; `on_change` is called."""

    def __init__(self, on_change: Callable[[], object]) -> None:
        self.on_change = on_change
        self.boxes: dict[str, widgets.Checkbox] = {}
        self.choices: dict[str, widgets.ToggleButtons] = {}
        self.values: dict[str, Choice] = {}
        self._quiet = False
        self._left, self._right = (widgets.VBox(layout=widgets.Layout(**_SCROLLED)) for _ in "ab")
        flow = widgets.Layout(display="flex", flex_flow="row wrap", width="100%")
        self.view = widgets.Box([self._left, self._right], layout=flow)

    def offer(
        self,
        switches: Iterable[Switch],
        now: Mapping[str, ContextValue],
        values: Mapping[str, tuple[Offered, ...]],
    ) -> None:
        """Makes the controls, in groups by layer; `values` are those to choose from."""
        groups = sorted(switches, key=lambda each: (each.layer, "/" in each.key))
        self.boxes = {each.key: _box(each) for each in groups}
        self.choices = {key: _choice(key, value) for key, value in now.items()}
        self.values = {key: _value(key, values.get(key, ())) for key in now}
        self._left.children = [
            _group([self.boxes[each.key] for each in group])
            for _, group in groupby(groups, key=lambda each: each.layer)
        ]
        self._right.children = [_group([self.choices[key], self.values[key]]) for key in now]
        for control in (*self.boxes.values(), *self.choices.values(), *self.values.values()):
            control.observe(lambda _: self._changed(), "value")

    def put(self, off: Iterable[str], keys: Mapping[str, ContextValue]) -> None:
        """Sets every control, and calls nobody."""
        with self._quietly():
            gone = set(off)
            for name, box in self.boxes.items():
                box.value = name in gone
            for key, choice in self.choices.items():
                value = keys.get(key)
                choice.value = AS_IT_IS if key not in keys else ABSENT if value is None else SET
                self._show_value(key)
                if value is not None:
                    self.values[key].value = value if isinstance(value, str) else ", ".join(value)

    @property
    def off(self) -> set[str]:
        """The keys of the switches that are off."""
        return {key for key, box in self.boxes.items() if box.value}

    @property
    def keys(self) -> dict[str, ContextValue]:
        """The context keys that are otherwise; one to be set waits for its value."""
        absent = {key: None for key, choice in self.choices.items() if choice.value == ABSENT}
        chosen = (key for key, choice in self.choices.items() if choice.value == SET)
        found = {key: self._read(key) for key in chosen}
        return {**absent, **{key: value for key, value in found.items() if value}}

    def _read(self, key: str) -> ContextValue:
        """The value to be set, None where it is none of the key's type, which the field says."""
        field = self.values[key]
        field.problem, text = "", field.value.strip()
        try:
            return as_key_value(key, text) if text else None
        except SimlibError as error:
            field.problem = str(error)
            return None

    def _changed(self) -> None:
        for key in self.choices:
            self._show_value(key)
        if not self._quiet:
            self.on_change()

    def _show_value(self, key: str) -> None:
        """The field for a value is there where one is to be set."""
        chosen = self.choices[key].value == SET
        self.values[key].layout.display = None if chosen else "none"

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False


def _plain(text: str) -> str:
    """A control's name, where no markup goes: cut, invisible marks made visible."""
    bare = text.replace("`", "")
    return visible(bare if len(bare) <= LONG else bare[: LONG - 1] + "…")


def _box(switch: Switch) -> widgets.Checkbox:
    layout = widgets.Layout(width="auto", margin="0 0 0 1.5em" if "/" in switch.key else "0")
    told = _plain(switch.label)
    return widgets.Checkbox(False, description=told, tooltip=told, indent=False, layout=layout)


def _choice(key: str, now: ContextValue) -> widgets.ToggleButtons:
    told = _plain(f"{key}, now {value_words(now).removeprefix('= ')}")
    return widgets.ToggleButtons(
        options=[AS_IT_IS, ABSENT, SET],
        description=told,
        style={"description_width": "initial", "button_width": "5.5em"},
    )


def _value(key: str, offered: tuple[Offered, ...]) -> Choice:
    def offer(typed: str) -> tuple[Offered, ...]:
        found = fitting_text(offered, typed)
        exact = not typed or any(each.value == typed for each in found)
        return found if exact else (*found, Offered(typed, typed, "As typed"))

    return Choice(_plain(f"{key} is"), offer)


def _group(controls: list[widgets.Widget]) -> widgets.VBox:
    group = widgets.VBox(controls, layout=widgets.Layout(flex="0 0 auto", margin="0 0 0.5em"))
    group.add_class("simlib-what-if-group")
    return group
