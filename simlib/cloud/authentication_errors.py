"""Why a caller is not believed, in the code, HTTP status and words of the service asked.

Codes and statuses are partly inferred (rule J11); S3's own codes are from its error list.
Source: "Troubleshoot signed requests for AWS APIs", "Common Errors", "Error responses" (S3).
"""

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from .canonical_request import is_s3

__all__ = [
    "AuthenticationError",
    "AuthenticationFailure",
    "ServiceFamily",
    "authentication_error",
    "service_family",
]


class ServiceFamily(Enum):
    """How a service words its errors."""

    S3 = "Amazon S3"
    S3_PRESIGNED = "Amazon S3, signed in the query"
    QUERY = "Query"
    JSON = "JSON"


class AuthenticationFailure(Enum):
    """All that can be wrong with a signed request; the value is the phrase shown to people."""

    NO_CREDENTIALS = "the request is not signed"
    TWO_SIGNATURES = "it is signed in the header and in the query"
    INCOMPLETE = "the signature's parameters cannot be read"
    VERSION_2 = "it is signed with Signature Version 2"
    MALFORMED_CREDENTIAL = "the credential does not have its five parts"
    BAD_EXPIRES = "the presigned URL is to live longer than a week"
    UNKNOWN_KEY = "the access key is not known"
    INACTIVE_KEY = "the access key is inactive"
    WRONG_SCOPE_DATE = "the scope names another day than the request"
    WRONG_SCOPE_REGION = "the scope names another Region"
    WRONG_SCOPE_SERVICE = "the scope names another service"
    WRONG_SCOPE_TERMINATOR = "the scope does not end in aws4_request"
    TOO_OLD = "the request was signed too long ago"
    NOT_YET_CURRENT = "the request was signed in the future"
    MISSING_TOKEN = "the session token is missing"
    WRONG_TOKEN = "the session token does not belong to the access key"
    EXPIRED_TOKEN = "the session is over"
    UNSIGNED_HEADER = "a header that must be signed is not"
    MISSING_CONTENT_HASH = "the hash of the body is not stated"
    WRONG_SIGNATURE = "the signature is another one"
    WRONG_CONTENT_HASH = "the body is another one"


class AuthenticationError(NamedTuple):
    """The service's answer to a caller it does not believe."""

    failure: AuthenticationFailure
    code: str
    status: int
    message: str


class _Answer(NamedTuple):
    code: str
    status: int
    text: str  # a format: what the request gave, what was wanted


_QUERY_SERVICES = frozenset(
    {"autoscaling", "cloudformation", "cloudsearch", "ec2", "elasticache", "elasticbeanstalk"}
    | {"elasticloadbalancing", "iam", "importexport", "rds", "redshift", "sdb", "ses", "sns", "sts"}
)


def service_family(service: str, *, presigned: bool = False) -> ServiceFamily:
    """Whose words are they?

    >>> [service_family(each).name for each in ("s3", "sts", "healthlake")]
    ['S3', 'QUERY', 'JSON']
    """
    if is_s3(service):
        return ServiceFamily.S3_PRESIGNED if presigned else ServiceFamily.S3
    return ServiceFamily.QUERY if service in _QUERY_SERVICES else ServiceFamily.JSON


def authentication_error(
    failure: AuthenticationFailure, family: ServiceFamily, given: str = "", wanted: str = ""
) -> AuthenticationError:
    """The answer of a family of services to a failure.

    >>> authentication_error(AuthenticationFailure.UNKNOWN_KEY, ServiceFamily.JSON).code
    'UnrecognizedClientException'
    """
    answers = _ANSWERS[failure]
    answer = answers[family] if family in answers else answers[ServiceFamily.S3]
    text = answer.text.format(given=given, wanted=wanted)
    return AuthenticationError(failure, answer.code, answer.status, text)


