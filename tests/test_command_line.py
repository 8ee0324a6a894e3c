"""`python -m simlib evaluate FILE`: what a practitioner types, and what comes back."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from simlib.__main__ import main
from simlib.evaluation.question import answer, read_question
from simlib.language.errors import QuestionError
from simlib.shipped import shipped_json, shipped_path
from tests.cases_reader import cases

EXAMPLE = shipped_path("examples/why-denied.json")
ROOT = {
    "principal": {
        "type": "root",
        "account": "111122223333",
        "arn": "arn:aws:iam::111122223333:root",
    },
    "request": {"action": "s3:ListAllMyBuckets"},
}


def run(*arguments: str, text: str | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "simlib", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8")


def test_a_denied_question_exits_1_and_says_why() -> None:
    done = run("evaluate", str(EXAMPLE))
    assert done.returncode == 1
    assert done.stdout.startswith("Implicit deny: no permissions boundary allows it")
    assert "because no permissions boundary allows the healthlake:ReadResource" in done.stdout
    assert "1. Make the request with aws:MultiFactorAuthPresent = `true`" in done.stdout
    assert done.stderr == ""


def test_an_allowed_question_exits_0() -> None:
    done = run("evaluate", "-", text=json.dumps(ROOT))
    assert done.returncode == 0
    assert done.stdout.startswith("Allowed: ")


def test_json_gives_the_decision_and_the_whole_trace() -> None:
    done = run("evaluate", "--json", str(EXAMPLE))
    found = json.loads(done.stdout)
    assert (found["decision"], found["by"]) == ("implicitDeny", ["boundary"])
    labels = [child["label"] for child in found["trace"]["children"]]
    assert labels[:3] == [
        "resource control policy",
        "service control policy",
        "VPC endpoint policy",
    ]


UNREADABLE = {
    "no JSON": ("{", "is not JSON"),
    "a list": ("[]", "expected an object"),
    "a number": ("7", "is not JSON"),
    "nothing": ("", "is not JSON"),
    "no principal": ('{"request": {"action": "s3:GetObject"}}', "has no `principal`"),
    "no request": ('{"principal": {"type": "root"}}', "has no `request`"),
    "a typo": ('{"principle": {}, "request": {}}', "did you mean `principal`?"),
    "a wrong type": (
        json.dumps(ROOT).replace('"root"', '"usr"', 1),
        "expected one of root, user, role_session",
    ),
    "a star as action": (json.dumps(ROOT).replace("ListAllMyBuckets", "*"), "is no action"),
    "an object in context": (
        json.dumps({**ROOT, "request": {"action": "s3:GetObject", "context": {"k": {}}}}),
        "expected a text or a list of texts, found {}",
    ),
    "a bad policy": (
        json.dumps({**ROOT, "principal": {**ROOT["principal"], "identity": [{"Version": "1"}]}}),
        "`1` is no version",
    ),
}


@pytest.mark.parametrize(("text", "said"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_exits_2_with_a_message(
    text: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "question.json"
    file.write_text(text)
    assert main(["evaluate", str(file)]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert "Traceback" not in printed.err
    assert printed.out == ""


def test_a_missing_file_and_a_binary_file_exit_2(tmp_path: Path) -> None:
    binary = tmp_path / "question.json"
    binary.write_bytes(b"\xff\xfe\x00")
    assert main(["evaluate", str(tmp_path / "none.json")]) == 2
    assert main(["evaluate", str(binary)]) == 2


@pytest.mark.parametrize("text", ["[" * 10_000, '{"a":' * 10_000, " " * 10_000_000])
def test_a_huge_or_deep_question_is_refused(text: str) -> None:
    with pytest.raises(QuestionError):
        read_question(text)


def test_positions_in_a_policy_are_those_of_the_file() -> None:
    text = EXAMPLE.read_text()
    (gate,) = read_question(text).gates
    place = gate.policies.identity_based[0].statements[0].source
    assert "ReadOneStore" in text.splitlines()[place.line]


def test_the_example_and_every_case_follow_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(shipped_json("question.schema.json"))
    questions = [json.loads(EXAMPLE.read_text()), ROOT, *cases("authz")]
    assert [error.message for q in questions for error in validator.iter_errors(q)] == []


def test_the_schema_refuses_what_the_reader_refuses() -> None:
    validator = jsonschema.Draft202012Validator(shipped_json("question.schema.json"))
    for wrong in ({**ROOT, "principle": {}}, {"request": {}}, {**ROOT, "grants": [{}]}):
        assert not validator.is_valid(wrong)
        with pytest.raises(QuestionError):
            answer(read_question(json.dumps(wrong)))
