"""The oracle: a naive, decision-only policy evaluator that shares no code with simlib.

Written from the project's semantics specification sentence by sentence; the rule numbers in the
comments (E5, B14, ...) are its. Everything is a plain dict as it comes from JSON, nothing is traced
or optimised, and only the last word is answered: "allow", "implicit_deny" or "explicit_deny".
Random testing holds simlib to it.
"""

import base64
import datetime
import functools
import ipaddress
import json
import re
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from typing import Any

Json = dict[str, Any]
Context = dict[str, str | list[str]]  # after read_context: lower-case keys, absent keys left out

WITH_VARIABLES = "2012-10-17"
WITHOUT_VARIABLES = "2008-10-17"
IAM_PRINCIPALS = ("root", "user", "role_session", "federated_user")

NO_PERMISSION_NEEDED = {"sts:getcalleridentity", "sts:getsessiontoken"}  # E3, F9
BUCKET_POLICY_ACTIONS = {"s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"}  # G8

RCP_SERVICES = {  # E14
    *("s3", "sts", "kms", "sqs", "secretsmanager", "dynamodb", "logs", "ecr", "es", "aoss"),
    *("cognito-idp", "cognito-identity"),
}

KMS_CROSS_ACCOUNT = {  # H5
    *("kms:encrypt", "kms:decrypt", "kms:reencryptfrom", "kms:reencryptto"),
    *("kms:generatedatakey", "kms:generatedatakeywithoutplaintext"),
    *("kms:generatedatakeypair", "kms:generatedatakeypairwithoutplaintext"),
    *("kms:generatemac", "kms:verifymac", "kms:sign", "kms:verify", "kms:derivesharedsecret"),
    *("kms:creategrant", "kms:listgrants", "kms:retiregrant", "kms:revokegrant"),
    *("kms:describekey", "kms:getkeyrotationstatus", "kms:getpublickey"),
}

MANAGED_POLICY_CHANGES = {  # E33
    "iam:createpolicyversion",
    "iam:deletepolicy",
    "iam:deletepolicyversion",
    "iam:setdefaultpolicyversion",
    "iam:tagpolicy",
    "iam:untagpolicy",
}
RESERVED_ROLE_READS = (  # E33
    "iam:get*",
    "iam:list*",
    "iam:simulate*",
    "iam:generateservicelastaccesseddetails",
    "iam:passrole",
)
AWS_ALIAS_CHANGES = {"kms:createalias", "kms:updatealias", "kms:deletealias"}  # E33


# --- Small words -----------------------------------------------------------------------------


def as_list(value: Any) -> list[Any]:
    """One value or many, always as a list."""
    return value if isinstance(value, list) else [value]


def as_text(value: Any) -> str:
    """B18: JSON numbers and booleans are read as their text."""
    return value if isinstance(value, str) else json.dumps(value)


def split_arn(arn: str) -> list[str]:
    """A11, B11: split at the first five colons."""
    return arn.split(":", 5)


# --- The request context ---------------------------------------------------------------------


def read_context(given: Json) -> Context:
    """B17: keys ignore case. A list is multivalued; null and [] mean absent (B12)."""
    context: Context = {}
    for key, value in given.items():
        if isinstance(value, list):
            if value:
                context[key.lower()] = [as_text(item) for item in value]
        elif value is not None:
            context[key.lower()] = as_text(value)
    return context


def full_context(question: Json, gate: Json) -> Context:
    """The request's own keys, and those of D1, D2 and D5 it does not mention."""
    given = question["request"].get("context") or {}
    mentioned = {key.lower() for key in given}
    context = read_context(given)
    derived = principal_keys(question["setup"]) | resource_keys(question["setup"], gate)
    for key, value in derived.items():
        if key.lower() not in mentioned and value is not None:
            context[key.lower()] = as_text(value)
    return context


