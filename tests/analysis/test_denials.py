"""Every message that simlib makes is read back; what is none gets told what was expected."""

from itertools import product

import pytest

from simlib.analysis.denials import denial_of, read_message
from simlib.analysis.pasted_denials import read_pasted
from simlib.evaluation.message import denied_message, with_encoded
from simlib.language.errors import QuestionError
from simlib.language.terms import Decision
from simlib.trace.nodes import Layer
from tests.cases_reader import cases

ALICE = "arn:aws:iam::111122223333:user/Alice"
SESSION = "arn:aws:sts::111122223333:assumed-role/CareRole/shift 1"
POLICY = "arn:aws:organizations::999999999999:policy/o-a/service_control_policy/p-1"
RESOURCES = {
    "s3:GetObject": "arn:aws:s3:::records/a because no session policy allows the x action",
    "healthlake:ReadResource": "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/1",
    "kms:Decrypt": "arn:aws:kms:us-east-1:111122223333:key/1",
    "ec2:RunInstances": "arn:aws:ec2:us-east-1:111122223333:instance/*",
}
UNNAMED = (Layer.AWS, Layer.GRANT)  # a silence of theirs is not named
AS_RESOURCE_BASED = (Layer.PUBLIC_ACCESS, Layer.AWS)  # an explicit deny of theirs is worded so
KINDS = [
    (decision, layer, arn)
    for decision in (Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY)
    for layer in Layer
    for arn in (None, POLICY)
]


@pytest.mark.parametrize(("kind", "action"), list(product(KINDS, RESOURCES)))
def test_every_message_is_read_back(kind: tuple[Decision, Layer, str | None], action: str) -> None:
    decision, layer, arn = kind
    for who, resource in product((ALICE, SESSION, "anonymous"), (None, RESOURCES[action])):
        message = denied_message(who, action, resource, decision, layer, arn)
        found = read_message(message)
        assert (found.principal, found.action, found.resource) == (who, action, resource)
        assert found.message == message
        if decision is Decision.EXPLICIT_DENY:
            named = Layer.RESOURCE if layer in AS_RESOURCE_BASED else layer
            assert (found.decision, found.layer) == (decision, named)
            assert (found.policy_arn is not None) == (POLICY in message)
        elif layer not in UNNAMED:
            assert (found.decision, found.layer) == (decision, layer)


@pytest.mark.parametrize(
    "message",
    [
        case["expected"]["message"]
        for case in cases("message")
        if "is not authorized to perform" in case["expected"].get("message", "")
    ],
)
def test_the_messages_of_the_cases_are_read(message: str) -> None:
    found = read_message(message)
    assert found.principal
    assert found.action
    assert str(found)
    assert found.layer is not None or " because no " not in message


@pytest.mark.parametrize(
    ("text", "resource"),
    [
        ("perform: s3:GetObject on resource: arn:aws:s3:::records/a", "arn:aws:s3:::records/a"),
        ('perform: s3:GetObject on resource: "arn:aws:s3:::records/a', "arn:aws:s3:::records/a"),
        ("perform: s3:ListAllMyBuckets", None),
    ],
)
def test_old_and_cut_messages_do_not_say_which_kind_of_policy(
    text: str, resource: str | None
) -> None:
    found = read_message(f"User: {ALICE} is not authorized to {text}")
    assert (found.principal, found.resource, found.layer) == (ALICE, resource, None)
    assert "does not say which kind of policy" in str(found)


def test_what_the_cli_and_a_terminal_put_around_a_message_is_left_out() -> None:
    found = read_pasted(
        "\nAn error occurred (AccessDenied) when calling the GetObject operation: "
        f"User: {ALICE} is not authorized to perform:\n s3:GetObject on resource: "
        '"arn:aws:s3:::records/a"\n  because no identity-based policy allows the\n'
        "s3:GetObject action\n"
    )
    assert (found.resource, found.layer) == ("arn:aws:s3:::records/a", Layer.IDENTITY)


def test_the_message_before_an_encoded_one_is_read() -> None:
    message = denied_message(ALICE, "ec2:RunInstances", "*", Decision.IMPLICIT_DENY, Layer.IDENTITY)
    found = read_pasted(with_encoded(message, "abc"))
    assert (found.action, found.layer) == ("ec2:RunInstances", Layer.IDENTITY)


def test_a_denial_says_in_sentences_what_the_message_says() -> None:
    message = denied_message(
        ALICE, "s3:GetObject", "*", Decision.EXPLICIT_DENY, Layer.SERVICE_CONTROL, POLICY
    )
    assert str(read_message(message)) == (
        f"`{ALICE}` was denied `s3:GetObject` on `*`. "
        f"A service control policy denies it explicitly: `{POLICY}`."
    )


def test_a_record_of_another_error_was_not_denied() -> None:
    with pytest.raises(QuestionError, match="failed with `NoSuchKey`, which no policy says"):
        denial_of({"errorCode": "NoSuchKey"})


def test_a_record_without_a_telling_message_tells_who_and_an_endpoint_s_tells_the_layer() -> None:
    found = denial_of(
        {
            "userIdentity": {"arn": ALICE},
            "errorCode": "VpceAccessDenied",
            "errorMessage": "The request was denied due to a VPC endpoint policy",
        }
    )
    assert (found.principal, found.action, found.layer) == (ALICE, "", Layer.VPC_ENDPOINT)
