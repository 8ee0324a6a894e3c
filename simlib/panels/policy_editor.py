"""The policy editor: a text with colours, findings, completions and marks.

It is CodeMirror 6 in an anywidget; where anywidget cannot be imported, a plain text area with the
same attributes. Everything it does can be driven from Python: set `value`, call `fire()`.
"""

import json
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any, NamedTuple

import traitlets

from ..checks.checking import check_policy
from ..language.document import LARGEST as READABLE
from ..language.document import as_document, grammar_findings
from ..language.edits import edited
from ..language.findings import Finding
from ..language.json_text import read_json
from ..language.terms import PolicyType
from .completions import completions
from .descriptions import described
from .drafts import Drafts
from .findings_html import MOST, finding_row, findings_html, summary
from .plain_editor import plain_view
from .widget_base import TextWidget, has_anywidget

__all__ = ["Mark", "PolicyEditor"]

LARGEST = 100_000  # characters that go through every check while somebody types: half a second,
# and three times the longest policy that AWS takes


class Mark(NamedTuple):
    """A line that something speaks about: `kind` is yes or no."""

    line: int
    kind: str
    text: str


class PolicyEditor(TextWidget):
    """`PolicyEditor(text)`: `value` is the text, `checked` what was found in it.

    `on_fire` and `on_line` are called when Ctrl+Enter is pressed, and when the cursor comes to
    another line. `resources` are the ARNs to offer first. What was typed under the name of a
    `draft` is there again when the cell, or another kernel, makes an editor with that name.
    """

    findings: Any = traitlets.List().tag(sync=True)
    listed: Any = traitlets.Unicode().tag(sync=True)
    marks: Any = traitlets.List().tag(sync=True)
    summary: Any = traitlets.Unicode().tag(sync=True)
    heard: Any = traitlets.Unicode().tag(sync=True)  # the latest text that a view has told

    def __init__(
        self,
        value: str = "",
        *,
        policy_type: PolicyType = PolicyType.IDENTITY_BASED,
        label: str = "Policy",
        resources: Iterable[str] = (),
        draft: str | None = None,
        on_fire: Callable[[], object] = lambda: None,
        on_line: Callable[[int], object] = lambda line: None,
    ) -> None:
        self.start, self.draft, self._drafts = _writable(value), draft, Drafts()
        self.policy_type, self.resources = policy_type, tuple(resources)
        self.on_fire, self.on_line = on_fire, on_line
        self.checked: tuple[Finding, ...] = ()
        kept = None if draft is None else self._drafts.text(draft)
        super().__init__(value=self.start if kept is None else kept, label=label)
        self.on_msg(self._heard_message)
        self.observe(lambda _: self._changed(), "value")
        self._note = ""
        self._counts: dict[str, int] = {}
        self.check()
        if kept is not None:
            self._say("as you left it")

    @cached_property
    def view(self) -> Any:
        """The widget to show: the editor itself, or the text area with what goes with it."""
        return self if has_anywidget else plain_view(self)

    @property
    def buttons(self) -> dict[str, Callable[[], None]]:
        """What the buttons do, by their names."""
        return {
            "Fire the request": self.fire,
            "Format": self.format,
            "Back to the start": self.back_to_start,
        }

    def take(
        self, value: str, *, start: str, policy_type: PolicyType, label: str, draft: str | None
    ) -> None:
        """Another policy: its text now, the text to go back to, and the name of its draft."""
        self.start, self.policy_type, self.draft = _writable(start), policy_type, None
        kept = None if draft is None else self._drafts.text(draft)
        with self.hold_sync():
            self.label, self.value = label, value if kept is None else kept
        self.draft = draft
        self.mark([])
        self.check()

    def check(self) -> None:
        """Finds what there is to say about the text, and shows it."""
        self.checked = _found(self.value, self.policy_type)
        with self.hold_sync():
            self.findings = [finding_row(each) for each in self.checked[:MOST]]
            self.listed = findings_html(self.checked)
            self.summary = summary(self.checked) + self._note

    def _changed(self) -> None:
        self.check()
        self._keep()

    def fire(self) -> None:
        """As Ctrl+Enter does."""
        self.on_fire()

    def format(self) -> None:
        """Lays the text out anew where it is JSON; a text that is not stays as it is."""
        document, slips = read_json(self.value)
        if document is None or slips:
            self._say("the text is no JSON yet, so it was not laid out")
            return
        self.value = json.dumps(as_document(self.value), indent=2, ensure_ascii=False)

    def mend(self, number: int) -> None:
        """Makes the edits of one finding, by its place in `checked`."""
        if 0 <= number < len(self.checked):
            try:
                self.value = edited(self.value, self.checked[number].edits)
            except ValueError:
                self._say("this is to be mended by hand")

    def back_to_start(self) -> None:
        """The text that the editor began with, and no draft."""
        self.value = self.start

    def mark(self, marks: Iterable[Mark]) -> None:
        """Marks lines; the marks before are taken away."""
        self.marks = [mark._asdict() for mark in marks]

    def show(self, line: int) -> None:
        """Brings a line into view."""
        self.send({"event": "show", "line": line})

    @traitlets.validate("value")
    def _value_is_writable(self, proposal: Any) -> str:
        return _writable(proposal["value"])

    def _keep(self) -> None:
        """Saves the draft as it is typed; where that cannot be, it is said from then on."""
        if self.draft is None:
            return
        try:
            if self.value == self.start:
                self._drafts.drop(self.draft)
            else:
                self._drafts.keep(self.draft, self.value)
        except OSError as error:
            self.draft = None
            self._note = f"; drafts cannot be kept here ({error.strerror})"
            self.summary += self._note

    def _say(self, sentence: str) -> None:
        self.summary = f"{summary(self.checked)}{self._note}; {sentence}"

    def _heard_message(self, _: Any, message: Any, __: Any) -> None:
        """What the browser says; anything that is not understood is passed over."""
        match message:
            case {"event": "line", "line": int(line)}:
                self.on_line(line)
            case {"event": str(event), "number": number, "text": str(text), "offset": int(offset)}:
                answer = self._answer(event, text, offset)
                self.send({"event": "answer", "number": number, "answer": answer})
            case {"event": str(event), "text": str(text), "view": str(view), "count": int(count)}:
                self._take(text, view, count)
                self._do(event, message.get("finding"))

    def _take(self, text: str, view: str, count: int) -> None:
        """A view counts what it tells: messages may overtake each other, the latest text stays."""
        if count >= self._counts.get(view, 0):
            self._counts[view] = count
            self.value = text
            self.heard = f"{view}-{count}"

    def _do(self, event: str, finding: object) -> None:
        actions = {"fire": self.fire, "format": self.format, "start": self.back_to_start}
        if event == "mend" and finding in self.findings:
            self.mend(self.findings.index(finding))
        elif event in actions:
            actions[event]()

    def _answer(self, event: str, text: str, offset: int) -> dict[str, Any] | None:
        if len(text) > READABLE:
            text, offset = "", 0  # there is nothing to say of what is read no more
        if event == "complete":
            found = completions(text, offset, self.resources)
            return {**found._asdict(), "options": [each._asdict() for each in found.options]}
        told = described(text, offset) if event == "describe" else None
        return told._asdict() if told else None

    def __repr__(self) -> str:
        return f"PolicyEditor: {self.label}, {self.summary}"

    def _repr_mimebundle_(self, **told: Any) -> Any:
        if self.view is self:
            return super()._repr_mimebundle_(**told)
        return {**self.view._repr_mimebundle_(**told), "text/plain": repr(self)}


def _writable(text: str) -> str:
    """Lines end in one way, as in the browser, and every character can be written to a file."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _found(text: str, policy_type: PolicyType) -> tuple[Finding, ...]:
    """Of a text that is longer than any policy, what the grammar alone finds."""
    look = check_policy if len(text) <= LARGEST else grammar_findings
    return look(text, policy_type)