def principal_keys(setup: Json) -> Json:
    """D1 and D2: what follows from the principal; None where the key is absent."""
    principal = setup["principal"]
    kind = principal["type"]
    if kind == "anonymous":
        keys = ("aws:PrincipalAccount", "aws:userid")
        return dict.fromkeys(keys, "anonymous") | {"aws:PrincipalType": "Anonymous"}
    if kind == "service":
        return {
            "aws:PrincipalIsAWSService": "true",
            "aws:PrincipalServiceName": principal["service"],
        }
    tags = principal.get("tags") or {}
    return {f"aws:PrincipalTag/{key}": value for key, value in tags.items()} | {
        "aws:PrincipalArn": principal["role_arn" if kind == "role_session" else "arn"],
        "aws:PrincipalAccount": principal["account"],
        "aws:PrincipalType": principal_type(kind),
        "aws:username": last_segment(principal["arn"]) if kind == "user" else None,
        "aws:userid": user_id(principal),
        "aws:PrincipalIsAWSService": "false",
        "aws:PrincipalOrgID": account_facts(setup, principal["account"]).get("org"),
    }


def principal_type(kind: str) -> str:
    """D1: the values of aws:PrincipalType."""
    return {
        "root": "Account",
        "user": "User",
        "role_session": "AssumedRole",
        "federated_user": "FederatedUser",
    }[kind]


def user_id(principal: Json) -> str | None:
    """D1: the values of aws:userid."""
    kind, unique_id = principal["type"], principal.get("unique_id")
    account, name = str(principal["account"]), last_segment(principal["arn"])
    if kind == "root":
        return account
    if kind == "federated_user":
        return f"{account}:{name}"
    if unique_id is None:
        return None
    return unique_id if kind == "user" else f"{unique_id}:{name}"


def last_segment(arn: str) -> str:
    """The name at the end of an ARN, without its path."""
    return arn.rsplit("/", 1)[-1]


def resource_keys(setup: Json, gate: Json) -> Json:
    """D5: the owner of the resource and the owner's organization."""
    owner = gate["account"]
    return {
        "aws:ResourceAccount": owner,
        "aws:ResourceOrgID": account_facts(setup, owner).get("org"),
    }


def account_facts(setup: Json, account: str | None) -> Json:
    """What the question says about an account."""
    return (setup.get("accounts") or {}).get(account) or {}


# --- Variables and wildcards -----------------------------------------------------------------

VARIABLE = re.compile(r"\$\{(?:([*?$])|([^{}',*?$]+)(?:, '([^']*)')?)\}")

# Policy text ends at U+00FF (A22), so these two characters are free to stand for a literal * and ?.
LITERAL_STAR, LITERAL_QUESTION = "\ue000", "\ue001"
HIDE = str.maketrans({"*": LITERAL_STAR, "?": LITERAL_QUESTION})
SHOW = str.maketrans({LITERAL_STAR: "*", LITERAL_QUESTION: "?"})


def substitute(text: str, version: str, context: Context) -> str | None:
    """C1-C8: replace the variables; None if one has no value (C5)."""
    if version != WITH_VARIABLES:  # C2: without 2012-10-17 they are plain text
        return text
    missing = False

    def replacement(found: re.Match[str]) -> str:
        nonlocal missing
        escape, key, default = found.groups()
        if escape:  # C7
            return escape.translate(HIDE)
        value = context.get(key.lower(), default)  # C6: the default only if the key is absent
        if not isinstance(value, str):  # C4: multivalued keys cannot be variables; C5: no value
            missing = True
            return ""
        return value.translate(HIDE)  # C8: substituted text is literal

    result = VARIABLE.sub(replacement, text)
    return None if missing else result


@functools.lru_cache(maxsize=100_000)
def wildcard(pattern: str, value: str) -> bool:
    """A8: * is any run of characters, also the empty one; ? is exactly one."""
    regex = {"*": ".*", "?": ".", LITERAL_STAR: r"\*", LITERAL_QUESTION: r"\?"}
    text = "".join(regex.get(character) or re.escape(character) for character in pattern)
    return re.fullmatch(text, value, re.DOTALL) is not None


@functools.lru_cache(maxsize=100_000)
def arn_fits(pattern: str, value: str) -> bool:
    """A11, B11: six parts on both sides, compared one by one."""
    wanted, actual = split_arn(pattern), split_arn(value)
    if len(wanted) < 6 or len(actual) < 6:
        return False
    return all(wildcard(p, v) for p, v in zip(wanted, actual, strict=True))


# --- Action and Resource ---------------------------------------------------------------------


