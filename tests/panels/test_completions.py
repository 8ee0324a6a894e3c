"""What the editor proposes at a place, and what it says about what stands there."""

import pytest

from simlib.panels.completions import completions
from simlib.panels.descriptions import described

STATEMENT = '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", '


def proposed(text: str, *resources: str) -> list[str]:
    place = text.index("|")
    return [each.text for each in completions(text.replace("|", ""), place, resources).options]


def test_a_service_then_its_actions() -> None:
    assert proposed(STATEMENT + '"Action": "healthl|') == ["healthlake:"]
    found = proposed(STATEMENT + '"Action": ["healthlake:search|"]')
    assert "healthlake:SearchWithGet" in found
    assert all(each.startswith("healthlake:Search") for each in found)


def test_a_service_is_shown_with_its_name_and_found_by_it() -> None:
    text = STATEMENT + '"Action": "imaging'
    (found,) = completions(text, len(text)).options
    assert (found.text, found.detail) == ("medical-imaging:", "AWS HealthImaging")


def test_an_action_is_also_found_by_the_middle_of_its_name() -> None:
    assert "s3:DeleteBucketPolicy" in proposed(STATEMENT + '"Action": "s3:bucketpol|"')


def test_resources_are_those_of_the_statements_actions_and_of_the_scenario() -> None:
    start = STATEMENT + '"Action": "healthlake:ReadResource", "Resource": "|"'
    found = proposed(start, "arn:aws:healthlake:us-east-1:1:datastore/fhir/x")
    assert found[0] == "*"
    assert found[1] == "arn:aws:healthlake:us-east-1:1:datastore/fhir/x"
    assert "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/*" in found
    assert not any(":s3:" in each for each in found)


def test_condition_keys_begin_with_those_that_the_actions_send() -> None:
    keys = proposed(STATEMENT + '"Action": "s3:ListBucket", "Condition": {"StringLike": {"|"')
    assert "s3:prefix" in keys
    assert "s3:x-amz-acl" not in keys
    assert keys.index("s3:prefix") < keys.index("aws:SourceIp")


def test_tag_keys_are_completed_up_to_the_tag() -> None:
    text = (
        STATEMENT + '"Action": "health-agent:GetDomain", "Condition": {"StringEquals": {"aws:Res|'
    )
    assert "aws:ResourceTag/" in proposed(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"|"}', ["Version", "Statement", "Id"]),
        ('{"Statement": [{"Eff|"}]}', ["Effect"]),
        ('{"Statement": [{"Effect": "|"}]}', ["Allow", "Deny"]),
        ('{"Version": "|"}', ["2012-10-17"]),
        ('{"Statement": [{"Principal": {"|"}}]}', ["AWS", "Service", "Federated", "CanonicalUser"]),
        ('{"Statement": [{"Condition": {"Bool": {"a:b": "|"}}}]}', ["true", "false"]),
    ],
)  # fmt: skip
def test_closed_lists(text: str, expected: list[str]) -> None:
    assert proposed(text) == expected


def test_an_element_that_is_there_is_not_proposed_again() -> None:
    assert "Effect" not in proposed('{"Statement": [{"Effect": "Allow", "|"}]}')


def test_an_open_text_is_replaced_up_to_the_cursor_alone() -> None:
    text = '{"Statement": [{"Action": ["s3:GetObj],\n "Resource": "*"}]}'
    found = completions(text, text.index("]"))
    assert text[found.start : found.end] == "s3:GetObj"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"Action": "healthlake:Read|Resource"}', "Access level: Read."),
        ('{"Action": "healthlake:Search|*"}', "Stands for 3 actions"),
        ('{"Action": "healthlake:Rea|ds"}', "has no such action"),
        ('{"Action": "health-agent:List|Domains"}', "Takes no resource"),
        ('{"Resource": "arn:aws:s3:::b|/k"}', "object (Amazon S3)"),
        ('{"Condition": {"ForAllValues:String|Like": {}}}', "true where there is none"),
        ('{"Condition": {"Bool": {"aws:Secure|Transport": "true"}}}', "There when: always"),
        ('{"Condition": {"Bool": {"aws:Secure|Transpor": "true"}}}', "did you mean"),
    ],
)
def test_what_stands_there_is_explained(text: str, said: str) -> None:
    found = described(text.replace("|", ""), text.index("|"))
    assert found is not None
    assert said in found.text


def test_of_other_texts_nothing_is_said() -> None:
    assert described('{"Sid": "Anything"}', 12) is None
