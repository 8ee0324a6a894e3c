"""Whatever people paste is read, or told what was expected."""

import json

import pytest

from simlib import load_scenario
from simlib.analysis.pasted_denials import read_pasted
from simlib.evaluation.encoded_message import decode
from simlib.language.errors import QuestionError
from simlib.trace.nodes import Layer
from tests.clouds import add_user, hospital

RECORD = next(r for r in load_scenario("guardrails").records if "errorCode" in r)
SUCCESS = next(r for r in load_scenario("guardrails").records if "errorCode" not in r)
EVENT = {"EventName": "CreateRole", "CloudTrailEvent": json.dumps(RECORD)}
SHAPES = [RECORD, {"Records": [SUCCESS, RECORD]}, [RECORD], EVENT, {"Events": [EVENT]}]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_record_is_found_in_every_shape_that_it_comes_in(shape: object) -> None:
    found = read_pasted(json.dumps(shape, indent=1))
    assert (found.action, found.layer) == ("iam:CreateRole", Layer.IDENTITY)
    assert found.record == RECORD


def test_a_part_of_a_record_is_enough_where_it_has_the_message() -> None:
    text = json.dumps(RECORD, indent=1)
    found = read_pasted(text[: text.index('"requestParameters"')])
    assert (found.action, found.layer) == ("iam:CreateRole", Layer.IDENTITY)
    part = text[text.index('"errorMessage"') : text.index('"requestParameters"')]
    assert read_pasted(part).resource == found.resource


def test_a_service_s_answer_in_json_is_no_record_but_has_the_message() -> None:
    answer = {"__type": "AccessDeniedException", "Message": RECORD["errorMessage"]}
    assert read_pasted(json.dumps(answer)).action == "iam:CreateRole"


def test_what_sts_decodes_is_read_and_simlib_s_own_encoded_messages_too() -> None:
    cloud = hospital()
    add_user(cloud, "Dana")
    denied = cloud.as_("Dana").attempt(
        "ec2:RunInstances", ImageId="ami-1", MinCount=1, MaxCount=1, SubnetId="subnet-1"
    )
    assert denied.error is not None
    message = denied.error.message
    encoded = message.rpartition("message: ")[2]
    old = "You are not authorized to perform this operation. "
    pastes = [
        json.dumps({"DecodedMessage": decode(encoded)}),
        decode(encoded),
        f"{old}Encoded authorization failure message: {encoded}",
        message,
    ]
    for each in map(read_pasted, pastes):
        assert each.principal == cloud.as_("Dana").name
        assert each.action == "ec2:RunInstances"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "nothing is pasted; expected a CloudTrail record"),
        ("hello", "this tells of no denial; expected a CloudTrail record"),
        ("Access Denied", "S3 tells no more across accounts; paste the CloudTrail record"),
        ("{", "the JSON cannot be read"),
        ("{}", "this JSON is no CloudTrail record"),
        ('{"Records": 3}', "this JSON is no CloudTrail record"),
        ("[" * 100_000, "nested too deeply"),
        (json.dumps(SUCCESS), "a call that succeeded; nothing was denied"),
        (json.dumps([RECORD, RECORD]), "2 of these records were denied; paste one of them"),
        ("Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6X", "only STS can read"),
    ],
)
def test_a_bad_paste_is_told_what_was_expected(text: str, told: str) -> None:
    with pytest.raises(QuestionError, match=told):
        read_pasted(text)