def match_pattern(element: str, pattern: Any, version: str, value: str, context: Json) -> bool:
    """Does this Action, NotAction, Resource or NotResource element cover the value?"""
    return element_covers(element, pattern, version, value, read_context(context))


def element_covers(element: str, pattern: Any, version: str, value: str, context: Context) -> bool:
    """A9, A14: the Not forms cover everything that is not listed."""
    if element in ("Action", "NotAction"):
        listed = any(action_fits(entry, value) for entry in as_list(pattern))
    elif element in ("Resource", "NotResource"):
        listed = any(resource_fits(e, version, value, context) for e in as_list(pattern))
    else:
        raise ValueError(f"not an Action or Resource element: {element}")
    return listed != element.startswith("Not")


def action_fits(pattern: str, action: str) -> bool:
    """A8: without regard to case; no variables (C1)."""
    return wildcard(pattern.lower(), action.lower())


def resource_fits(pattern: str, version: str, resource: str, context: Context) -> bool:
    """A10, A11, A13: the bare * covers everything, else six parts fit."""
    if pattern == "*":
        return True
    text = substitute(pattern, version, context)
    return text is not None and arn_fits(text, resource)  # C5: unresolved matches no resource


# --- Condition -------------------------------------------------------------------------------


def match_condition_block(condition: Json, context: Json, version: str) -> bool:
    """Does the Condition block hold for these context keys?"""
    return condition_holds(condition, read_context(context), version)


def condition_holds(condition: Json, context: Context, version: str) -> bool:
    """B1, B19: operators AND, keys AND; an empty block always holds."""
    return all(
        key_holds(operator, as_list(wanted), context.get(key.lower()), context, version)
        for operator, keys in condition.items()
        for key, wanted in keys.items()
    )


def key_holds(
    operator: str,
    wanted: list[Any],
    value: str | list[str] | None,
    context: Context,
    version: str,
) -> bool:
    """One operator on one key; value is None if the key is absent."""
    quantifier, base, if_exists = split_operator(operator)
    if base == "Null" and quantifier:  # the policy check reference, "Null with qualifier"
        return quantifier == "ForAllValues"
    if base == "Null":  # B4: no variables, no IfExists
        return any(as_text(w).lower() == str(value is None).lower() for w in wanted)
    positive = NEGATED.get(base, base)
    negated = base in NEGATED
    if value is None:
        return absent_key(quantifier, negated, if_exists)

    def passes(actual: str) -> bool:
        hits = any(value_hits(positive, as_text(w), actual, context, version) for w in wanted)
        return hits != negated  # B1: values OR, under a negated operator NOR; B14

    results = [passes(actual) for actual in as_list(value)]
    if quantifier == "ForAllValues":  # B12
        return all(results)
    if quantifier == "ForAnyValue":  # B13
        return any(results)
    return all(results) if negated else any(results)  # B15; one value: no difference


def split_operator(operator: str) -> tuple[str | None, str, bool]:
    """("ForAllValues", "StringEquals", True) from ForAllValues:StringEqualsIfExists."""
    quantifier, colon, rest = operator.rpartition(":")
    base = rest.removesuffix("IfExists")
    if quantifier not in ("", "ForAllValues", "ForAnyValue") or base not in OPERATORS:
        raise ValueError(f"unknown condition operator: {operator}")
    return (quantifier if colon else None), base, rest != base


def absent_key(quantifier: str | None, negated: bool, if_exists: bool) -> bool:
    """B2, B3, B12, B13: what an absent key means."""
    if quantifier == "ForAllValues":  # B12
        return True
    if quantifier == "ForAnyValue":  # B13, M21
        return if_exists
    return negated or if_exists  # B2, B3


def value_hits(operator: str, wanted: str, actual: str, context: Context, version: str) -> bool:
    """Does one policy value hit one request value under a positive operator?"""
    if operator in TAKES_VARIABLES:  # C1; M2: nothing is substituted under Bool
        text = substitute(wanted, version, context)
        if text is None:  # C5: that value cannot match
            return False
        wanted = text
    return HITS[operator](wanted, actual)


def string_equals(wanted: str, actual: str) -> bool:
    """B5: exact; * and ? are ordinary characters."""
    return wanted.translate(SHOW) == actual


def string_equals_ignore_case(wanted: str, actual: str) -> bool:
    """B5: case aside, exact."""
    return wanted.translate(SHOW).lower() == actual.lower()


NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")


def read_number(text: str) -> Decimal | None:
    """B6: integers or decimals."""
    if not NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        return None


DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2})"
    r"(?:T([0-9]{2}):([0-9]{2})(?::([0-9]{2})(\.[0-9]+)?)?(?:Z|([+-])([0-9]{2}):([0-9]{2})))?)?)?"
)


def read_date(text: str) -> Decimal | None:
    """B7: a W3C profile of ISO 8601, or epoch seconds. Four digits are a year."""
    found = DATE.fullmatch(text)
    if not found:
        return read_number(text)
    year, month, day, hour, minute, second, fraction, sign, off_hour, off_minute = found.groups()
    clock = (int(hour or 0), int(minute or 0), int(second or 0))
    try:
        moment = datetime.datetime(int(year), int(month or 1), int(day or 1), *clock)
        offset = datetime.time(int(off_hour or 0), int(off_minute or 0))
    except ValueError:
        return None
    elapsed = moment - datetime.datetime(1970, 1, 1)
    seconds = elapsed.days * 86400 + elapsed.seconds
    ahead = (offset.hour * 60 + offset.minute) * 60
    seconds += ahead if sign == "-" else -ahead
    return seconds + Decimal("0" + (fraction or ""))


def comparison(
    read: Callable[[str], Decimal | None], compare: Callable[[Decimal, Decimal], bool]
) -> Callable[[str, str], bool]:
    """B6, B7: the request value compared with the policy value; unreadable never hits."""

    def hits(wanted: str, actual: str) -> bool:
        right, left = read(wanted), read(actual)
        return left is not None and right is not None and compare(left, right)

    return hits


def bool_equals(wanted: str, actual: str) -> bool:
    """B8: true or false, case aside; any other policy value never matches."""
    return wanted.lower() in ("true", "false") and wanted.lower() == actual.lower()


def read_base64(text: str) -> bytes | None:
    """B9: strict base64."""
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        return None


def binary_equals(wanted: str, actual: str) -> bool:
    """B9: the same bytes."""
    left, right = read_base64(actual), read_base64(wanted)
    return left is not None and left == right


def read_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """B10: an IPv4 or IPv6 address."""
    try:
        return None if "%" in text else ipaddress.ip_address(text)
    except ValueError:
        return None


def in_network(wanted: str, actual: str) -> bool:
    """B10: the network's leading bits are the address's; families never mix."""
    base_text, slash, prefix_text = wanted.partition("/")
    base, address = read_address(base_text), read_address(actual)
    if base is None or address is None or base.version != address.version:
        return False
    if slash and not re.fullmatch("[0-9]+", prefix_text):
        return False
    width = base.max_prefixlen
    prefix = int(prefix_text) if slash else width  # no prefix means one host
    return prefix <= width and int(base) >> (width - prefix) == int(address) >> (width - prefix)


ORDER: dict[str, Callable[[Decimal, Decimal], bool]] = {
    "Equals": lambda actual, wanted: actual == wanted,
    "LessThan": lambda actual, wanted: actual < wanted,
    "LessThanEquals": lambda actual, wanted: actual <= wanted,
    "GreaterThan": lambda actual, wanted: actual > wanted,
    "GreaterThanEquals": lambda actual, wanted: actual >= wanted,
}

HITS: dict[str, Callable[[str, str], bool]] = {
    "StringEquals": string_equals,
    "StringEqualsIgnoreCase": string_equals_ignore_case,
    "StringLike": wildcard,
    **{"Numeric" + name: comparison(read_number, order) for name, order in ORDER.items()},
    **{"Date" + name: comparison(read_date, order) for name, order in ORDER.items()},
    "Bool": bool_equals,
    "BinaryEquals": binary_equals,
    "IpAddress": in_network,
    "ArnEquals": arn_fits,
    "ArnLike": arn_fits,
}

NEGATED = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
    "NotIpAddress": "IpAddress",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
}

OPERATORS = {"Null", *HITS, *NEGATED}
TAKES_VARIABLES = {name for name in HITS if name.startswith(("String", "Arn"))}


# --- Principal -------------------------------------------------------------------------------


