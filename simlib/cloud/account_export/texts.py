"""The policies of an export: read, or named with the reason why not.

A policy that cannot be read, or that the export does not have, stands in the cloud without its
statements. It gives nothing and limits nothing, and each decision that it bears on says so.
Source: "GetAccountAuthorizationDetails" (policies there are URL-encoded; the CLI decodes them).
"""

import json
from typing import NamedTuple
from urllib.parse import unquote

from ...language.document import parse_policy
from ...language.errors import PolicySyntaxError
from ...language.findings import Finding
from ...language.policy import Policy
from ...language.terms import PolicyType
from .files import Answer

__all__ = ["Place", "Policies", "Problem"]

SHOWN = 3  # findings of a problem


class Problem(NamedTuple):
    """What an export's loading could not take over: whose (an ARN), which policy, and why."""

    entity: str
    policy: str
    reason: str
    findings: tuple[Finding, ...] = ()

    def __str__(self) -> str:
        policy = f", policy `{self.policy}`" if self.policy else ""
        return f"{self.entity}{policy}: {self.reason}"


class Place(NamedTuple):
    """Where a policy stands: `of` is the ARN of whom or what it belongs to, `arn` its own."""

    type: PolicyType
    name: str
    of: str
    arn: str | None = None


class Policies:
    """Reads policies, each text once for its name and type, and collects the problems."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._read: dict[tuple[str, PolicyType, str, str | None], Policy] = {}

    def problem(self, entity: str, reason: str, policy: str = "") -> None:
        """Names a problem."""
        self.problems.append(Problem(entity, policy, reason))

    def read(self, written: object, place: Place) -> Policy:
        """The policy: `written` is an object, JSON, or JSON that is URL-encoded."""
        text = _text(written)
        key = (text, place.type, place.name, place.arn)
        if key not in self._read:
            try:
                self._read[key] = parse_policy(text, place.type, name=place.name, arn=place.arn)
            except PolicySyntaxError as error:
                return self._refused(text, place, error.findings)
        return self._read[key]

    def unknown(self, place: Place, why: str) -> Policy:
        """A policy whose text the export does not have."""
        self.problem(place.of, why, place.name)
        return _without_statements("{}", place, why)

    def answered(self, answer: Answer, place: Place) -> Policy | None:
        """The policy in the output of a `get-…-policy`, or in a file that is the policy itself."""
        if answer.unknown:
            return self.unknown(place, answer.unknown)
        if answer.part is None:
            return None
        wrapped = answer.part.get("Policy") is not None
        return self.read(answer.part.text("Policy") if wrapped else answer.text, place)

    def _refused(self, text: str, place: Place, findings: tuple[Finding, ...]) -> Policy:
        shown = [str(finding) for finding in findings[:SHOWN]]
        more = [f"and {len(findings) - SHOWN} more"] if len(findings) > SHOWN else []
        why = f"cannot be read: {'; '.join([*shown, *more])}"
        self.problems.append(Problem(place.of, place.name, why, findings))
        return _without_statements(text, place, why)


def _without_statements(text: str, place: Place, why: str) -> Policy:
    text = text if text.strip() else "{}"
    return Policy(place.name, place.type, "2012-10-17", (), text, None, place.arn, unread=why)


def _text(written: object) -> str:
    if not isinstance(written, str):
        return json.dumps(written, indent=2)
    return unquote(written) if written.lstrip()[:3].upper() == "%7B" else written
