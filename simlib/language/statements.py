"""Reads statements: which elements a policy type takes, and what may stand in each.

Source: "Grammar of the IAM JSON policy language", "IAM JSON policy elements: Action",
"… Resource", "SCP syntax", "RCP syntax", "Key policies in AWS KMS".
"""

import re

from .conditions import read_conditions
from .edits import Edit, EditKind
from .errors import did_you_mean, nearest
from .findings import Issue, Source
from .grammar import GRAMMAR, Elements
from .json_text import Json
from .policy import Element, Principals, Statement, Value
from .principals import read_principals
from .rcp_services import rcp_services
from .reading import Reading, article, pointer_part, respelt
from .terms import Effect

__all__ = ["read_statement"]

ELEMENTS = (
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction",
    "Resource", "NotResource", "Condition",
)  # fmt: skip
_ACTION = re.compile(r"(?P<prefix>[^:]+):(?P<name>[^:\s][^\s]*)")
_PREFIX = re.compile(r"[A-Za-z0-9-]+")


def read_statement(reading: Reading, number: int, node: Json, pointer: str) -> Statement | None:
    """Reads one statement; None when too little of it can be understood."""
    source = reading.source(pointer, node.start)
    if node.kind != "object":
        reading.wrong_kind(node, "Statement", "an object", source)
        return None
    elements = GRAMMAR[reading.policy_type]
    parts = {m.key: (m.value, f"{pointer}/{pointer_part(m.key)}") for m in node.value}
    if not parts.keys() <= set(ELEMENTS):
        _known_elements(reading, node, pointer, elements)
    _pairs(reading, parts, elements, source)
    effect = _effect(reading, parts, elements, source)
    action = _element(reading, parts, "Action")
    sid = _sid(reading, parts, elements)
    principals = _principals(reading, parts, elements)
    resource = _element(reading, parts, "Resource")
    conditions = read_conditions(reading, *parts["Condition"]) if "Condition" in parts else ()
    if effect is None or action is None:
        return None
    return Statement(number, sid, effect, principals, action, resource, conditions, source)


Parts = dict[str, tuple[Json, str]]


def _known_elements(reading: Reading, node: Json, pointer: str, elements: Elements) -> None:
    known = [name for name in ELEMENTS if name not in elements.forbidden]
    there = {member.key for member in node.value}
    for member, inner, place in reading.members(node, pointer):
        if member.key not in ELEMENTS:
            message = f"`{member.key[:60]}` is no element of a statement"
            hint = did_you_mean(member.key, known) or f"the elements are {', '.join(known)}"
            edits = respelt(member, inner, known, there)
            reading.report(Issue.INVALID_POLICY_ELEMENT, message, place, hint, *edits)


def _pairs(reading: Reading, parts: Parts, elements: Elements, source: Source) -> None:
    """Exactly one of Action and NotAction, and so on, where the policy type takes them."""
    for name, presence, missing in (
        ("Principal", elements.principal, Issue.MISSING_PRINCIPAL),
        ("Action", "required", Issue.MISSING_ACTION),
        ("Resource", elements.resource, Issue.MISSING_RESOURCE),
    ):
        there = [n for n in (name, f"Not{name}") if n in parts]
        if len(there) == 2:
            message = f"`{name}` and `Not{name}` in one statement"
            reading.report(Issue.UNSUPPORTED_ELEMENT_COMBINATION, message, source, "keep one")
        if not there and presence == "required":
            message = f"the statement has no `{name}`"
            reading.report(missing, message, source, _missing_hint(reading, name))
        for element in there:
            if issue := elements.forbidden.get(element):
                place = reading.source(parts[element][1], parts[element][0].start)
                message = f"{article(reading.policy_type)} takes no `{element}`"
                hint = elements.hints.get(element, "take it out")
                reading.report(issue, message, place, hint, *_taken_out(parts, element, presence))


def _taken_out(parts: Parts, element: str, presence: str) -> list[Edit]:
    """Without an element that stands wrongly; not where it would then hit others than it names."""
    node, pointer = parts[element]
    names_some = element.endswith("Principal") and node.value != "*"
    kept = presence != "optional" or names_some or element == "NotResource"
    return [] if kept else [Edit(EditKind.REMOVE, pointer)]


def _missing_hint(reading: Reading, name: str) -> str:
    if name == "Principal":
        return f'{article(reading.policy_type)} says whom it is for: "Principal": {{"AWS": …}}'
    return f'add "{name}": …'


def _effect(reading: Reading, parts: Parts, elements: Elements, source: Source) -> Effect | None:
    if "Effect" not in parts:
        hint = 'add "Effect": "Allow" or "Deny"'
        reading.report(Issue.MISSING_EFFECT, "the statement has no `Effect`", source, hint)
        return None
    node, pointer = parts["Effect"]
    place = reading.source(pointer, node.start)
    if node.kind != "string" or node.value not in ("Allow", "Deny"):
        message = f"`{str(node.value)[:60]}` is no effect"
        meant = nearest(str(node.value), ("Allow", "Deny"))
        hint = f"did you mean `{meant}`?" if meant else "expected `Allow` or `Deny`"
        edits = [Edit(EditKind.REPLACE, pointer, value=meant)] if meant else []
        reading.report(Issue.INVALID_EFFECT, message, place, hint, *edits)
        return None
    if elements.deny_only and node.value == "Allow" and not _full_access(parts):
        message = "a resource control policy of yours can only Deny"
        hint = "what it does not deny stays allowed by RCPFullAWSAccess"
        reading.report(Issue.RCP_SYNTAX_ERROR_ALLOW, message, place, hint)
    return Effect(node.value)