def match_principal_element(element_value: Any, principal: Json) -> bool:
    """Does this Principal element name the principal in any form (A15)?"""
    return bool(namings(element_value, principal))


def namings(element_value: Any, principal: Json) -> set[str]:
    """How a Principal element names the principal: "direct", "role", "account" (E5's rows)."""
    return {
        how
        for kind, value in principal_values(element_value)
        if (how := naming(kind, value, principal)) is not None
    }


def principal_values(element_value: Any) -> Iterable[tuple[str, str]]:
    """A15, A17: "*" is {"AWS": "*"}; every other element is a map of strings or arrays."""
    if element_value == "*":
        return [("AWS", "*")]
    if not isinstance(element_value, dict):
        return []
    return [(kind, value) for kind, values in element_value.items() for value in as_list(values)]


def naming(kind: str, value: str, principal: Json) -> str | None:
    """A15, A16, E5: how one value names the principal; wildcards only as the whole value *."""
    if kind == "Service":
        return "direct" if value == principal.get("service") else None
    if kind == "Federated":  # F15
        return "direct" if value == principal.get("idp") else None
    if kind != "AWS":  # CanonicalUser never matches
        return None
    if value == "*":
        return "direct"
    if principal["type"] not in IAM_PRINCIPALS:
        return None
    if value in account_names(principal):  # A18: the root ARN is the whole account
        return "account"
    if value in own_names(principal):
        return "direct"
    return "role" if value in issuer_names(principal) else None


def account_names(principal: Json) -> set[str]:
    """A15: two ways to name the principal's account."""
    return {principal["account"], f"arn:aws:iam::{principal['account']}:root"}


def own_names(principal: Json) -> set[str]:
    """The names of the user or session itself; a user's unique id (A19) is one."""
    return {principal["arn"]} | (unique_ids(principal) if principal["type"] == "user" else set())


def issuer_names(principal: Json) -> set[str]:
    """The names of what a session was made from: the role, or the federating user."""
    if principal["type"] == "role_session":
        return {principal["role_arn"]} | unique_ids(principal)
    if principal["type"] == "federated_user":
        return {principal["parent_user_arn"]}
    return set()


def unique_ids(principal: Json) -> set[str]:
    """A19: the stored id of the user or of the session's role."""
    return {principal["unique_id"]} if principal.get("unique_id") else set()


def levels(principal: Json) -> list[set[str]]:
    """E30: the account and every level of the caller, each with its possible names."""
    kind = principal["type"]
    if kind == "anonymous":
        return []
    if kind == "service":
        return [{principal["service"]}]
    if kind == "root":
        return [account_names(principal)]
    if kind == "user":
        return [account_names(principal), own_names(principal)]
    return [account_names(principal), issuer_names(principal), own_names(principal)]


def not_principal_reaches(element_value: Any, principal: Json, effect: str) -> bool:
    """E30, E31, E32: does a NotPrincipal statement apply to the principal?"""
    kinds = ("Service",) if principal["type"] == "service" else ("AWS",)
    entries = list(principal_values(element_value))
    everybody = ("AWS", "*") in entries
    names = {value for kind, value in entries if kind in kinds}
    listed = [bool(level & names) for level in levels(principal)]
    if effect == "Allow":  # E31: a caller any of whose levels is listed is not reached
        return not everybody and not any(listed)
    if boundary_of(principal):  # E32: hits whoever has a boundary
        return True
    if not listed:  # anonymous: nothing but * can list it
        return not everybody
    return not everybody and not all(listed)  # E30


# --- Statements and policies -----------------------------------------------------------------


def statements(policy: Json) -> list[tuple[str, Json]]:
    """A1, A2: the statements, each with its policy's Version."""
    version = policy.get("Version", WITHOUT_VARIABLES)
    return [(version, statement) for statement in as_list(policy["Statement"])]


def applies(version: str, statement: Json, ask: Json) -> bool:
    """Do the statement's action, resource and condition cover the question?"""
    return (
        part_covers("Action", version, statement, ask["action"], ask["context"])
        and part_covers("Resource", version, statement, ask["resource"], ask["context"])
        and condition_holds(statement.get("Condition") or {}, ask["context"], version)
    )


