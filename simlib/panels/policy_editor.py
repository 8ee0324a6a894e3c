"""The policy editor: a text with colours, findings, completions and marks.

It is CodeMirror 6 in an anywidget; where anywidget cannot be imported, a plain text area with the
same attributes. Everything it does can be driven from Python: set `value`, call `fire()`.
"""

import json
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import traitlets

from ..checks.checking import check_policy
from ..language.document import as_document
from ..language.edits import edited
from ..language.findings import Finding
from ..language.issues import FindingType
from ..language.json_text import read_json
from ..language.terms import PolicyType
from .completions import completions
from .descriptions import described
from .widget_base import TextWidget

__all__ = ["Mark", "PolicyEditor"]

LARGEST = 200_000  # characters that are checked while somebody types


class Mark(NamedTuple):
    """A line that something speaks about: `kind` is yes or no."""

    line: int
    kind: str
    text: str


class PolicyEditor(TextWidget):
    """`PolicyEditor(text)`: `value` is the text, `checked` what was found in it.

    `on_fire` and `on_line` are called when Ctrl+Enter is pressed, and when the cursor comes to
    another line. `resources` are the ARNs to offer first.
    """

    findings: Any = traitlets.List().tag(sync=True)
    marks: Any = traitlets.List().tag(sync=True)
    summary = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        value: str = "",
        *,
        policy_type: PolicyType = PolicyType.IDENTITY_BASED,
        label: str = "Policy",
        resources: Iterable[str] = (),
        on_fire: Callable[[], object] = lambda: None,
        on_line: Callable[[int], object] = lambda line: None,
    ) -> None:
        self.policy_type, self.resources = policy_type, tuple(resources)
        self.on_fire, self.on_line = on_fire, on_line
        self.checked: tuple[Finding, ...] = ()
        super().__init__(value=value, label=label)
        self.on_msg(self._heard)
        self.observe(lambda _: self.check(), "value")
        self.check()

    def check(self) -> None:
        """Finds what there is to say about the text, and shows it."""
        self.checked = check_policy(self.value[:LARGEST], self.policy_type)
        self.findings = [_shown(number, each) for number, each in enumerate(self.checked)]
        self.summary = _summary(self.checked)

    def fire(self) -> None:
        """As Ctrl+Enter does."""
        self.on_fire()

    def format(self) -> None:
        """Lays the text out anew where it is JSON; a text that is not stays as it is."""
        document, slips = read_json(self.value)
        if document is not None and not slips:
            self.value = json.dumps(as_document(self.value), indent=2, ensure_ascii=False)

    def mend(self, number: int) -> None:
        """Makes the edits of one finding, by its place in `checked`."""
        if 0 <= number < len(self.checked):
            self.value = edited(self.value, self.checked[number].edits)

    def mark(self, marks: Iterable[Mark]) -> None:
        """Marks lines; the marks before are taken away."""
        self.marks = [mark._asdict() for mark in marks]

    def show(self, line: int) -> None:
        """Brings a line into view."""
        self.send({"event": "show", "line": line})

    def _heard(self, _: Any, content: Any, __: Any) -> None:
        """What the browser says; anything that is not understood is passed over."""
        event = content.get("event") if isinstance(content, dict) else None
        if event in ("complete", "describe"):
            answer = (self._complete if event == "complete" else self._describe)(*_place(content))
            self.send({"event": "answer", "number": content.get("number"), "answer": answer})
        elif event == "mend":
            self.mend(_number(content.get("number")))
        elif event == "line":
            self.on_line(_number(content.get("line")))
        elif event in ("fire", "format"):
            (self.fire if event == "fire" else self.format)()

    def _complete(self, text: str, offset: int) -> dict[str, Any]:
        found = completions(text, offset, self.resources)
        options = [each._asdict() for each in found.options]
        return {"start": found.start, "end": found.end, "options": options}

    def _describe(self, text: str, offset: int) -> dict[str, Any] | None:
        found = described(text, offset)
        return found._asdict() if found else None

    def __repr__(self) -> str:
        return f"PolicyEditor: {self.label}, {self.summary}"


def _number(value: object) -> int:
    return value if isinstance(value, int) else -1


def _place(content: dict[str, Any]) -> tuple[str, int]:
    return str(content.get("text", ""))[:LARGEST], _number(content.get("offset"))


def _shown(number: int, finding: Finding) -> dict[str, Any]:
    tail = (
        f" {finding.suggestion[:1].upper()}{finding.suggestion[1:]}" if finding.suggestion else ""
    )
    return {
        "number": number,
        "line": finding.source.line,
        "column": finding.source.column,
        "category": str(finding.finding_type),
        "name": str(finding.issue),
        "text": f"{finding.message}.{tail}",
        "mends": bool(finding.edits),
    }


def _summary(findings: tuple[Finding, ...]) -> str:
    """How many of each category, for the status line.

    >>> _summary(())
    'nothing to remark'
    """
    counts = [(sum(f.finding_type is kind for f in findings), kind) for kind in FindingType]
    said = [f"{count} {_noun(kind, count)}" for count, kind in counts if count]
    return ", ".join(said) or "nothing to remark"


def _noun(kind: FindingType, count: int) -> str:
    word = kind.value.lower().replace("_", " ")
    return word if count == 1 else f"{word}s"
