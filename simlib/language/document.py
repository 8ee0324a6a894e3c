"""From a policy's text to a `Policy`, or to one error that lists every problem.

Source: "Grammar of the IAM JSON policy language", "IAM JSON policy elements: Version", "… Id".
"""

import json
import math
import re
from collections.abc import Mapping
from typing import Any

from .edits import Edit, EditKind
from .errors import PolicySyntaxError, QuestionError, did_you_mean
from .findings import Finding, Issue
from .grammar import GRAMMAR
from .json_text import Json, read_json
from .policy import Policy, Statement
from .reading import Reading, article, respelt
from .sizes import QUOTAS, policy_size
from .statements import read_statement
from .terms import POLICY_TYPES, PolicyType

__all__ = ["as_document", "grammar_findings", "parse_policy", "read_with_findings"]

LARGEST = 1_048_576  # characters; thirty times what AWS takes of any policy
VERSIONS = ("2012-10-17", "2008-10-17")
_ADD_VERSION = Edit(EditKind.INSERT, "", "Version", VERSIONS[0])
_ELEMENTS = ("Version", "Id", "Statement")
_WITHOUT_ID = (
    PolicyType.IDENTITY_BASED,
    PolicyType.PERMISSIONS_BOUNDARY,
    PolicyType.SESSION,
)
_NOT_IN_POLICIES = re.compile("[^\t\n\r\x20-\xff]")
_SIZE_ISSUES = {
    PolicyType.RESOURCE_BASED: Issue.POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA,
    PolicyType.KEY_POLICY: Issue.POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA,
    PolicyType.VPC_ENDPOINT: Issue.POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA,
    PolicyType.ROLE_TRUST: Issue.POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA,
    PolicyType.SERVICE_CONTROL: Issue.POLICY_SIZE_EXCEEDS_SCP_QUOTA,
    PolicyType.RESOURCE_CONTROL: Issue.POLICY_SIZE_EXCEEDS_RCP_QUOTA,
}


def _as_policy_type(given: PolicyType | str) -> PolicyType:
    """A policy type, or one by its name: `resource-based`. Raises QuestionError."""
    named = {**POLICY_TYPES, **{each.value: each for each in PolicyType}}
    if given not in named:
        told = did_you_mean(str(given), POLICY_TYPES) or f"there are {', '.join(POLICY_TYPES)}"
        raise QuestionError(f"no policy type `{given}`; {told}")
    return named[given]


def parse_policy(
    text: str | Mapping[str, Any],
    policy_type: PolicyType | str = PolicyType.IDENTITY_BASED,
    *,
    name: str = "policy",
    arn: str | None = None,
) -> Policy:
    """Reads a policy of the given type. A mapping is written out as JSON first.

    Raises PolicySyntaxError with every problem that would keep AWS from saving it, QuestionError
    for a policy type that is none.

    >>> parse_policy('{"Statement": {"Effect": "allow", "Resource": "*"}}')
    Traceback (most recent call last):
    simlib.language.errors.PolicySyntaxError: `policy` cannot be read: 2 problems
      line 1, column 15 (/Statement): the statement has no `Action`; add "Action": …
      line 1, column 26 (/Statement/Effect): `allow` is no effect; did you mean `Allow`?
    """
    written = text if isinstance(text, str) else json.dumps(text, indent=2)
    reading = Reading(
        name, _as_policy_type(policy_type), written if len(written) <= LARGEST else ""
    )
    policy = _read(reading, written, arn)
    refused = [finding for finding in reading.findings if finding.refused]
    if policy is None or refused:
        raise PolicySyntaxError(name, refused)
    return policy


def as_document(policy_text: str) -> Any:
    """A policy's JSON as plain data; a number that Python cannot hold stays a text.

    >>> as_document('{"a": 1e999, "b": 10}')
    {'a': '1e999', 'b': 10}
    """

    def number(text: str) -> int | float | str:
        exact = len(text) < 300 and math.isfinite(float(text))
        return (int(text) if text.lstrip("-").isdigit() else float(text)) if exact else text

    return json.loads(policy_text, parse_int=number, parse_float=number)