def part_covers(part: str, version: str, statement: Json, value: str, context: Context) -> bool:
    """A7: Action or NotAction, Resource or NotResource, whichever the statement has."""
    for element in (part, "Not" + part):
        if element in statement:
            return element_covers(element, statement[element], version, value, context)
    return part == "Resource"  # A21: without Resource, the attached resource


def effects(policies: Iterable[Json], ask: Json) -> set[str]:
    """A24: the effects of all applicable statements, for policies without Principal."""
    return {
        statement["Effect"]
        for policy in policies
        for version, statement in statements(policy)
        if applies(version, statement, ask)
    }


def principal_effects(policies: Iterable[Json], ask: Json) -> set[str]:
    """A24, with Principal: "Deny", and for Allow how the principal is named (E5)."""
    found: set[str] = set()
    for policy in policies:
        for version, statement in statements(policy):
            how = reaches(statement, ask["principal"])
            if how and applies(version, statement, ask):
                found |= {"Deny"} if statement["Effect"] == "Deny" else how
    return found


def reaches(statement: Json, principal: Json) -> set[str]:
    """How the statement's Principal or NotPrincipal reaches the principal; empty if not."""
    if "NotPrincipal" in statement:
        element_value, effect = statement["NotPrincipal"], statement["Effect"]
        reached = not_principal_reaches(element_value, principal, effect)
        return {"direct"} if reached else set()  # E31: counts like "*"
    return namings(statement.get("Principal"), principal)


# --- Which policies apply --------------------------------------------------------------------


def identity_of(principal: Json) -> list[Json]:
    """E19, E21: root, service principals and anonymous callers have no identity policies."""
    has_them = principal["type"] in ("user", "role_session", "federated_user")
    return (principal.get("identity") or []) if has_them else []


def boundary_of(principal: Json) -> list[Json]:
    """E19, E21, E23: nor has root a boundary; a service-linked role cannot have one."""
    has_one = principal["type"] in ("user", "role_session", "federated_user")
    if not has_one or principal.get("service_linked_role") or not principal.get("boundary"):
        return []
    return [principal["boundary"]]


def session_of(principal: Json) -> list[Json]:
    """E9: session policies, if any were passed."""
    return (principal.get("session") or []) if principal["type"] in IAM_PRINCIPALS else []


def scps_of(setup: Json) -> list[list[Json]]:
    """E11, E12: the SCP levels above the principal."""
    principal = setup["principal"]
    if principal["type"] not in IAM_PRINCIPALS or principal.get("service_linked_role"):
        return []
    facts = account_facts(setup, principal["account"])
    return [] if facts.get("management") else (facts.get("scps") or [])


def rcps_of(setup: Json, ask: Json, gate: Json) -> list[Json]:
    """E14-E16: the RCPs above the resource."""
    facts = account_facts(setup, gate["account"])
    service = ask["action"].lower().partition(":")[0]
    if facts.get("management") or service not in RCP_SERVICES:
        return []
    if ask["principal"].get("service_linked_role") or trusts_a_service_linked_role(ask, gate):
        return []
    if gate.get("aws_managed") or ask["action"].lower() == "kms:retiregrant":
        return []
    return [policy for level in facts.get("rcps") or [] for policy in level]


def trusts_a_service_linked_role(ask: Json, gate: Json) -> bool:
    """E16: the resource is a service-linked role."""
    pattern = "arn:aws:iam::*:role/aws-service-role/*"
    return any(arn_fits(pattern, arn) for arn in (gate.get("arn"), ask["resource"]) if arn)


def resource_policy_of(ask: Json, gate: Json) -> list[Json]:
    """The resource's policy, where it counts for this action and principal."""
    action, principal, policy = ask["action"].lower(), ask["principal"], gate.get("policy")
    if not policy:
        return []
    if gate["kind"] == "iam-role" and not action.startswith("sts:"):  # A21: sts actions only
        return []
    if gate["kind"] == "kms-key" and not action.startswith("kms:"):
        return []
    own_root = principal["type"] == "root" and principal["account"] == gate["account"]
    if gate["kind"] == "s3-bucket" and own_root and action in BUCKET_POLICY_ACTIONS:  # G8
        return []
    return [policy]


