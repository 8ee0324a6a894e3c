"""Reads Principal and NotPrincipal, in all the forms AWS takes.

Source: "AWS JSON policy elements: Principal", "… NotPrincipal".
"""

import re
from functools import cache

from .edits import Edit, EditKind
from .errors import did_you_mean
from .findings import Issue, Source
from .json_text import Json
from .policy import Principals, PrincipalValue
from .reading import Reading, respelt
from .terms import PolicyType
from .wildcard import has_wildcard

__all__ = ["read_principals"]

KEYS = ("AWS", "Federated", "Service", "CanonicalUser")
EXPECTED = (
    '"*", an account id, or the ARN of an account root, user, role, role session or federated user'
)
_PARTITION = "arn:aws(?:-[a-z]+)*"
_NAME = r"[\w+=,.@-]+"
# What each kind of principal looks like; compiled when first needed, because that takes long.
_FORMS = {
    "AWS": rf"\*|[0-9]{{12}}|A[A-Z]{{2}}A[A-Z0-9]{{12,124}}"
    rf"|{_PARTITION}:iam::[0-9]{{12}}:(?:root|(?:user|role)/[\x21-\x7e]+)"
    rf"|{_PARTITION}:sts::[0-9]{{12}}:(?:assumed-role/[\w+=,.@/-]+/{_NAME}|federated-user/{_NAME})"
    rf"|{_PARTITION}:iam::cloudfront:user/CloudFront [\w ]+",
    "Service": r"[a-z0-9-]+(?:\.[a-z0-9-]+)*"
    r"\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal)",
    "Federated": rf"{_PARTITION}:iam::[0-9]{{12}}:(?:saml-provider|oidc-provider)/\S+"
    r"|[a-z0-9.-]+\.[a-z]{2,}(?:/\S*)?",
}

_FEDERATED_FORM = Issue.INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY


@cache
def _form_of(kind: str) -> re.Pattern[str]:
    return re.compile(_FORMS[kind])


def read_principals(reading: Reading, name: str, node: Json, pointer: str) -> Principals:
    """Reads the element; `"*"` alone and `{"AWS": "*"}` both name everyone (rule A17)."""
    source = reading.source(pointer, node.start)
    if node.kind == "string":
        return Principals(name, tuple(_everyone(reading, name, node, source)), source)
    if node.kind != "object":
        reading.wrong_kind(node, name, '"*" or an object such as {"AWS": …}', source)
        return Principals(name, (), source)
    values: list[PrincipalValue] = []
    there = {member.key for member in node.value}
    for member, inner, place in reading.members(node, pointer):
        if member.key not in KEYS:
            message = (
                f"unknown principal key `{member.key[:60]}`, expected one of {', '.join(KEYS)}"
            )
            hint = did_you_mean(member.key, KEYS)
            edits = respelt(member, inner, KEYS, there)
            reading.report(Issue.INVALID_PRINCIPAL_KEY, message, place, hint, *edits)
            continue
        for text, at in reading.strings(member.value, f"{name}.{member.key}", inner, ("string",)):
            _form(reading, name, member.key, text, at)
            values.append(PrincipalValue(member.key, text, at))
    return Principals(name, tuple(values), source)


def _everyone(reading: Reading, name: str, node: Json, source: Source) -> list[PrincipalValue]:
    if node.value != "*":
        _of_no_kind(reading, name, node.value, source)
    elif reading.policy_type is PolicyType.ROLE_TRUST:
        # CreateRole answers MalformedPolicyDocument, though the page takes it for `{"AWS": "*"}`.
        message = "a role trust policy takes no bare `*` as Principal: AWS refuses to save it"
        hint = 'name who may assume the role, or write {"AWS": "*"} with a condition'
        issue = Issue.ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL
        reading.report(issue, message, source, hint)
    return [PrincipalValue("*", node.value, source)]


def _of_no_kind(reading: Reading, name: str, text: str, source: Source) -> None:
    message = f"`{text[:80]}`: a {name} that is one text can only be `*`"
    kinds = [kind for kind in ("AWS", "Service") if _form_of(kind).fullmatch(text)]
    edits = [Edit(EditKind.REPLACE, source.pointer, value={kind: text}) for kind in kinds]
    hint = f'name its kind: {{"{[*kinds, "AWS"][0]}": "{text[:80]}"}}'
    reading.report(Issue.INVALID_PRINCIPAL_FORMAT, message, source, hint, *edits)


def _form(reading: Reading, name: str, kind: str, text: str, source: Source) -> None:
    if reading.template_text(text, source) or reading.no_variables(text, f"a {name}", source):
        return
    check = {"AWS": _aws_form, "Service": _service_form, "Federated": _federated_form}.get(kind)
    if check:
        check(reading, text, source)


def _aws_form(reading: Reading, text: str, source: Source) -> None:
    if text != "*" and has_wildcard(text):
        reading.report(
            Issue.UNSUPPORTED_WILDCARD_IN_PRINCIPAL,
            f"`{text[:120]}`: a principal takes no wildcard but the whole value `*`",
            source,
            'name each principal, or write {"AWS": "*"} with a condition on aws:PrincipalArn',
        )
    elif not _form_of("AWS").fullmatch(text):
        message = f"`{text[:120]}` is no principal, expected {EXPECTED}"
        role = re.sub(rf"^({_PARTITION}:iam::[0-9]{{12}}:)({_NAME})\Z", r"\1role/\2", text)
        edit = Edit(EditKind.REPLACE, source.pointer, value=role)
        edits = [edit] if _form_of("AWS").fullmatch(role) else []
        hint = f"did you mean `{role[:120]}`?" if edits else _no_principal(text)
        reading.report(Issue.INVALID_PRINCIPAL_FORMAT, message, source, hint, *edits)


def _no_principal(text: str) -> str:
    if ":group/" in text or ":instance-profile/" in text:
        return "groups and instance profiles are not principals: name users or roles"
    return ""


def _service_form(reading: Reading, text: str, source: Source) -> None:
    if not _form_of("Service").fullmatch(text) and (
        text != "*" or reading.policy_type is PolicyType.ROLE_TRUST
    ):
        message = f"`{text[:120]}` is no service principal"
        hint = "a service principal looks like `health-agent.amazonaws.com`"
        reading.report(Issue.INVALID_PRINCIPAL_FORMAT, message, source, hint)


def _federated_form(reading: Reading, text: str, source: Source) -> None:
    trust = reading.policy_type is PolicyType.ROLE_TRUST
    if not _form_of("Federated").fullmatch(text) and (text != "*" or trust):
        message = f"`{text[:120]}` is no identity provider"
        hint = "name a SAML or OIDC provider's ARN, or a provider such as `accounts.google.com`"
        reading.report(
            _FEDERATED_FORM if trust else Issue.INVALID_PRINCIPAL_FORMAT, message, source, hint
        )