def grammar_findings(
    text: str, policy_type: PolicyType = PolicyType.IDENTITY_BASED, *, name: str = "policy"
) -> tuple[Finding, ...]:
    """Everything the grammar finds in a policy's text, refused or not, in the text's order.

    >>> text = '{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}'
    >>> [str(finding.issue) for finding in grammar_findings(text)]
    ['MISSING_VERSION']
    """
    return read_with_findings(text, policy_type, name=name)[1]


def read_with_findings(
    text: str, policy_type: PolicyType = PolicyType.IDENTITY_BASED, *, name: str = "policy"
) -> tuple[Policy | None, tuple[Finding, ...]]:
    """As much of a policy as can be understood, refused or not, and what the grammar finds in it.

    >>> policy, findings = read_with_findings('{"Statement": {"Effect": "Deny", "Action": "*"}}')
    >>> len(policy.statements), [str(finding.issue) for finding in findings]
    (1, ['MISSING_VERSION', 'MISSING_RESOURCE'])
    """
    reading = Reading(name, policy_type, text if len(text) <= LARGEST else "")
    policy = _read(reading, text, None)
    return policy, _in_order(reading.findings)


def _in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda f: (f.source.line, f.source.column, f.issue)))


def _read(reading: Reading, text: str, arn: str | None) -> Policy | None:
    document = _json(reading, text)
    if document is None:
        return None
    parts = {m.key: (m.value, inner) for m, inner, _ in reading.members(document, "")}
    _top_elements(reading, document)
    _version(reading, parts, document)
    _size(reading)
    statements = _statements(reading, parts, document)
    identifier = _id(reading, parts)
    reading.findings[:] = _in_order(reading.findings)
    return Policy(
        reading.name,
        reading.policy_type,
        reading.version,
        statements,
        reading.text,
        identifier,
        arn,
        tuple(f for f in reading.findings if not f.refused),
    )


def _json(reading: Reading, text: str) -> Json | None:
    start = reading.source("", 0)
    if len(text) > LARGEST:
        message = f"the text has {len(text):,} characters; AWS takes at most 32,768 of any policy"
        reading.report(Issue.DOCUMENT_TOO_LARGE, message, start)
        return None
    _characters(reading)
    document, slips = read_json(text)
    for slip in slips:
        hint = _fragment_hint(text) or slip.suggestion
        source = reading.source("", slip.offset)
        reading.report(Issue.JSON_SYNTAX_ERROR, slip.message, source, hint)
    if document is not None and document.kind != "object":
        reading.wrong_kind(document, "policy", "one JSON object", start)
        return None
    return document


def _fragment_hint(text: str) -> str:
    fragment = re.match(r'\s*"(?:Statement|Version)"\s*:', text)
    return (
        'a policy is one JSON object: put { "Version": "2012-10-17", … } around it'
        if fragment
        else ""
    )


def _characters(reading: Reading) -> None:
    """Only tab, line feed, carriage return and U+0020 to U+00FF (rule A22)."""
    match = _NOT_IN_POLICIES.search(reading.text)
    if match:
        message = f"the character U+{ord(match[0]):04X} may not stand in a policy"
        hint = f"write it as `\\u{ord(match[0]):04x}`" if ord(match[0]) > 255 else "take it out"
        source = reading.source("", match.start())
        reading.report(Issue.JSON_SYNTAX_ERROR, message, source, hint)


def _top_elements(reading: Reading, document: Json) -> None:
    there = {member.key for member in document.value}
    for member, inner, place in reading.members(document, ""):
        if member.key not in _ELEMENTS:
            message = f"`{member.key[:60]}` is no element of a policy"
            hint = did_you_mean(member.key, _ELEMENTS) or "there are Version, Id and Statement"
            edits = respelt(member, inner, _ELEMENTS, there)
            reading.report(Issue.INVALID_POLICY_ELEMENT, message, place, hint, *edits)


