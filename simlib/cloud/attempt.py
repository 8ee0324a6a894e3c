"""What came of a call: the answer or AWS's error, and why; for looking at, never raised."""

from dataclasses import dataclass
from typing import Any

from ..evaluation.evaluate import Evaluation
from .calling import Response
from .errors import ClientError

__all__ = ["Attempt"]


@dataclass(frozen=True, eq=False)
class Attempt:
    """A call that was tried. In a notebook it shows the outcome, AWS's message and the trace."""

    operation: str
    response: Response | None = None
    error: ClientError | None = None
    records: tuple[dict[str, Any], ...] = ()

    @property
    def succeeded(self) -> bool:
        """Did AWS do it?"""
        return self.error is None

    @property
    def evaluation(self) -> Evaluation | None:
        """What allowed or denied it; None for a call that needed nothing or was not believed."""
        found = self.response if self.error is None else self.error
        return found.evaluation if found is not None else None

    def why(self) -> str:
        """What decided, in two or three sentences; for other failures AWS's message and a hint."""
        if self.evaluation is not None:
            return self.evaluation.why()
        if self.error is None:
            return "Done"
        return "; ".join(filter(None, (self.error.message.removesuffix("."), self.error.hint)))

    @property
    def outcome(self) -> str:
        """One line: `PutObject succeeded`, or the error with its code and HTTP status."""
        if self.error is None:
            return f"{self.operation} succeeded"
        return f"{self.operation} failed: {self.error.code} (HTTP {self.error.status})"

    def __str__(self) -> str:
        said = [self.outcome]
        if self.error is not None:
            said += [self.error.message, *([self.error.hint] if self.error.hint else [])]
        if self.evaluation is not None:
            said += ["", self.evaluation.why(), "", str(self.evaluation)]
        return "\n".join(said)

    def __repr__(self) -> str:
        return f"<{self.outcome}>"

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/plain": str(self), "text/html": self._html()}

    def _html(self) -> str:
        from ..language.markup import shown
        from ..trace.html import STYLE, html

        mark, css = ("✓", "yes") if self.succeeded else ("✗", "no")
        head = f'<div class="{css}"><b>{mark} {shown(self.outcome)}</b></div>'
        error = self.error
        said = [error.message, error.hint] if error is not None else []
        told = [line for text in said for line in text.splitlines()]
        lines = "".join(f"<p>{shown(line)}</p>" for line in told)
        trace = html(self.evaluation.trace) if self.evaluation is not None else ""
        return f'{STYLE}<div class="simlib-trace">{head}{lines}</div>{trace}'
