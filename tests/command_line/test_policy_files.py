"""What type of policy a file holds, and files that only hold one somewhere inside."""

import json
from pathlib import Path

import pytest

from simlib.command_line.files import UnreadableFileError
from simlib.command_line.policy_files import guessed_type, read_policy_file
from simlib.language.terms import POLICY_TYPES, PolicyType
from simlib.shipped import shipped_path


def policy(*statements: dict[str, object]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


BUCKET = {"Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::records/*"}
KEY = {"Principal": {"AWS": "111122223333"}, "Action": "kms:*", "Resource": "*"}
TRUST = {"Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}
PLAIN = {"Action": "sts:AssumeRole", "Resource": "*"}


@pytest.mark.parametrize(
    ("text", "policy_type"),
    [
        (policy(PLAIN), PolicyType.IDENTITY_BASED),
        (policy(BUCKET), PolicyType.RESOURCE_BASED),
        (policy(BUCKET, PLAIN), PolicyType.RESOURCE_BASED),
        (policy({**BUCKET, "NotPrincipal": "*"}), PolicyType.RESOURCE_BASED),
        (policy(TRUST), PolicyType.ROLE_TRUST),
        (policy(TRUST, {**TRUST, "Action": ["STS:TagSession"]}), PolicyType.ROLE_TRUST),
        (policy(KEY), PolicyType.KEY_POLICY),
        (policy(KEY, {**KEY, "Action": ["kms:Decrypt"]}), PolicyType.KEY_POLICY),
        (policy(KEY, BUCKET), PolicyType.RESOURCE_BASED),
        (policy({**KEY, "Resource": "arn:aws:kms:*:*:key/x"}), PolicyType.RESOURCE_BASED),
        (policy(KEY)[:-1] + ",}", PolicyType.KEY_POLICY),
        ("{", PolicyType.IDENTITY_BASED),
        ('{"Statement": [1, null, []]}', PolicyType.IDENTITY_BASED),
        ('{"Statement": {"Principal": 1, "Action": {}}}', PolicyType.RESOURCE_BASED),
    ],
)
def test_the_type_is_guessed_from_who_and_what_it_names(text: str, policy_type: PolicyType) -> None:
    assert guessed_type(text) is policy_type


@pytest.mark.parametrize("path", sorted(shipped_path("policies").glob("*/*.json")), ids=str)
def test_the_folder_tells_the_type(path: Path) -> None:
    read = read_policy_file(str(path), None)
    assert read.policy_type is POLICY_TYPES[path.parent.name]
    assert not read.guessed


HOLDERS = {
    "get-policy-version": ({"PolicyVersion": {"Document": {}}}, "--query PolicyVersion.Document"),
    "get-role-policy": ({"RoleName": "Care", "PolicyDocument": {}}, "--query PolicyDocument"),
    "get-role": ({"Role": {}}, "--query Role.AssumeRolePolicyDocument"),
    "get-bucket-policy": ({"Policy": policy(BUCKET)}, "--query Policy --output text"),
    "describe-policy": ({"Policy": {"Content": "{}"}}, "--query Policy.Content --output text"),
    "get-policy": ({"Policy": {"Arn": "arn:…"}}, "aws iam get-policy-version"),
    "CloudFormation": ({"Resources": {}}, "a CloudFormation template"),
}


@pytest.mark.parametrize(("document", "said"), HOLDERS.values(), ids=HOLDERS)
def test_what_only_holds_a_policy_is_told_from_one(
    document: object, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps(document))
    with pytest.raises(UnreadableFileError, match="expected a policy document, found") as caught:
        read_policy_file(str(file), None)
    assert said in str(caught.value)


def test_a_policy_with_a_member_too_many_is_a_policy(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"Resources": [], "Statement": [PLAIN]}))
    assert read_policy_file(str(file), None).policy_type is PolicyType.IDENTITY_BASED
