"""A progress bar for what takes longer than a second; nothing is shown of what is faster."""

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

import ipywidgets as widgets

__all__ = ["Progress"]

T = TypeVar("T")
PATIENCE = 1.0  # seconds


class Progress:
    """`for step in progress.over(steps, total)`: the bar is `.view`, hidden until it is needed.

    `display(bar.view)`, then `replay(…, progress=bar.reached)`, shows how far a replay is.
    A panel that is made inside another is given the other's bar, which people see already.
    """

    def __init__(self, label: str) -> None:
        self.view = widgets.IntProgress(
            description=label,
            style={"description_width": "initial"},
            layout=widgets.Layout(display="none", width="24em"),
        )

    def reached(self, share: float) -> None:
        """A share of the whole is done."""
        self.view.max, self.view.value = 100, round(100 * share)
        self.view.layout.display = "" if share < 1 else "none"

    def over(self, steps: Iterable[T], total: int) -> Iterator[T]:
        """The steps one by one."""
        started, drawn = monotonic(), monotonic()
        self.view.max = total
        try:
            for number, step in enumerate(steps):
                yield step
                if monotonic() - started > PATIENCE and monotonic() - drawn > 0.1:
                    self.view.value, drawn = number + 1, monotonic()
                    self.view.layout.display = ""
        finally:
            self.view.layout.display = "none"
