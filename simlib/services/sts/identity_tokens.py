"""What identity providers hand out: SAML assertions and web identity tokens, and reading them.

Real ones are signed by the provider; these stand for them and are believed, so that a lesson can
make one. A token made for another audience, or an old one, is refused as AWS refuses it.
Source: "Configure SAML assertions for the authentication response", "AWS STS API Reference:
AssumeRoleWithWebIdentity", "JSON Web Token" (RFC 7519).
"""

import json
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree

from ...cloud.errors import ClientError

__all__ = ["Assertion", "read_assertion", "read_token", "saml_assertion", "web_identity_token"]

LONGEST = 100_000  # characters, as the API takes
_ROLE = "https://aws.amazon.com/SAML/Attributes/Role"
_SESSION_NAME = "https://aws.amazon.com/SAML/Attributes/RoleSessionName"
_TAG = "https://aws.amazon.com/SAML/Attributes/PrincipalTag:"
_TRANSITIVE = "https://aws.amazon.com/SAML/Attributes/TransitiveTagKeys"
_SOURCE_IDENTITY = "https://aws.amazon.com/SAML/Attributes/SourceIdentity"
_NAMESPACE = "{urn:oasis:names:tc:SAML:2.0:assertion}"
AUDIENCE = "https://signin.aws.amazon.com/saml"


class Assertion(NamedTuple):
    """What a SAML assertion says. `roles` are pairs of role ARN and provider ARN."""

    issuer: str
    subject: str
    audience: str
    roles: tuple[tuple[str, str], ...]
    session_name: str
    tags: Mapping[str, str] = {}
    transitive: tuple[str, ...] = ()
    source_identity: str | None = None


def web_identity_token(**claims: Any) -> str:
    """A token as an OIDC provider would issue it: `iss`, `aud`, `sub`, and more if you like.

    >>> token = web_identity_token(iss="https://accounts.google.com", aud="app1", sub="42")
    >>> read_token(token)["sub"]
    '42'
    """
    parts = ({"alg": "RS256", "typ": "JWT"}, claims)
    encoded = [urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*encoded, "c2lnbmF0dXJl"])


def read_token(token: str) -> dict[str, Any]:
    """The claims of a token. Raises ClientError InvalidIdentityToken."""
    parts = token.split(".")
    try:
        padded = parts[1] + "=" * (-len(parts[1]) % 4)
        claims = json.loads(urlsafe_b64decode(padded))
        iss, aud, sub = claims["iss"], claims["aud"], claims["sub"]
        float(claims.get("exp", 0))
    except (IndexError, KeyError, TypeError, ValueError, Base64Error):
        iss = aud = sub = None
    if len(parts) != 3 or not all(isinstance(each, str) for each in (iss, aud, sub)):
        message = "The ID Token provided is not a valid JWT."
        raise ClientError("InvalidIdentityToken", message, 400)
    found: dict[str, Any] = claims
    return found


def saml_assertion(
    *,
    issuer: str,
    role: str,
    provider: str,
    session_name: str,
    subject: str = "",
    audience: str = AUDIENCE,
    tags: Mapping[str, str] | None = None,
    transitive: Sequence[str] = (),
    source_identity: str | None = None,
) -> str:
    """A SAML response as an identity provider would post it, in base64."""
    root = ElementTree.Element(f"{_NAMESPACE}Assertion")
    ElementTree.SubElement(root, f"{_NAMESPACE}Issuer").text = issuer
    who = ElementTree.SubElement(root, f"{_NAMESPACE}Subject")
    ElementTree.SubElement(who, f"{_NAMESPACE}NameID").text = subject or session_name
    ElementTree.SubElement(root, f"{_NAMESPACE}Audience").text = audience
    attributes = {_ROLE: [f"{role},{provider}"], _SESSION_NAME: [session_name]}
    attributes |= {_TAG + key: [value] for key, value in (tags or {}).items()}
    attributes |= {_TRANSITIVE: list(transitive)} if transitive else {}
    attributes |= {_SOURCE_IDENTITY: [source_identity]} if source_identity else {}
    for name, values in attributes.items():
        attribute = ElementTree.SubElement(root, f"{_NAMESPACE}Attribute", Name=name)
        for value in values:
            ElementTree.SubElement(attribute, f"{_NAMESPACE}AttributeValue").text = value
    return b64encode(ElementTree.tostring(root)).decode()


def read_assertion(text: str) -> Assertion:
    """What an assertion says. Raises ClientError InvalidIdentityToken."""
    try:
        raw = b64decode(text, validate=True)
        if b"<!" in raw:  # no document types, so no entities that blow up
            raise ValueError
        return _assertion(ElementTree.fromstring(raw))
    except (ValueError, Base64Error, ElementTree.ParseError, LookupError):
        raise ClientError("InvalidIdentityToken", "Invalid base64 SAMLResponse", 400) from None


def _assertion(root: ElementTree.Element) -> Assertion:
    values = {
        attribute.get("Name", ""): [each.text or "" for each in attribute]
        for attribute in root.iter(f"{_NAMESPACE}Attribute")
    }
    pairs = (value.split(",", 1) for value in values[_ROLE])
    return Assertion(
        _text(root, "Issuer"),
        _text(root, "NameID"),
        _text(root, "Audience"),
        tuple((role.strip(), provider.strip()) for role, provider in pairs),
        values[_SESSION_NAME][0],
        {name[len(_TAG) :]: found[0] for name, found in values.items() if name.startswith(_TAG)},
        tuple(values.get(_TRANSITIVE, ())),
        values.get(_SOURCE_IDENTITY, [None])[0],
    )


def _text(root: ElementTree.Element, name: str) -> str:
    found = next(root.iter(f"{_NAMESPACE}{name}"), None)
    if found is None:
        raise LookupError(name)
    return found.text or ""
