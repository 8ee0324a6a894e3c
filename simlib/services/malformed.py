"""What AWS says of a policy that it refuses: one sentence, by the first thing that is wrong.

The sentences are inferred from published error messages; where none is known for a finding, the
service's general one stands. What simlib found, with line and column, is in the error's hint.
"""

from collections.abc import Mapping

from ..language.findings import Finding, Issue

__all__ = ["malformed"]

_IAM: Mapping[Issue, str] = {
    Issue.UNSUPPORTED_PRINCIPAL: "Policy document should not specify a principal.",
    Issue.MISSING_PRINCIPAL: "Missing required field Principal",
    Issue.ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE: "Has prohibited field Resource",
    Issue.ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL: "Has prohibited field NotPrincipal",
    Issue.UNSUPPORTED_ACTION_IN_POLICY: (
        "AssumeRole policy may only specify STS AssumeRole actions."
    ),
    Issue.MISSING_ACTION: "Policy statement must contain actions.",
    Issue.MISSING_RESOURCE: "Policy statement must contain resources.",
    Issue.INVALID_ACTION: (
        "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    ),
    Issue.INVALID_ARN_PREFIX: 'Resource {value} must be in ARN format or "*".',
    Issue.INVALID_PRINCIPAL_FORMAT: 'Invalid principal in policy: "AWS":"{value}"',
    Issue.UNSUPPORTED_WILDCARD_IN_PRINCIPAL: 'Invalid principal in policy: "AWS":"{value}"',
    Issue.UNIQUE_SIDS_REQUIRED: "Statement IDs (SID) in a single policy must be unique.",
    Issue.UNSUPPORTED_SID: (
        "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular "
        "expression [0-9A-Za-z]*"
    ),
}
_S3: Mapping[Issue, str] = {
    Issue.JSON_SYNTAX_ERROR: "This policy contains invalid Json",
    Issue.MISSING_PRINCIPAL: "Missing required field Principal",
    Issue.MISSING_ACTION: "Missing required field Action",
    Issue.MISSING_EFFECT: "Missing required field Effect",
    Issue.MISSING_STATEMENT: "Missing required field Statement",
    Issue.INVALID_ACTION: "Policy has invalid action",
    Issue.INVALID_ARN_PREFIX: "Policy has invalid resource",
    Issue.INVALID_PRINCIPAL_FORMAT: "Invalid principal in policy",
    Issue.UNSUPPORTED_WILDCARD_IN_PRINCIPAL: "Invalid principal in policy",
    Issue.INVALID_CONDITION_OPERATOR: "Invalid Condition type : {value}",
    Issue.INVALID_EFFECT: "Invalid effect: {value}",
    Issue.INVALID_VERSION: "The policy must contain a valid version string",
}
_NOBODY = "Policy contains a statement with one or more invalid principals."
_KMS: Mapping[Issue, str] = {
    Issue.INVALID_PRINCIPAL_FORMAT: _NOBODY,
    Issue.UNSUPPORTED_WILDCARD_IN_PRINCIPAL: _NOBODY,
}
_GENERAL = "Syntax errors in policy."
_WORDS: Mapping[str, tuple[Mapping[Issue, str], str]] = {
    "MalformedPolicyDocument": (_IAM, _GENERAL),
    "MalformedPolicyDocumentException": (_KMS, _GENERAL),
    "MalformedPolicy": (_S3, "Policies must be valid JSON and the first byte must be '{'"),
}


def malformed(finding: Finding, code: str) -> str:
    """The sentence for a finding, in the words of the service that has this error code."""
    words, otherwise = _WORDS.get(code, ({}, _GENERAL))
    quoted = finding.message.split("`")
    value = quoted[1] if len(quoted) > 2 else ""
    return words.get(finding.issue, otherwise).replace("{value}", value)
