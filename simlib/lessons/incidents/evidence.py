"""What the person on call is given: a colleague's words, AWS's error, and the trail's record."""

import json
from dataclasses import dataclass
from typing import Any

from ...cloud.attempt import Attempt
from ...language.markup import prose, shown
from .work import Work

__all__ = ["Evidence"]

NO_RECORD = "CloudTrail has no record of this call."


@dataclass(frozen=True)
class Evidence:
    """The ticket, the error as the AWS SDK for Python says it, CloudTrail's records of the call."""

    ticket: str
    error: str
    records: tuple[dict[str, Any], ...]

    @property
    def record(self) -> str:
        """The records as JSON; that there is none is evidence too."""
        if not self.records:
            return NO_RECORD
        return "\n".join(json.dumps(each, indent=2, default=str) for each in self.records)

    def __repr__(self) -> str:
        return f"{self.ticket}\n\n{self.error}\n\n{self.record}"

    def _repr_html_(self) -> str:
        error = f"<p><code>{shown(self.error)}</code></p>"
        record = f"<pre>{shown(self.record)}</pre>"
        if self.records:
            record = f"<details><summary>CloudTrail's record</summary>{record}</details>"
        return f"<blockquote>{prose(self.ticket)}</blockquote>{error}{record}"


def evidence_of(work: Work, attempt: Attempt, breaks: int) -> Evidence:
    """What is left of an attempt that failed."""
    more = " (There may be more than one thing wrong.)" if breaks > 1 else ""
    return Evidence(f"{work.ticket}{more}", error_text(attempt), attempt.records)


def error_text(attempt: Attempt) -> str:
    """The error in the words of the AWS SDK for Python."""
    error = attempt.error
    if error is None:
        return f"{attempt.operation} succeeded"
    return (
        f"An error occurred ({error.code}) when calling the {attempt.operation} operation: "
        f"{error.message}"
    )