def must_allow(ask: Json, gate: Json) -> bool:
    """E7: role trust policies and key policies must allow."""
    service = {"iam-role": "sts:", "kms-key": "kms:"}.get(gate["kind"])
    return service is not None and ask["action"].lower().startswith(service)


# --- KMS grants ------------------------------------------------------------------------------


def granted(setup: Json, ask: Json, gate: Json) -> bool:
    """H6: does one of the key's grants cover the question?"""
    service, _, operation = ask["action"].lower().partition(":")
    if gate["kind"] != "kms-key" or service != "kms":
        return False
    return any(
        is_grantee(grant["grantee"], ask["principal"])
        and operation in [name.lower() for name in grant["operations"]]
        and (operation in ("describekey", "retiregrant") or constraints_hold(grant, ask))  # H9
        for grant in setup.get("grants") or []
    )


def is_grantee(grantee: str, principal: Json) -> bool:
    """H8: a grantee is named like a Principal value."""
    return any(naming(kind, grantee, principal) for kind in ("AWS", "Service"))


def constraints_hold(grant: Json, ask: Json) -> bool:
    """H9: the encryption context has at least, or exactly, these pairs; case-sensitive."""
    pairs = encryption_context(ask["own_context"])
    subset, equals = grant.get("subset"), grant.get("equals")
    has_subset = subset is None or all(pairs.get(k) == as_text(v) for k, v in subset.items())
    is_equal = equals is None or pairs == {k: as_text(v) for k, v in equals.items()}
    return has_subset and is_equal


def encryption_context(given: Json) -> Json:
    """The request's kms:EncryptionContext pairs; their names keep their case."""
    prefix = "kms:encryptioncontext:"
    return {
        key[len(prefix) :]: value if isinstance(value, list) else as_text(value)
        for key, value in given.items()
        if key.lower().startswith(prefix) and value is not None and value != []
    }


# --- The decision ----------------------------------------------------------------------------


def decide(question: Json) -> str:
    """Answer the question: "allow", "implicit_deny" or "explicit_deny"."""
    setup = question["setup"]
    if setup.get("parts"):  # G4: every gate must allow, an explicit deny absorbs (E1)
        decisions = {decide_gate(question, part) for part in setup["parts"]}
    else:
        decisions = {decide_gate(question, setup["resource"])}
    for decision in ("explicit_deny", "implicit_deny"):
        if decision in decisions:
            return decision
    return "allow"


def decide_gate(question: Json, resource: Json) -> str:
    """E3, for one resource."""
    setup, request = question["setup"], question["request"]
    gate = read_gate(setup, resource)
    ask = {
        "principal": setup["principal"],
        "action": request["action"],
        "resource": resource.get("request_resource") or request["resource"],
        "context": full_context(question, gate),
        "own_context": request.get("context") or {},
    }
    if needs_no_permission(ask):  # E3, F9
        return "allow"
    if explicitly_denied(setup, ask, gate):  # E1, E6
        return "explicit_deny"
    allowed = (
        not refused(ask)  # E33
        and not unsigned_at_access_point(ask, gate)  # G7
        and not without_https_at_access_point(ask, gate)  # G7
        and organization_allows(setup, ask)
        and endpoint_allows(setup, ask)
        and accounts_allow(setup, ask, gate)
    )
    return "allow" if allowed else "implicit_deny"


def unsigned_at_access_point(ask: Json, gate: Json) -> bool:
    """G7, E20: access points and KMS need signed requests and reject anonymous ones."""
    on_key = gate["kind"] == "kms-key" and ask["action"].lower().startswith("kms:")
    signed_only = gate["kind"] == "s3-access-point" or on_key
    return ask["principal"]["type"] == "anonymous" and signed_only


def without_https_at_access_point(ask: Json, gate: Json) -> bool:
    """G7: access points need HTTPS."""
    plain_http = ask["context"].get("aws:securetransport") == "false"
    return gate["kind"] == "s3-access-point" and plain_http


def read_gate(setup: Json, resource: Json) -> Json:
    """The resource; without an owner it belongs to the principal's account."""
    owner = resource.get("account") or setup["principal"].get("account")
    return {**resource, "account": owner, "kind": resource.get("kind") or "generic"}


def needs_no_permission(ask: Json) -> bool:
    """E3, F9: who am I, and session tokens."""
    known = ask["principal"]["type"] in IAM_PRINCIPALS
    return known and ask["action"].lower() in NO_PERMISSION_NEEDED


