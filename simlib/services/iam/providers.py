"""SAML and OpenID Connect identity providers.

Source: "Identity providers and federation into AWS", "CreateSAMLProvider",
"CreateOpenIDConnectProvider" (at most 100 client ids, five thumbprints).
"""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.identities import IdentityProvider
from ...cloud.operation import Operation
from ..tags import tag_list
from .kinds import row
from .refusals import duplicate, invalid_input, limit_exceeded, no_such_entity
from .tags import Tagged, new_tags, request_tag_keys, tag_rows, tagging

__all__ = ["OPERATIONS"]

MOST_CLIENT_IDS = 100
SAML, OIDC = "saml-provider", "oidc-provider"
_ENTITY_ID = re.compile(r"""\bentityID\s*=\s*["']([^"']+)["']""")


def _arn(call: Call, kind: str, name: str) -> str:
    return f"arn:aws:iam::{call.account}:{kind}/{name}"


def _saml_arn(call: Call) -> str:
    return _arn(call, SAML, call["Name"])


def _issuer(url: str) -> str:
    return url.removeprefix("https://").rstrip("/")


def _oidc_arn(call: Call) -> str:
    return _arn(call, OIDC, _issuer(call["Url"]))


def _keep_new(call: Call, provider: IdentityProvider) -> dict[str, Any]:
    if provider.arn in call.state.providers:
        raise duplicate(f"EntityAlreadyExists: {provider.arn} already exists.")
    call.put("providers", provider.arn, provider)
    return {"Tags": tag_list(provider.tags)} if provider.tags else {}


def _create_saml(call: Call) -> dict[str, Any]:
    metadata = call["SAMLMetadataDocument"]
    entity = _ENTITY_ID.search(metadata)
    if entity is None:
        hint = "metadata is an EntityDescriptor with an entityID"
        raise invalid_input("Could not parse metadata", hint)
    arn = _saml_arn(call)
    provider = IdentityProvider(
        arn, SAML, entity[1], created=call.now, tags=new_tags(call), metadata=metadata
    )
    return {"SAMLProviderArn": arn} | _keep_new(call, provider)


def _create_oidc(call: Call) -> dict[str, Any]:
    url, arn = call["Url"], _oidc_arn(call)
    if not url.startswith("https://"):
        raise ClientError("ValidationError", "Invalid Open ID Connect Provider URL", 400)
    provider = IdentityProvider(
        arn, OIDC, _issuer(url), _checked(call.get("ClientIDList", ())), call.now, new_tags(call),
        thumbprints=tuple(call.get("ThumbprintList", ())),
    )  # fmt: skip
    return {"OpenIDConnectProviderArn": arn} | _keep_new(call, provider)


def _checked(client_ids: Any) -> tuple[str, ...]:
    unique = tuple(dict.fromkeys(client_ids))
    if len(unique) > MOST_CLIENT_IDS:
        raise limit_exceeded("ClientIdsPerOpenIdConnectProvider", MOST_CLIENT_IDS)
    return unique


def _named(parameter: str, kind: str) -> Callable[[Call], IdentityProvider]:
    """Finds the provider that the call names. Raises ClientError NoSuchEntity."""

    def find(call: Call) -> IdentityProvider:
        found = call.state.providers.get(call[parameter])
        if found is None or found.kind != kind or found.arn.split(":")[4] != call.account:
            raise no_such_entity(
                f"Manifest not found for arn {call[parameter]}"
                if kind == SAML
                else f"OpenIDConnect Provider not found for arn {call[parameter]}"
            )
        return found

    return find  # fmt: skip


_the_saml = _named("SAMLProviderArn", SAML)
_the_oidc = _named("OpenIDConnectProviderArn", OIDC)


def _get_saml(call: Call) -> dict[str, Any]:
    found = _the_saml(call)
    shown: dict[str, Any] = {"SAMLMetadataDocument": found.metadata, "CreateDate": found.created}
    return shown | ({"Tags": tag_list(found.tags)} if found.tags else {})


def _get_oidc(call: Call) -> dict[str, Any]:
    found = _the_oidc(call)
    return {
        "Url": found.issuer,
        "ClientIDList": list(found.audiences),
        "ThumbprintList": list(found.thumbprints),
        "CreateDate": found.created,
        "Tags": tag_list(found.tags),
    }


def _own(call: Call, kind: str) -> list[IdentityProvider]:
    every = sorted(call.state.providers.values(), key=lambda each: each.arn)
    return [e for e in every if e.kind == kind and e.arn.split(":")[4] == call.account]


def _list_saml(call: Call) -> dict[str, Any]:
    shown = [{"Arn": each.arn, "CreateDate": each.created} for each in _own(call, SAML)]
    return {"SAMLProviderList": shown}


def _list_oidc(call: Call) -> dict[str, Any]:
    return {"OpenIDConnectProviderList": [{"Arn": each.arn} for each in _own(call, OIDC)]}


def _add_client(call: Call) -> dict[str, Any]:
    found = _the_oidc(call)
    audiences = _checked((*found.audiences, call["ClientID"]))
    call.put("providers", found.arn, replace(found, audiences=audiences))
    return {}


def _remove_client(call: Call) -> dict[str, Any]:
    found = _the_oidc(call)
    audiences = tuple(each for each in found.audiences if each != call["ClientID"])
    call.put("providers", found.arn, replace(found, audiences=audiences))
    return {}


def _rows(
    word: str, parameter: str, find: Callable[[Call], IdentityProvider]
) -> dict[str, Operation]:
    def on(call: Call) -> str:
        arn: str = call[parameter]
        return arn

    def delete(call: Call) -> dict[str, Any]:
        call.drop("providers", find(call).arn)
        return {}

    deleting = f"Delete{word}"
    tagged = Tagged(word, parameter, on, find, "providers", lambda each: each.arn)
    rows = {deleting: row(deleting, on, delete, parameter), **tag_rows(tagged)}
    if word == "SAMLProvider":
        rows["GetSAMLProvider"] = row("GetSAMLProvider", on, _get_saml, parameter, read_only=True)
        return rows
    get, add, remove = (
        "GetOpenIDConnectProvider",
        "AddClientIDToOpenIDConnectProvider",
        "RemoveClientIDFromOpenIDConnectProvider",
    )
    rows[get] = row(get, on, _get_oidc, parameter, read_only=True)
    rows[add] = row(add, on, _add_client, parameter, "ClientID")
    rows[remove] = row(remove, on, _remove_client, parameter, "ClientID")
    return rows


OPERATIONS: dict[str, Operation] = {
    "CreateSAMLProvider": row(
        "CreateSAMLProvider", _saml_arn, _create_saml, "SAMLMetadataDocument", "Name", "Tags",
        keys=request_tag_keys, needs=(tagging("SAMLProvider", _saml_arn),),
    ),
    "CreateOpenIDConnectProvider": row(
        "CreateOpenIDConnectProvider", _oidc_arn, _create_oidc,
        "Url", "ClientIDList", "ThumbprintList", "Tags",
        keys=request_tag_keys, needs=(tagging("OpenIDConnectProvider", _oidc_arn),),
    ),
    "ListSAMLProviders": row("ListSAMLProviders", None, _list_saml, read_only=True),
    "ListOpenIDConnectProviders": row(
        "ListOpenIDConnectProviders", None, _list_oidc, read_only=True
    ),
    **_rows("SAMLProvider", "SAMLProviderArn", _the_saml),
    **_rows("OpenIDConnectProvider", "OpenIDConnectProviderArn", _the_oidc),
}  # fmt: skip
