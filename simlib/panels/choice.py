"""A field in which one of many is chosen, by pointing, by typing a part, or by the keyboard."""

from collections.abc import Callable, Iterable
from typing import Any

from .offered import MOST, Offered, in_groups
from .widget_base import ChoiceWidget, has_anywidget

__all__ = ["Choice"]

Offer = Callable[[str], Iterable[Offered]]


class Choice(ChoiceWidget):
    """`Choice("Principal", offer)`: `value` is what was chosen, or the text that somebody typed.

    `offer(text)` says what fits a text; what can be typed freely it offers too. `text_of` says how
    a value is shown. `told` stands under the field, `problem` says what is wrong with the value.
    """

    def __init__(
        self,
        label: str,
        offer: Offer,
        *,
        value: str = "",
        text_of: Callable[[str], str] = str,
        on_fire: Callable[[], object] = lambda: None,
    ) -> None:
        self.offer, self.text_of, self.on_fire = offer, text_of, on_fire
        super().__init__(label=label, value=value, shown=text_of(value))
        self.observe(lambda _: self.show(), "value")
        if has_anywidget:
            self.on_msg(self._heard)
        else:
            self.box.options = [each.value for each in offer("")]

    def show(self) -> None:
        """Writes the value into the field as it is shown."""
        self.shown = self.text_of(self.value)

    def take(self, typed: str) -> None:
        """What was typed: one of the offers, or the only one that fits, or the text itself."""
        offered = tuple(self.offer(typed.strip()))
        exact = [each.value for each in offered if typed.strip() in (each.value, each.text)]
        only = [each.value for each in offered] if len(offered) == 1 else []
        self.value = (exact or only or [typed.strip()])[0]
        self.send({"event": "taken"})

    def focus(self) -> None:
        """Moves the keyboard to the field."""
        self.send({"event": "focus"})

    def _heard(self, _: Any, content: Any, __: Any) -> None:
        """What the browser says; anything that is not understood is passed over."""
        event = content.get("event") if isinstance(content, dict) else None
        if event == "search":
            self._answer(str(content.get("text", "")).strip(), content.get("number"))
        elif event == "pick":
            self.value = str(content.get("value", ""))
            self.send({"event": "taken"})
        elif event == "take":
            self.take(str(content.get("text", "")))
        if event == "fire" or (event in ("pick", "take") and content.get("fire")):
            self.on_fire()

    def _answer(self, typed: str, number: object) -> None:
        offered = tuple(self.offer(typed))
        left = len(offered) - MOST
        more = f"and {left} more: type more" if left > 0 else "" if offered else "nothing fits"
        groups = in_groups(offered[:MOST])
        self.send({"event": "found", "number": number, "groups": groups, "more": more})

    def __repr__(self) -> str:
        return f"{self.label}: {self.shown}" + (f" ({self.problem})" if self.problem else "")
