"""A finding: one thing to say about a policy's text, with its place and a suggestion.

Source: "IAM policy validation check reference".
"""

from typing import NamedTuple

from .edits import Edit
from .issues import FindingType, Issue

__all__ = ["Finding", "FindingType", "Issue", "Source"]


class Source(NamedTuple):
    """A place in a policy's text: JSON Pointer (RFC 6901), line and column (both from 1)."""

    policy: str
    pointer: str
    line: int
    column: int

    def __str__(self) -> str:
        where = f" ({self.pointer})" if self.pointer else ""
        return f"line {self.line}, column {self.column}{where}"


# Access Analyzer calls these errors, yet a policy with them can be saved or can have been saved
# once, and a learner should see in the trace what it then does. Everything else is refused.
EVALUABLE = {
    Issue.DUPLICATE_KEYS_WITH_DIFFERENT_CASE,
    Issue.INVALID_CONDITION_KEY_FORMAT,
    Issue.INVALID_VARIABLE_FOR_OPERATOR,
    Issue.MISSING_ARN_FIELD,
    Issue.MISSING_VERSION,
    Issue.POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA,
    Issue.POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA,
    Issue.POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA,
    Issue.POLICY_SIZE_EXCEEDS_SCP_QUOTA,
    Issue.POLICY_SIZE_EXCEEDS_RCP_QUOTA,
    Issue.VARIABLE_UNSUPPORTED_IN_VERSION,
}


class Finding(NamedTuple):
    """One finding: what is there and what will happen, what to write instead.

    `refused` says that a policy with it cannot be saved in AWS, so simlib does not read it either.
    `edits` mend the policy's text, where that can be done without asking its author.
    """

    issue: Issue
    message: str
    source: Source
    suggestion: str = ""
    refused: bool = True
    edits: tuple[Edit, ...] = ()

    @property
    def finding_type(self) -> FindingType:
        """Access Analyzer's category of this finding."""
        return self.issue.finding_type

    def __str__(self) -> str:
        tail = f"; {self.suggestion}" if self.suggestion else ""
        return f"{self.source}: {self.message}{tail}"
