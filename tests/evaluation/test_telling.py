"""What an evaluation tells: why, the fixes, AWS's message, the gates; and wrong calls."""

import pytest

from simlib import (
    Account,
    Gate,
    Level,
    PolicySet,
    PolicyType,
    QuestionError,
    Request,
    Resource,
    ResourceKind,
    evaluate,
    evaluate_gates,
    load_policy,
    parse_policy,
    role_session,
    user,
)
from simlib.language.policy import Policy

STORE = "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/eeb8005725ae22b35b4edbdc68cf2dfd"
READ = Request(user("Alice"), "healthlake:ReadResource", STORE)


def policy(statement: dict[str, object], policy_type: PolicyType, name: str = "mine") -> Policy:
    body = {"Effect": "Allow", **statement}
    return parse_policy({"Version": "2012-10-17", "Statement": [body]}, policy_type, name=name)


def identity(**statement: object) -> Policy:
    return policy({"Resource": "*", **statement}, PolicyType.IDENTITY_BASED)


def fixes(request: Request, policies: PolicySet) -> list[str]:
    return [str(fix) for fix in evaluate(request, policies).fixes()]


def test_seed_000s_read_only_policy_allows_nothing_and_both_reasons_are_told() -> None:
    published = load_policy("identity-based/healthlake-read-only-as-published")
    why = evaluate(READ, PolicySet([published])).why()
    assert "Resource: no value matches" in why
    assert "fhir-datastore/my-datastore" in why
    assert "healthlake:DatastoreAccessLevel: the key is not in the request" in why


def test_of_two_statements_of_a_key_policy_the_one_that_names_the_role_is_told() -> None:
    """A statement for the whole account gives nothing by itself (rule H2)."""
    key = "arn:aws:kms:us-east-1:111122223333:key/2952b6bf-e261-4938-a268-23a65a7482f2"
    hospital = "arn:aws:iam::111122223333:"
    rows = [
        {"Sid": sid, "Effect": "Allow", "Principal": {"AWS": hospital + who}}
        for sid, who in [("Account", "root"), ("Nurses", "role/Nurse")]
    ]
    statements = [{**row, "Action": "kms:Decrypt", "Resource": "*"} for row in rows]
    document = {"Version": "2012-10-17", "Statement": statements}
    key_policy = parse_policy(document, PolicyType.RESOURCE_BASED, name="key policy")
    request = Request(role_session("Nurse"), "kms:Decrypt", key)
    why = evaluate(request, PolicySet(resource_based=key_policy)).why()
    assert why.startswith("Allowed: the statement `Nurses` of `key policy`")


def test_the_narrowest_fix_comes_first_and_no_star_is_offered() -> None:
    reader = load_policy("identity-based/healthlake-read-one-store")
    other = Request(user("Alice"), "healthlake:ReadResource", STORE[:-1] + "0")
    found = fixes(other, PolicySet([reader]))
    assert found[0].startswith("Add to the identity-based policy `healthlake-read-one-store`")
    assert found[1].startswith("In the statement `ReadOneStore` of the identity-based policy")
    assert not any('"Resource": "*"' in fix for fix in found)


def test_a_star_is_offered_only_where_the_action_has_no_resource() -> None:
    (fix,) = fixes(Request(user("Alice"), "healthlake:ListFHIRDatastores"), PolicySet())
    assert '"Resource": "*"' in fix


