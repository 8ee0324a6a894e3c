"""A whole policy set: what its policies say in vain because of each other."""

import time
from itertools import cycle
from typing import Any

import pytest

from simlib import Account, Grant, Level, PolicySet, PolicyType, parse_policy
from simlib.checks import SET_CHECKS, Check, check_policies
from simlib.language.issues import Issue
from simlib.language.policy import Policy
from tests.clouds import HOSPITAL, PARTNER, allow, deny, document

NEVER, IDLE, NEEDLESS = (
    Issue.ALLOW_NEVER_TAKES_EFFECT,
    Issue.DENY_NEVER_FIRES,
    Issue.DENY_OF_WHAT_NOTHING_ALLOWS,
)
STORE = f"arn:aws:healthlake:us-east-1:{HOSPITAL}:datastore/fhir/"
ALL = document(allow("*"))
TLS = {"Bool": {"aws:SecureTransport": "true"}}


def found(**layers: Any) -> list[tuple[Issue, str]]:
    return [(each.issue, each.source.pointer) for each in check_policies(**layers)]


def messages(**layers: Any) -> list[str]:
    return [each.message for each in check_policies(**layers)]


@pytest.mark.parametrize("check", SET_CHECKS, ids=[str(check.issue) for check in SET_CHECKS])
def test_the_bad_set_has_it_and_the_good_set_nothing(check: Check) -> None:
    assert isinstance(check.bad, dict)
    assert isinstance(check.good, dict)
    assert [issue for issue, _ in found(**check.bad)] == [check.issue]
    assert found(**check.good) == []
    assert check.tells.endswith(".")


# --- An Allow that never takes effect ---------------------------------------------------------


def under_boundary(statement: dict[str, Any], *boundary: dict[str, Any]) -> list[tuple[Issue, str]]:
    return found(identity_based=document(statement), permissions_boundary=document(*boundary))


