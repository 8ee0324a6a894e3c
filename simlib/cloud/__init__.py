"""What exists, and who is calling? Signed requests, and whose credentials signed them."""

from .authentication import Lookup, check
from .authentication_errors import (
    AuthenticationError,
    AuthenticationFailure,
    ServiceFamily,
    service_family,
)
from .canonical_request import HttpRequest, canonical_request
from .signature import (
    Credentials,
    Scope,
    presign,
    sign,
    signing_key,
    string_to_sign,
)

__all__ = [
    "AuthenticationError",
    "AuthenticationFailure",
    "Credentials",
    "HttpRequest",
    "Lookup",
    "Scope",
    "ServiceFamily",
    "canonical_request",
    "check",
    "presign",
    "service_family",
    "sign",
    "signing_key",
    "string_to_sign",
]
