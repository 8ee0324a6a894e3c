"""What the grammar finds in a document: its JSON, Version, Sids and size.

Source: "Grammar of the IAM JSON policy language", "IAM and AWS STS quotas", "Quotas and service
limits for AWS Organizations".
"""

from ...language.issues import Issue
from ...language.terms import PolicyType
from ..check import Of
from .row import BUCKET, DENY, READ, TRUST, long, row, whole, without

__all__ = ["DOCUMENT_GRAMMAR"]

_GRAMMAR = "Grammar of the IAM JSON policy language"
_VERSION, _SID = "IAM JSON policy elements: Version", "IAM JSON policy elements: Sid"
_LIMITS = "IAM and AWS STS quotas"
_ORGANIZATIONS = "Quotas and service limits for AWS Organizations"

_TEXT = (
    row(
        Issue.JSON_SYNTAX_ERROR,
        "AWS refuses to save what is no JSON.",
        _GRAMMAR,
        '{"Version": "2012-10-17",}',
        of=Of.POLICY,
    ),
    row(
        Issue.DOCUMENT_TOO_LARGE,
        "AWS refuses to save a text far beyond every quota, and simlib does not read it.",
        _LIMITS,
        '{"Version": "2012-10-17"}' + " " * 1_048_576,
        of=Of.POLICY,
    ),
    row(
        Issue.DATA_TYPE_MISMATCH,
        "AWS refuses to save an element whose value is of the wrong JSON type.",
        _GRAMMAR,
        {**READ, "Action": {"s3": "GetObject"}},
    ),
    row(
        Issue.UNFILLED_TEMPLATE,
        "What nobody has filled in names nothing: simlib reads the policy once it is filled in.",
        "IAM JSON policy elements: Resource",
        {**READ, "Resource": "arn:aws:s3:::<bucket>/*"},
    ),
    row(
        Issue.INVALID_POLICY_ELEMENT,
        "AWS refuses to save an element that the policy type does not have.",
        _GRAMMAR,
        {**without(READ, "Action"), "Actions": "s3:GetObject"},
    ),
    row(
        Issue.MISSING_VERSION,
        "Without Version the rules of 2008 count: policy variables stay plain text.",
        _VERSION,
        {"Statement": [READ]},
        of=Of.POLICY,
    ),
    row(
        Issue.INVALID_VERSION,
        "AWS refuses to save any Version but 2012-10-17 and 2008-10-17.",
        _VERSION,
        whole(READ, Version="2026-01-01"),
        of=Of.POLICY,
    ),
    row(
        Issue.MISSING_STATEMENT,
        "AWS refuses to save a policy without statements.",
        "IAM JSON policy elements: Statement",
        '{"Version": "2012-10-17", "Statement": []}',
        of=Of.POLICY,
    ),
    row(
        Issue.UNIQUE_SIDS_REQUIRED,
        "AWS refuses to save an IAM policy in which two statements have one Sid.",
        _SID,
        whole({**READ, "Sid": "Read"}, {**READ, "Sid": "Read", "Action": "s3:PutObject"}),
        whole({**READ, "Sid": "Read"}, {**READ, "Sid": "Write", "Action": "s3:PutObject"}),
        of=Of.POLICY,
    ),
    row(
        Issue.UNSUPPORTED_SID,
        "AWS refuses to save an IAM policy whose Sid has more than letters and digits.",
        _SID,
        {**READ, "Sid": "Read records"},
        {**READ, "Sid": "ReadRecords"},
    ),
)

_SIZES = (
    row(
        Issue.POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA,
        "AWS refuses to save a policy beyond the quota; white space does not count.",
        _LIMITS,
        long(READ, 6_144),
        of=Of.POLICY,
    ),
    row(
        Issue.POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA,
        "AWS refuses to save a trust policy beyond the quota, unless the account had it raised.",
        _LIMITS,
        long(TRUST, 2_048),
        TRUST,
        PolicyType.ROLE_TRUST,
        Of.POLICY,
    ),
    row(
        Issue.POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA,
        "The service refuses to save a policy beyond its quota; white space counts.",
        "Bucket restrictions and limitations",
        long(BUCKET, 20_480),
        BUCKET,
        PolicyType.RESOURCE_BASED,
        Of.POLICY,
    ),
    row(
        Issue.POLICY_SIZE_EXCEEDS_SCP_QUOTA,
        "AWS Organizations refuses to save a policy beyond the quota; white space counts.",
        _ORGANIZATIONS,
        long(DENY, 10_240),
        DENY,
        PolicyType.SERVICE_CONTROL,
        Of.POLICY,
    ),
    row(
        Issue.POLICY_SIZE_EXCEEDS_RCP_QUOTA,
        "AWS Organizations refuses to save a policy beyond the quota; white space counts.",
        _ORGANIZATIONS,
        long({**DENY, "Principal": "*"}, 5_120),
        {**DENY, "Principal": "*"},
        PolicyType.RESOURCE_CONTROL,
        Of.POLICY,
    ),
)

DOCUMENT_GRAMMAR = _TEXT + _SIZES