def explicitly_denied(setup: Json, ask: Json, gate: Json) -> bool:
    """E1, E6: an explicit Deny in any policy that applies."""
    principal = ask["principal"]
    with_principal = [
        *rcps_of(setup, ask, gate),
        *endpoint_of(setup),
        *resource_policy_of(ask, gate),
    ]
    without_principal = [
        *(policy for level in scps_of(setup) for policy in level),
        *identity_of(principal),
        *boundary_of(principal),
        *session_of(principal),
    ]
    return "Deny" in principal_effects(with_principal, ask) | effects(without_principal, ask)


def refused(ask: Json) -> bool:
    """E33: what nobody may change, whatever policies allow."""
    action, resource = ask["action"].lower(), ask["resource"]
    if arn_fits("arn:aws:iam::aws:policy/*", resource):
        return action in MANAGED_POLICY_CHANGES
    if arn_fits("arn:aws:iam::*:role/aws-reserved/*", resource):
        reads = any(wildcard(pattern, action) for pattern in RESERVED_ROLE_READS)
        return action.startswith("iam:") and not reads
    if arn_fits("arn:aws:kms:*:*:alias/aws/*", resource):
        return action in AWS_ALIAS_CHANGES
    return False


def organization_allows(setup: Json, ask: Json) -> bool:
    """E11: every SCP level allows. Every RCP level does: RCPFullAWSAccess is there (E15)."""
    return all("Allow" in effects(level, ask) for level in scps_of(setup))


def endpoint_of(setup: Json) -> list[Json]:
    """E25: the endpoint policy, if the request came through an endpoint."""
    return [setup["endpoint_policy"]] if setup.get("endpoint_policy") else []


def endpoint_allows(setup: Json, ask: Json) -> bool:
    """E25: the endpoint policy allows."""
    policies = endpoint_of(setup)
    return not policies or bool(principal_effects(policies, ask) - {"Deny"})


def accounts_allow(setup: Json, ask: Json, gate: Json) -> bool:
    """E3, the rest: no explicit Deny is left to be found."""
    named = principal_effects(resource_policy_of(ask, gate), ask)
    grant = granted(setup, ask, gate)
    principal = ask["principal"]
    if principal["type"] not in IAM_PRINCIPALS:  # E20, E21
        return grant or bool(named and not retires_a_grant(ask, gate))
    if principal["account"] != gate["account"]:  # E17
        resource_side = grant or bool(named and not without_effect_abroad(ask, gate))
        return resource_side and caller_side_allows(ask)
    return same_account_allows(ask, gate, named, grant)


def same_account_allows(ask: Json, gate: Json, named: set[str], grant: bool) -> bool:
    """E4, E5, E7, E19: principal and resource in one account."""
    if grant:
        return True
    if must_allow(ask, gate) and not named:  # E7
        return False
    enough = set() if retires_a_grant(ask, gate) else named  # H11
    return "direct" in enough or caller_side_allows(ask, granted_by_role="role" in enough)


def caller_side_allows(ask: Json, granted_by_role: bool = False) -> bool:
    """E8, E9, E10: identity, boundary and session policies together."""
    principal = ask["principal"]
    root = principal["type"] == "root"  # E18, E19: needs no identity policy
    boundary, session = boundary_of(principal), session_of(principal)
    return (
        (root or granted_by_role or "Allow" in effects(identity_of(principal), ask))
        and (not boundary or "Allow" in effects(boundary, ask))
        and ("Allow" in effects(session, ask) if session else not session_required(principal))
    )


def session_required(principal: Json) -> bool:
    """E10: without a session policy a federated user has nothing."""
    return bool(principal["type"] == "federated_user")


def retires_a_grant(ask: Json, gate: Json) -> bool:
    """H11: kms:RetireGrant in a key policy gives nothing by itself."""
    return bool(gate["kind"] == "kms-key" and ask["action"].lower() == "kms:retiregrant")


def without_effect_abroad(ask: Json, gate: Json) -> bool:
    """H5: what a key policy cannot give to other accounts."""
    return bool(gate["kind"] == "kms-key" and ask["action"].lower() not in KMS_CROSS_ACCOUNT)
