"""Are these credentials good? Asked before anything is authorized, in AWS's order and words.

Whoever presents credentials has each call signed with them for real, and the signature checked.
A caller taken at its word (`cloud.as_("Alice")`) is only asked whether its credentials still live.
Source: "Troubleshoot signed requests for AWS APIs", "AWS Signature Version 4 for API requests".
"""

from datetime import datetime, timedelta

from .attached import is_there
from .authentication import Lookup, check
from .authentication_errors import (
    AuthenticationError,
    AuthenticationFailure,
    authentication_error,
    service_family,
)
from .canonical_request import HttpRequest
from .errors import ClientError
from .issuing import credentials_of_key, session_of_key
from .sessions import Session
from .signature import Credentials, sign
from .state import State

__all__ = ["authenticate", "no_credentials", "session_behind", "signed_call", "still_good"]


def lookup_in(state: State) -> Lookup:
    """Finds the credentials behind an access key id, as AWS holds them.

    Those of a session end with the user or role behind it (inferred).
    """

    def lookup(access_key_id: str) -> Credentials | None:
        key = state.access_keys.get(access_key_id)
        if key is not None:
            return credentials_of_key(key)
        session = state.sessions.get(access_key_id)
        return session.credentials if session and is_there(state, session) else None

    return lookup


def session_behind(state: State, access_key_id: str) -> Session | None:
    """Who an access key id belongs to."""
    key = state.access_keys.get(access_key_id)
    return session_of_key(state, key) if key is not None else state.sessions.get(access_key_id)


def authenticate(
    state: State, request: HttpRequest, *, service: str, region: str, now: datetime
) -> Session:
    """Whose signed request is this? Raises ClientError in the words of the service asked.

    `service` is the signing name, such as `s3`, `healthlake` or `health-agent`.
    """
    found = check(request, lookup_in(state), service=service, region=region, now=now)
    if isinstance(found, AuthenticationError):
        raise _refusal(found)
    session = session_behind(state, found.access_key_id)
    if session is None:
        raise _refusal(authentication_error(_UNKNOWN, service_family(service)))
    return session


_UNKNOWN = AuthenticationFailure.UNKNOWN_KEY


def still_good(state: State, session: Session, *, service: str, now: datetime) -> None:
    """Is the key still there and active, the session not over? Raises ClientError if not."""
    known = lookup_in(state)(session.access_key_id)
    failure = None
    if known is None:
        failure = _UNKNOWN
    elif not known.active:
        failure = AuthenticationFailure.INACTIVE_KEY
    elif known.expiry is not None and now >= known.expiry:
        failure = AuthenticationFailure.EXPIRED_TOKEN
    if failure is not None:
        raise _refusal(authentication_error(failure, service_family(service)))


def no_credentials(service: str) -> ClientError:
    """What the service answers to a request that is not signed."""
    failure = AuthenticationFailure.NO_CREDENTIALS
    return _refusal(authentication_error(failure, service_family(service)))


def signed_call(
    credentials: Credentials, *, service: str, region: str, now: datetime, skew: timedelta
) -> HttpRequest:
    """A call as it would go over the wire, signed with these credentials at the caller's clock."""
    host = f"{service}.{region}.amazonaws.com"
    request = HttpRequest("POST", "/", headers=(("Host", host),))
    return sign(request, credentials, region=region, service=service, time=now + skew)


def _refusal(error: AuthenticationError) -> ClientError:
    hint = f"{error.failure.value}; nothing was authorized yet, so no policy can mend this"
    return ClientError(error.code, error.message, error.status, hint=hint)