def test_a_request_that_lacks_a_key_can_be_mended_itself() -> None:
    mfa = identity(
        Action="healthlake:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    )
    first = fixes(READ, PolicySet([mfa]))[0]
    assert first.startswith("Make the request with aws:MultiFactorAuthPresent = `true`")


def test_where_two_layers_block_a_fix_names_a_change_for_each() -> None:
    boundary = policy({"Action": "s3:*", "Resource": "*"}, PolicyType.PERMISSIONS_BOUNDARY, "limit")
    scp = policy({"Action": "s3:*", "Resource": "*"}, PolicyType.SERVICE_CONTROL, "guard")
    account = Account("111122223333", "o-hosp", service_control=(Level("the root", (scp,)),))
    policies = PolicySet(permissions_boundary=boundary, accounts=[account])
    (fix,) = evaluate(READ, policies).fixes()
    assert {str(change.layer) for change in fix.changes} == {
        "service control policy",
        "identity-based policy",
        "permissions boundary",
    }
    assert fix.after.allowed
    assert "Also in the way: no identity-based policy is attached; no permissions boundary" in (
        evaluate(READ, policies).why()
    )


def test_an_explicit_deny_has_no_fix() -> None:
    deny = identity(Effect="Deny", Action="*")
    assert fixes(READ, PolicySet([deny])) == []


def test_an_allow_names_the_statement_that_gives_it() -> None:
    reader = load_policy("identity-based/healthlake-read-one-store")
    assert (
        evaluate(READ, PolicySet([reader]))
        .why()
        .startswith(
            "Allowed: the statement `ReadOneStore` of `healthlake-read-one-store` "
            "(identity-based policy, line 4) allows it."
        )
    )


def test_a_deny_tells_its_condition_and_who_else_denies() -> None:
    condition = {"StringNotEquals": {"aws:SourceVpc": "vpc-1"}}
    deny = identity(Effect="Deny", Action="*", Condition=condition)
    boundary = policy(
        {"Effect": "Deny", "Action": "*", "Resource": "*"}, PolicyType.PERMISSIONS_BOUNDARY
    )
    why = evaluate(READ, PolicySet([deny], permissions_boundary=boundary)).why()
    assert "StringNotEquals aws:SourceVpc: the key is not in the request, and a negated" in why
    assert why.endswith("An explicit deny wins over every allow; a permissions boundary as well.")


def test_a_variable_without_a_value_and_one_under_2008_are_told() -> None:
    own = identity(Action="s3:GetObject", Resource="arn:aws:s3:::b/${aws:username}/*")
    session = Request(role_session("CareRole"), "s3:GetObject", "arn:aws:s3:::b/x/1")
    assert (
        "whose variable has no value in this request" in evaluate(session, PolicySet([own])).why()
    )
    old = parse_policy(own.text.replace("2012-10-17", "2008-10-17"), name="old")
    alice = Request(user("Alice"), "s3:GetObject", "arn:aws:s3:::b/Alice/1")
    assert "it stays plain text under Version 2008-10-17" in evaluate(alice, PolicySet([old])).why()


def test_the_closed_gate_is_named() -> None:
    """Seed 003: the access point lets Alice into her own folder only."""
    point = "arn:aws:s3:us-east-1:111122223333:accesspoint/alice-access-point"
    alice = "arn:aws:iam::111122223333:user/Alice"
    gate_policy = policy(
        {
            "Principal": {"AWS": alice},
            "Action": "s3:PutObject",
            "Resource": f"{point}/object/Alice/*",
        },
        PolicyType.RESOURCE_BASED,
        "access point policy",
    )
    delegates = policy(
        {
            "Principal": {"AWS": "*"},
            "Action": "s3:PutObject",
            "Resource": "arn:aws:s3:::shared/*",
            "Condition": {"StringEquals": {"s3:DataAccessPointAccount": "111122223333"}},
        },
        PolicyType.RESOURCE_BASED,
        "bucket policy",
    )

    def upload(key: str) -> tuple[Gate, Gate]:
        context = {"s3:DataAccessPointAccount": "111122223333"}

        def ask(arn: str, kind: ResourceKind) -> Request:
            resource = Resource(arn, "111122223333", kind)
            return Request(user("Alice"), "s3:PutObject", resource, context)

        return (
            Gate(
                "access point",
                ask(f"{point}/object/{key}", ResourceKind.ACCESS_POINT),
                PolicySet(resource_based=gate_policy),
            ),
            Gate(
                "bucket",
                ask(f"arn:aws:s3:::shared/{key}", ResourceKind.BUCKET),
                PolicySet(resource_based=delegates),
            ),
        )

    assert evaluate_gates(upload("Alice/a.csv")).allowed
    closed = evaluate_gates(upload("my-image.jpg"))
    assert closed.gate == "access point"
    assert closed.why().startswith("At gate 1, access point. Implicit deny: ")
    assert "object/Alice/*" in closed.why()
    assert "(gate: access point)" in str(closed.fixes()[0])


MISTAKES = {
    "a name as principal": lambda: Request("Alice", "s3:GetObject"),  # type: ignore[arg-type]
    "a pattern as action": lambda: Request(user("Alice"), "s3:Get*"),
    "no action": lambda: Request(user("Alice"), "GetObject"),
    "a lone policy": lambda: PolicySet(load_policy("identity-based/healthlake-read-one-store")),  # type: ignore[arg-type]
    "a text as policy": lambda: PolicySet(["{}"]),  # type: ignore[list-item]
    "a list as policies": lambda: evaluate(READ, []),  # type: ignore[arg-type]
    "an object in the context": lambda: Request(user("A"), "s3:GetObject", "*", {"k": {}}),
    "no gate": lambda: evaluate_gates([]),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_wrong_call_gets_a_plain_message(mistake) -> None:
    with pytest.raises(QuestionError) as caught:
        mistake()
    assert "attribute" not in str(caught.value)


def test_what_the_principal_brings_can_be_taken_away_or_replaced() -> None:
    own = identity(Action="s3:GetObject", Resource="arn:aws:s3:::b/${aws:username}/*")
    target = "arn:aws:s3:::b/Alice/1"
    alice = user("Alice")
    assert evaluate(Request(alice, "s3:GetObject", target), PolicySet([own])).allowed
    absent = Request(alice, "s3:GetObject", target, {"AWS:UserName": None})
    assert not evaluate(absent, PolicySet([own])).allowed
    bob = Request(user("Bob"), "s3:GetObject", target, {"aws:username": "Alice"})
    assert evaluate(bob, PolicySet([own])).allowed


def test_missing_context_keys_are_named() -> None:
    mfa = identity(
        Action="healthlake:*", Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    )
    assert evaluate(READ, PolicySet([mfa])).missing_context_keys == ("aws:MultiFactorAuthPresent",)


def test_where_the_resource_s_account_has_allowed_only_the_caller_s_side_is_near() -> None:
    bucket = Resource("arn:aws:s3:::study/1.csv", "444455556666", ResourceKind.BUCKET)
    sharing = [
        {"Effect": "Allow", "Principal": {"AWS": who}, "Action": "s3:GetObject", "Resource": "*"}
        for who in ("777788889999", "111122223333")
    ]
    shared = parse_policy(
        {"Version": "2012-10-17", "Statement": sharing}, PolicyType.RESOURCE_BASED
    )
    own = identity(Action="s3:PutObject")
    request = Request(user("Alice"), "s3:GetObject", bucket)
    assert "first statement of `mine`" in evaluate(request, PolicySet([own], shared)).why()


def test_the_nearest_miss_names_the_action_where_a_statement_does() -> None:
    """One element fails in the first statement and two in the second, which is for the action."""
    policy = parse_policy(
        {
            "Version": "2012-10-17",
            "Statement": [
                {"Sid": "Launch", "Effect": "Allow", "Action": "ec2:*", "Resource": "*"},
                {
                    "Sid": "ReadNotes",
                    "Effect": "Allow",
                    "Action": "s3:GetObject",
                    "Resource": "arn:aws:s3:::notes/*",
                    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}},
                },
            ],
        }
    )
    asked = Request(user("Dana"), "s3:GetObject", "arn:aws:s3:::rosters/1")
    why = evaluate(asked, PolicySet([policy])).why()
    assert "The nearest miss is the statement `ReadNotes`" in why
