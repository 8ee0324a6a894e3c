"""Why was this denied? A record or a message is pasted, read, and asked again in this cloud."""

from typing import Any

import ipywidgets as widgets

from ..analysis.asking_again import Again, ask_again_denied
from ..analysis.pasted_denials import read_pasted
from ..cloud.cloud import Cloud
from ..language.errors import SimlibError
from .scene import Scene, as_scene
from .table_html import alert
from .trail_html import again_html
from .widget_base import HtmlWidget

__all__ = ["WhyDenied"]

EXAMPLE = (
    "Paste a CloudTrail record (JSON) or an error message, such as: "
    "User: arn:aws:iam::111122223333:user/Dana is not authorized to perform: s3:GetObject "
    "on resource: … because no identity-based policy allows the s3:GetObject action"
)


class WhyDenied:
    """`WhyDenied(cloud)`: set `pasted.value`, then `explain()`; `again` is what came of it.

    Without a cloud it says what the message says. What is pasted stays, whatever it is.
    """

    def __init__(self, source: Cloud | Scene | None = None) -> None:
        self.scene = as_scene(source) if source is not None else None
        self.again: Again | None = None
        self.problems = ""
        self.pasted = widgets.Textarea(
            placeholder=EXAMPLE,
            description="Why was this denied?",
            rows=4,
            layout=widgets.Layout(width="calc(100% - 6px)"),
            style={"description_width": "12em"},
        )
        self.pasted.add_class("simlib-paste")
        self.button = widgets.Button(
            description="Explain",
            tooltip="Say what the message says, and ask again in this cloud",
            button_style="primary",
            layout=widgets.Layout(margin="0.3em 0 0.3em calc(12em + 10px)"),
        )
        self.button.on_click(lambda _: self.explain())
        self.said = HtmlWidget(label="Why it was denied")
        self.view = widgets.VBox([self.pasted, self.button, self.said])

    def explain(self, text: str | None = None) -> Again | None:
        """Reads what is pasted, or this text; None, and why, where it tells of no denial."""
        if text is not None:
            self.pasted.value = text
        try:
            told = read_pasted(self.pasted.value)
            cloud = self.scene.trial if self.scene is not None else None
            self.again = ask_again_denied(cloud, told)
            self.problems, self.said.value = "", again_html(self.again)
        except SimlibError as error:
            self.problems = str(error)
            self.said.value = alert(self.problems) + self._before()
        return None if self.problems else self.again

    def _before(self) -> str:
        if self.again is None:
            return ""
        return f'<div class="simlib-stale"><p>Before that:</p>{again_html(self.again)}</div>'

    def __repr__(self) -> str:
        if self.problems or self.again is None:
            return f"WhyDenied: {self.problems or 'nothing is pasted'}"
        return f"WhyDenied: {self.again.told}\n{self.again.comparison}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return dict(self.view._repr_mimebundle_()) | {"text/plain": repr(self)}