def _answers(query: _Answer, json_code: str, *s3: _Answer) -> Mapping[ServiceFamily, _Answer]:
    """One row: Query, JSON (the same words under another code), S3, S3 signed in the query."""
    json = query._replace(code=json_code, status=403)
    return dict(zip(_COLUMNS, (query, json, *s3), strict=False))


def _scope_answers(text: str, s3_text: str) -> Mapping[ServiceFamily, _Answer]:
    header, query = "The authorization header is malformed; ", _PARSING
    return _answers(
        _Answer("SignatureDoesNotMatch", 403, text),
        "InvalidSignatureException",
        _Answer("AuthorizationHeaderMalformed", 400, header + s3_text),
        _Answer("AuthorizationQueryParametersError", 400, query + s3_text),
    )


_COLUMNS = (
    ServiceFamily.QUERY,
    ServiceFamily.JSON,
    ServiceFamily.S3,
    ServiceFamily.S3_PRESIGNED,
)
_PARSING = "Error parsing the X-Amz-Credential parameter; "
_TOKEN = "The security token included in the request is invalid."
_NO_RECORD = "The AWS Access Key Id you provided does not exist in our records."
_BAD_TOKEN = "The provided token is malformed or otherwise invalid."
_CALCULATED = "The request signature we calculated does not match the signature you provided. "
_SKEWED = "The difference between the request time and the current time is too large."
_WEEK = (
    "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must "
    "be less than 604800 seconds"
)
_ONE_ONLY = (
    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query "
    "string parameter or the Authorization header should be specified"
)
_KEY_ANSWERS = _answers(
    _Answer("InvalidClientTokenId", 403, _TOKEN),
    "UnrecognizedClientException",
    _Answer("InvalidAccessKeyId", 403, _NO_RECORD),
)
_ANSWERS: Mapping[AuthenticationFailure, Mapping[ServiceFamily, _Answer]] = {
    AuthenticationFailure.NO_CREDENTIALS: _answers(
        _Answer("MissingAuthenticationToken", 403, "Request is missing Authentication Token"),
        "MissingAuthenticationTokenException",
        _Answer("AccessDenied", 403, "Access Denied"),  # S3 asks the bucket policy first
    ),
    AuthenticationFailure.TWO_SIGNATURES: _answers(
        _Answer("IncompleteSignature", 400, _ONE_ONLY),
        "IncompleteSignatureException",
        _Answer("InvalidArgument", 400, _ONE_ONLY),
    ),
    AuthenticationFailure.INCOMPLETE: _answers(
        _Answer("IncompleteSignature", 400, "{given}"),
        "IncompleteSignatureException",
        _Answer(
            "AuthorizationHeaderMalformed",
            400,
            "The authorization header is malformed; the authorization header requires three "
            "components: Credential, SignedHeaders, and Signature.",
        ),
        _Answer(
            "AuthorizationQueryParametersError",
            400,
            "Query-string authentication version 4 requires the X-Amz-Algorithm, "
            "X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and "
            "X-Amz-Expires parameters.",
        ),
    ),
    AuthenticationFailure.VERSION_2: _answers(
        _Answer("IncompleteSignature", 400, "{given}"),
        "IncompleteSignatureException",
        _Answer(
            "InvalidRequest",
            400,
            "The authorization mechanism you have provided is not supported. Please use "
            "AWS4-HMAC-SHA256.",
        ),
    ),
    AuthenticationFailure.MALFORMED_CREDENTIAL: {
        **_scope_answers(
            "",
            'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/'
            'aws4_request".',
        ),
        **_answers(
            _Answer(
                "IncompleteSignature",
                400,
                "Credential must have exactly 5 slash-delimited elements, e.g. "
                "keyid/date/region/service/term",
            ),
            "IncompleteSignatureException",
        ),
    },
    AuthenticationFailure.BAD_EXPIRES: _answers(
        _Answer("IncompleteSignature", 400, _WEEK),
        "IncompleteSignatureException",
        _Answer("AuthorizationQueryParametersError", 400, _WEEK),
    ),
    AuthenticationFailure.UNKNOWN_KEY: _KEY_ANSWERS,
    AuthenticationFailure.INACTIVE_KEY: _KEY_ANSWERS,
    AuthenticationFailure.MISSING_TOKEN: _KEY_ANSWERS,
    AuthenticationFailure.WRONG_TOKEN: {
        **_KEY_ANSWERS,
        ServiceFamily.S3: _Answer("InvalidToken", 400, _BAD_TOKEN),
    },
    AuthenticationFailure.WRONG_SCOPE_DATE: _scope_answers(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from "
        "HTTP: '{given}' != '{wanted:.8}', from '{wanted}'.",
        'Invalid credential date "{given}". This date is not the same as X-Amz-Date: '
        '"{wanted:.8}".',
    ),
    AuthenticationFailure.WRONG_SCOPE_REGION: _scope_answers(
        "Credential should be scoped to a valid Region, not '{given}'.",
        "the region '{given}' is wrong; expecting '{wanted}'",
    ),
    AuthenticationFailure.WRONG_SCOPE_SERVICE: _scope_answers(
        "Credential should be scoped to correct service: '{wanted}'.",
        'incorrect service "{given}". This endpoint belongs to "{wanted}".',
    ),
    AuthenticationFailure.WRONG_SCOPE_TERMINATOR: _scope_answers(
        "Credential should be scoped with a valid terminator: '{wanted}', not '{given}'.",
        'incorrect terminal "{given}". This endpoint uses "{wanted}".',
    ),
    AuthenticationFailure.TOO_OLD: {
        ServiceFamily.QUERY: _Answer("RequestExpired", 400, "Request has expired."),
        ServiceFamily.JSON: _Answer(
            "InvalidSignatureException",
            403,
            "Signature expired: {given} is now earlier than {wanted}",
        ),
        ServiceFamily.S3: _Answer("RequestTimeTooSkewed", 403, _SKEWED),
        ServiceFamily.S3_PRESIGNED: _Answer("AccessDenied", 403, "Request has expired"),
    },
    AuthenticationFailure.NOT_YET_CURRENT: _answers(
        _Answer(
            "SignatureDoesNotMatch",
            403,
            "Signature not yet current: {given} is still later than {wanted}",
        ),
        "InvalidSignatureException",
        _Answer("RequestTimeTooSkewed", 403, _SKEWED),
        _Answer("AccessDenied", 403, "Request is not yet valid"),
    ),
    AuthenticationFailure.EXPIRED_TOKEN: _answers(
        _Answer("ExpiredToken", 403, "The security token included in the request is expired"),
        "ExpiredTokenException",
        _Answer("ExpiredToken", 400, "The provided token has expired."),
    ),
    AuthenticationFailure.UNSIGNED_HEADER: _answers(
        _Answer(
            "SignatureDoesNotMatch",
            403,
            "'{given}' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        "InvalidSignatureException",
        _Answer(
            "AccessDenied", 403, "There were headers present in the request which were not signed"
        ),
    ),
    AuthenticationFailure.MISSING_CONTENT_HASH: {
        ServiceFamily.S3: _Answer(
            "InvalidRequest", 400, "Missing required header for this request: x-amz-content-sha256"
        ),
    },
    AuthenticationFailure.WRONG_SIGNATURE: _answers(
        _Answer(
            "SignatureDoesNotMatch",
            403,
            _CALCULATED + "Check your AWS Secret Access Key and signing method. Consult the "
            "service documentation for details.",
        ),
        "InvalidSignatureException",
        _Answer("SignatureDoesNotMatch", 403, _CALCULATED + "Check your key and signing method."),
    ),
    AuthenticationFailure.WRONG_CONTENT_HASH: {
        ServiceFamily.S3: _Answer(
            "XAmzContentSHA256Mismatch",
            400,
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ),
    },
}