def _full_access(parts: Parts) -> bool:
    """Is it AWS's own RCPFullAWSAccess, which alone may allow?"""
    stars = {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}
    same = all(n in parts and parts[n][0].value == text for n, text in stars.items())
    return same and "Condition" not in parts


def _sid(reading: Reading, parts: Parts, elements: Elements) -> str | None:
    if "Sid" not in parts:
        return None
    node, pointer = parts["Sid"]
    place = reading.source(pointer, node.start)
    if node.kind != "string":
        reading.wrong_kind(node, "Sid", "a text", place)
        return None
    if reading.no_variables(node.value, "a Sid", place):
        return str(node.value)
    if elements.plain_sids and not re.fullmatch("[A-Za-z0-9]*", node.value):
        message = f"`{node.value[:60]}`: a Sid in IAM has only A-Z, a-z and 0-9"
        plain = re.sub("[^A-Za-z0-9]", "", node.value)
        edit = Edit(EditKind.REPLACE if plain else EditKind.REMOVE, pointer, value=plain)
        hint = f"write `{plain[:60]}`" if plain else "take it out"
        reading.report(Issue.UNSUPPORTED_SID, message, place, hint, edit)
    return str(node.value) or None


def _principals(reading: Reading, parts: Parts, elements: Elements) -> Principals | None:
    name = next((n for n in ("Principal", "NotPrincipal") if n in parts), None)
    if name is None or name in elements.forbidden:
        return None
    node, pointer = parts[name]
    principals = read_principals(reading, name, node, pointer)
    if elements.deny_only and any(
        v.text != "*" or v.kind not in ("*", "AWS") for v in principals.values
    ):
        message = 'the Principal of a resource control policy can only be "*"'
        hint = "choose principals with a condition, for instance on aws:PrincipalArn"
        reading.report(Issue.RCP_SYNTAX_ERROR_PRINCIPAL, message, principals.source, hint)
    return principals


def _element(reading: Reading, parts: Parts, base: str) -> Element | None:
    name = next((n for n in (base, f"Not{base}") if n in parts), None)
    if name is None:
        return None
    node, pointer = parts[name]
    strings = reading.strings(node, name, pointer, ("string",))
    check = _check_action if base == "Action" else _check_resource
    for text, source in strings:
        if not reading.template_text(text, source):
            check(reading, parts, text, source)
    place = reading.source(pointer, node.start)
    return Element(name, tuple(Value(text, source) for text, source in strings), place)


def _check_action(reading: Reading, parts: Parts, text: str, source: Source) -> None:
    if reading.no_variables(text, "an action", source):
        return
    elements = GRAMMAR[reading.policy_type]
    if text == "*":
        if elements.star_action_issue and not _full_access(parts):
            message = f"a bare `*` is no action for {article(reading.policy_type)}"
            reading.report(elements.star_action_issue, message, source, "name the service: `s3:*`")
        return
    match = _ACTION.fullmatch(text)
    if match is None:
        message = f"`{text[:80]}` is no action, expected `service:ActionName` or `*`"
        reading.report(Issue.INVALID_ACTION, message, source, "for instance `s3:GetObject`")
    elif not _PREFIX.fullmatch(match["prefix"]):
        message = f"`{match['prefix'][:60]}` is no service prefix"
        hint = "wildcards stand behind the colon only: `s3:Get*`"
        reading.report(Issue.INVALID_SERVICE_IN_ACTION, message, source, hint)
    elif elements.service and match["prefix"].lower() != elements.service:
        message = (
            f"`{text[:80]}`: {article(reading.policy_type)} takes {elements.service}: actions only"
        )
        reading.report(Issue.UNSUPPORTED_ACTION_IN_POLICY, message, source)
    elif elements.deny_only and match["prefix"].lower() not in rcp_services():
        message = f"`{text[:80]}`: resource control policies do not reach `{match['prefix']}`"
        hint = "use a service control policy or a VPC endpoint policy"
        reading.report(Issue.RCP_SYNTAX_ERROR_ACTION, message, source, hint, refused=False)


def _check_resource(reading: Reading, parts: Parts, text: str, source: Source) -> None:
    if text == "*":
        return
    fixed, variable, _ = text.partition("${")
    # In the account AWS has one itself, in AmazonTimestreamInfluxDBServiceRolePolicy.
    if variable and fixed.count(":") < 4:
        if reading.version == "2012-10-17" or not fixed.startswith("arn:"):
            reading.no_variables(text, "the first four parts of an ARN", source)
        return
    if not text.startswith("arn:"):
        message = f"`{text[:80]}` is no resource, expected an ARN or `*`"
        hint = "an ARN has six parts: `arn:aws:s3:::bucket/key`"
        reading.report(Issue.INVALID_ARN_PREFIX, message, source, hint)
    elif text.count(":") < 5:
        parts_there = text.count(":") + 1
        message = f"`{text[:120]}` has {parts_there} parts, an ARN has six: it matches nothing"
        hint = "they are arn:partition:service:region:account:resource, and empty ones keep a colon"
        reading.report(Issue.MISSING_ARN_FIELD, message, source, hint)
    reading.variables(text, source)