Parts = dict[str, tuple[Json, str]]


def _version(reading: Reading, parts: Parts, document: Json) -> None:
    if "Version" not in parts:
        return _no_version(reading, document)
    node, pointer = parts["Version"]
    place = reading.source(pointer, node.start)
    newest = Edit(EditKind.REPLACE, pointer, value=VERSIONS[0])
    if node.kind != "string" or node.value not in VERSIONS:
        message = f"`{str(node.value)[:60]}` is no version, expected 2012-10-17 or 2008-10-17"
        template = str(node.value).startswith(("{", "<"))
        hint = (
            'it is unfilled template text: write "2012-10-17"' if template else "write 2012-10-17"
        )
        return reading.report(Issue.INVALID_VERSION, message, place, hint, newest)
    reading.version = node.value
    if reading.policy_type is PolicyType.RESOURCE_CONTROL and node.value != VERSIONS[0]:
        message = "a resource control policy has Version 2012-10-17"
        reading.report(Issue.INVALID_VERSION, message, place, "write 2012-10-17", newest)
    return None


def _no_version(reading: Reading, document: Json) -> None:
    source = reading.source("", document.start)
    hint = 'add "Version": "2012-10-17"'
    if reading.policy_type is PolicyType.RESOURCE_CONTROL:
        message = "a resource control policy must have Version 2012-10-17"
        return reading.report(Issue.INVALID_VERSION, message, source, hint, _ADD_VERSION)
    message = "no Version means 2008-10-17: policy variables stay plain text"
    return reading.report(Issue.MISSING_VERSION, message, source, hint, _ADD_VERSION)


def _size(reading: Reading) -> None:
    quota = QUOTAS[reading.policy_type]
    size = policy_size(reading.text.strip(), white_space_counts=quota.white_space_counts)
    if size > quota.characters:
        issue = _SIZE_ISSUES.get(
            reading.policy_type, Issue.POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA
        )
        message = f"{size:,} characters; the most for {quota.of} is {quota.characters:,}"
        reading.report(issue, message, reading.source("", 0), "split it or shorten it")


def _id(reading: Reading, parts: Parts) -> str | None:
    if "Id" not in parts:
        return None
    node, pointer = parts["Id"]
    place = reading.source(pointer, node.start)
    if node.kind != "string":
        reading.wrong_kind(node, "Id", "a text", place)
    if reading.policy_type in _WITHOUT_ID:
        message = f"{article(reading.policy_type)} takes no `Id`"
        hint = "take it out; resource-based policies may have one"
        edit = Edit(EditKind.REMOVE, pointer)
        reading.report(Issue.INVALID_POLICY_ELEMENT, message, place, hint, edit)
    return str(node.value)


def _statements(reading: Reading, parts: Parts, document: Json) -> tuple[Statement, ...]:
    node, pointer = parts.get("Statement", (None, ""))
    if node is None or (node.kind == "array" and not node.value):
        source = reading.source(pointer, node.start if node else document.start)
        hint = 'add "Statement": [ … ] with at least one statement'
        reading.report(Issue.MISSING_STATEMENT, "the policy has no statement", source, hint)
        return ()
    listed = node.kind == "array"
    read = [
        read_statement(reading, number, item, f"{pointer}/{number}" if listed else pointer)
        for number, item in enumerate(node.value if listed else (node,))
    ]
    statements = tuple(statement for statement in read if statement)
    _unique_sids(reading, statements)
    return statements


def _unique_sids(reading: Reading, statements: tuple[Statement, ...]) -> None:
    if not GRAMMAR[reading.policy_type].plain_sids:
        return
    first: dict[str, Statement] = {}
    for statement in statements:
        if statement.sid and first.setdefault(statement.sid, statement) is not statement:
            message = f"Sid `{statement.sid[:60]}` stands twice"
            hint = "each Sid of a policy differs"
            reading.report(Issue.UNIQUE_SIDS_REQUIRED, message, statement.source, hint)