@pytest.mark.parametrize(
    ("statement", "boundary"),
    [
        (allow("s3:*"), allow("s3:GetObject")),
        (allow("s3:GetObject"), allow("S3:get*")),
        (allow("s3:GetObject"), allow("*")),
        (allow("*"), allow("s3:GetObject")),
        (allow("s3:GetObject"), {"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
        ({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}, allow("s3:GetObject")),
        (allow("s3:*", "arn:aws:s3:::a*"), allow("s3:*", "arn:aws:s3:::*b")),
        (allow("s3:*", "arn:aws:s3:::${aws:username}"), allow("s3:*", "arn:aws:s3:::alice")),
        (allow("s3:*", "arn:aws:s3:::alice"), allow("s3:*", "arn:aws:s3:::${aws:username}")),
        (allow("s3:*"), allow("s3:*", Condition=TLS)),
        (
            allow("s3:*", "arn:aws:s3:::phi"),
            {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::logs"},
        ),
    ],
)
def test_what_the_boundary_allows_in_part_is_left_alone(
    statement: dict[str, Any], boundary: dict[str, Any]
) -> None:
    assert under_boundary(statement, boundary) == []


@pytest.mark.parametrize(
    ("statement", "boundary"),
    [
        (allow("s3:*"), allow("healthlake:*")),
        (allow("s3:Get*"), allow("s3:Put*")),
        (allow("s3:*"), {"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}),
        (allow("s3:*", "arn:aws:s3:::phi"), allow("s3:*", "arn:aws:s3:::lab")),
        (allow("s3:*", "arn:aws:s3:::phi/${aws:username}"), allow("s3:*", "arn:aws:s3:::lab/*")),
        (
            allow("s3:*", "arn:aws:s3:::phi/x"),
            {"Effect": "Allow", "Action": "s3:*", "NotResource": "arn:aws:s3:::phi/*"},
        ),
        (allow("s3:*", Condition=TLS), deny("*")),
    ],
)
def test_what_the_boundary_allows_nothing_of_never_takes_effect(
    statement: dict[str, Any], boundary: dict[str, Any]
) -> None:
    assert under_boundary(statement, boundary) == [(NEVER, "/Statement/0")]


def test_a_boundary_that_only_denies_allows_nothing() -> None:
    """A common slip: whoever has such a boundary can do nothing at all."""
    layers = {"identity_based": ALL, "permissions_boundary": document(deny("iam:*"))}
    assert messages(**layers) == [
        "this Allow never takes effect: the permissions boundary allows none of it"
    ]


def test_single_values_are_named_where_others_take_effect() -> None:
    statement = allow(["s3:GetObject", "healthlake:ReadResource", "healthlake:Search*"])
    assert under_boundary(statement, allow("healthlake:*")) == [(NEVER, "/Statement/0/Action/0")]


def test_a_resource_is_named_where_no_action_takes_effect_on_it() -> None:
    statement = {**allow("healthlake:*"), "Resource": [f"{STORE}a", f"{STORE}b"]}
    boundary = allow("healthlake:Read*", f"{STORE}b")
    assert under_boundary(statement, boundary) == [(NEVER, "/Statement/0/Resource/0")]


def test_two_limits_can_leave_nothing_between_them() -> None:
    """Each of the two denies what the other leaves."""
    boundary, session = document(allow("s3:Get*")), document(allow("s3:Put*"))
    layers = {
        "identity_based": document(allow(["s3:GetObject", "s3:PutObject"])),
        "permissions_boundary": boundary,
        "session": session,
    }
    assert messages(**layers) == [
        "this Allow never takes effect: the session policy allows none of it; "
        "the permissions boundary allows none of it"
    ]


def test_every_level_of_the_organization_must_allow() -> None:
    root, clinic = document(allow("*")), document(allow("healthlake:*"))
    layers = {
        "identity_based": document(allow("healthlake:*"), allow("s3:*")),
        "service_control": [root, [clinic, document(allow("ec2:*"))]],
    }
    (finding,) = check_policies(**layers)
    assert finding.source.pointer == "/Statement/1"
    assert finding.message == (
        "this Allow never takes effect: `service control policy at level 2 1` and "
        "`service control policy at level 2 2` together allow none of it "
        "(unless the account is the management account)"
    )


def test_a_deny_of_an_scp_counts_only_without_conditions() -> None:
    identity = document(allow("s3:PutObject"))
    always = [document(allow("*"), deny("s3:Put*"))]
    sometimes = [document(allow("*"), deny("s3:Put*", Condition=TLS))]
    assert found(identity_based=identity, service_control=always) == [(NEVER, "/Statement/0")]
    assert found(identity_based=identity, service_control=sometimes) == []


def test_a_deny_of_part_of_it_leaves_the_rest() -> None:
    identity = document(allow("s3:*"), deny("s3:Put*"))
    assert found(identity_based=identity) == []


def test_a_deny_in_another_policy_is_named() -> None:
    layers = [document(allow("s3:GetObject")), document(deny("s3:*", Sid="NoStorage"))]
    (finding,) = check_policies(identity_based=layers)
    assert finding.source.policy == "identity-based policy 1"
    assert "statement `NoStorage` of `identity-based policy 2` denies all of it" in finding.message


def test_a_policy_whose_statements_are_not_known_limits_nothing() -> None:
    boundary = Policy("Ward", PolicyType.PERMISSIONS_BOUNDARY, "2012-10-17", (), "", unread="lost")
    assert found(identity_based=ALL, permissions_boundary=boundary) == []


# --- A Deny that decides nothing --------------------------------------------------------------


def test_a_deny_below_says_in_vain_what_a_deny_above_says() -> None:
    layers = {
        "identity_based": document(allow("s3:*"), deny("s3:PutObject", Condition=TLS)),
        "permissions_boundary": document(allow("*"), deny("s3:P*")),
    }
    assert found(**layers) == [(IDLE, "/Statement/1")]


def test_a_deny_above_is_there_for_others_too() -> None:
    """An SCP binds a whole account, a boundary perhaps many roles."""
    layers = {
        "identity_based": document(allow("s3:*"), deny("s3:P*")),
        "permissions_boundary": document(allow("*"), deny("s3:PutObject")),
    }
    assert found(**layers) == []


def test_of_two_policies_that_deny_the_same_the_second_does_so_in_vain() -> None:
    policies = [document(allow("s3:*"), deny("s3:Put*", Sid=name)) for name in ("One", "Two")]
    findings = check_policies(identity_based=policies)
    assert [(each.issue, each.source.policy) for each in findings] == [
        (IDLE, "identity-based policy 2")
    ]


def test_the_same_policy_twice_is_meant() -> None:
    text = document(allow("s3:*"), deny("s3:Put*"))
    assert found(identity_based=text, permissions_boundary=text) == []
    assert found(identity_based=[text, text]) == []


def test_a_resource_control_policy_repeats_one_from_above() -> None:
    def rcp(sid: str, action: str) -> dict[str, Any]:
        return document(deny(action, Sid=sid, Principal="*"))

    layers = {"resource_control": [rcp("Root", "s3:*"), rcp("Account", "s3:PutObject")]}
    (finding,) = check_policies(**layers)
    assert finding.source.policy == "resource control policy at level 2"
    assert found(identity_based=document(allow("s3:*"), deny("s3:PutObject")), **layers) == [
        (IDLE, "/Statement/0")
    ]


# --- A Deny of what nothing allows ------------------------------------------------------------


def test_a_bucket_policy_or_a_grant_can_be_what_a_deny_is_for() -> None:
    identity = document(allow("ec2:*"), deny("s3:PutObject"), deny("kms:Decrypt"))
    bucket = document(allow("s3:*", "arn:aws:s3:::phi/*", Principal="*"))
    assert [issue for issue, _ in found(identity_based=identity)] == [NEEDLESS, NEEDLESS]
    both = {"identity_based": identity, "resource_based": bucket}
    assert found(**both) == [(NEEDLESS, "/Statement/2")]
    assert found(**both, granted=["kms:Decrypt"]) == []


def test_guardrails_are_left_alone() -> None:
    """A policy that only denies, and NotAction, are there for what is allowed later."""
    only_denies = document(deny("iam:*"))
    not_action = {"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}
    assert found(identity_based=[document(allow("s3:*")), only_denies]) == []
    assert found(identity_based=document(allow("s3:*"), not_action)) == []


# --- PolicySet.check --------------------------------------------------------------------------


def member(number: str, *levels: dict[str, Any], management: bool = False) -> Account:
    policies = [parse_policy(each, PolicyType.SERVICE_CONTROL, name="Clinic") for each in levels]
    named = tuple(Level("the root", (policy,)) for policy in policies)
    return Account(number, "o-hosp", management, named)


def test_a_policy_set_checks_itself() -> None:
    policy = parse_policy(document(allow("s3:*")), name="Clinicians")
    limited = member(HOSPITAL, document(allow("healthlake:*")))
    policies = PolicySet(identity_based=[policy], accounts=[limited])
    (finding,) = policies.check()
    assert (finding.issue, finding.source.policy) == (NEVER, "Clinicians")
    assert "the SCP `Clinic` allows none of it" in finding.message


def test_scps_do_not_bind_the_management_account_nor_another_one() -> None:
    policy = parse_policy(document(allow("s3:*")))
    only_healthlake = document(allow("healthlake:*"))
    management = member(HOSPITAL, only_healthlake, management=True)
    assert PolicySet(identity_based=[policy], accounts=[management]).check() == ()
    two = [member(HOSPITAL), member(PARTNER, only_healthlake)]
    policies = PolicySet(identity_based=[policy], accounts=two)
    assert policies.check() == ()
    assert policies.check(HOSPITAL) == ()
    assert len(policies.check(PARTNER)) == 1


def test_a_grant_of_the_set_can_be_what_a_deny_is_for() -> None:
    policy = parse_policy(document(allow("ec2:*"), deny("kms:Decrypt")))
    grant = Grant(f"arn:aws:iam::{HOSPITAL}:user/Alice", ("Decrypt",))
    assert len(PolicySet(identity_based=[policy]).check()) == 1
    assert PolicySet(identity_based=[policy], grants=[grant]).check() == ()


def test_five_hundred_statements_are_checked_in_a_moment() -> None:
    services = ("s3", "healthlake", "kms", "sqs", "ec2", "health-agent")
    statements = [
        {
            "Effect": "Allow" if n % 5 else "Deny",
            "Action": [f"{service}:Get{n}*", f"{service}:Put{n}", f"{service}:List{n}"],
            "Resource": [f"arn:aws:{service}:*:{HOSPITAL}:thing/{n}/*", "*"],
        }
        for n, service in zip(range(500), cycle(services), strict=False)
    ]
    identity, boundary = document(*statements), document(*statements[::-1])
    started = time.process_time()
    check_policies(identity_based=identity, permissions_boundary=boundary)
    assert time.process_time() - started < 5
