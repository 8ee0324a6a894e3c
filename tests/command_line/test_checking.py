"""`python -m simlib check FILE…`: what a practitioner or a workflow types, and what comes back."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from simlib.__main__ import main

ROOT = Path(__file__).parents[2]
TYPO = """{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": ["health-lake:ReadResource", "s3:Get*", "s3:GetObject"],
    "Resource": "arn:aws:s3:::records/*"
  }]
}
"""
MENDED = TYPO.replace("health-lake", "healthlake").replace(', "s3:GetObject"', "")
WIDE = TYPO.replace('["health-lake:ReadResource", "s3:Get*", "s3:GetObject"]', '"s3:Get*"').replace(
    '"Action"', '"NotAction"'
)
TRUST = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Principal": {"AWS": "111122223333"},
        "Action": ["sts:AssumeRole", "sts:TagSession"],
    },
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """In a process of its own, on a terminal that knows ASCII alone."""
    command = [sys.executable, "-m", "simlib", "check", *arguments]
    ascii_alone = {**os.environ, "PYTHONIOENCODING": "ascii"}
    return subprocess.run(command, input=data, capture_output=True, cwd=ROOT, env=ascii_alone)


def test_it_prints_a_line_for_each_finding_and_how_many(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a.json").write_text(TYPO)
    assert main(["check", "--type", "identity-based", "a.json"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "a.json:5:16: ERROR INVALID_SERVICE_IN_ACTION `health-lake:ReadResource`: there is no "
        "service `health-lake`, so it allows nothing; did you mean `healthlake`?"
    )
    assert lines[1].startswith("a.json:5:55: SUGGESTION REDUNDANT_ACTION ")
    assert lines[-1].startswith("1 file: 1 error, ")


def test_it_reads_standard_input() -> None:
    done = run("-", data=TYPO.encode())
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"-:5:16: ERROR" in done.stdout


@pytest.mark.parametrize(
    ("text", "fail_on", "code"),
    [
        (TYPO, "error", 1),
        (WIDE, "error", 0),
        (WIDE, "security-warning", 1),
        (MENDED, "error", 0),
        (TYPO.replace("health-lake", "healthlake"), "suggestion", 1),
        (TYPO.replace("health-lake", "healthlake"), "error", 0),
    ],
)
def test_the_exit_code_says_whether_there_is_something_so_grave(
    text: str, fail_on: str, code: int, here: Path
) -> None:
    (here / "a.json").write_text(text)
    assert main(["check", "--fail-on", fail_on, "a.json"]) == code


def test_a_folder_stands_for_its_json_files_at_any_depth(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, text in {"b/role-trust/t.json": json.dumps(TRUST), "b/a.json": TYPO}.items():
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text(text)
    (here / "b" / "note.txt").write_text("no policy")
    assert main(["check", "b", "b/a.json"]) == 1
    printed = capsys.readouterr().out
    assert printed.splitlines()[-1].startswith("2 files: ")
    assert "role-trust" not in printed


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (TRUST, "read as a role trust policy; if it is another, say so with --type"),
        (json.loads(TYPO), "read as an identity-based policy; if it is another"),
    ],
)
def test_a_guessed_type_is_said(
    document: object, said: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a.json").write_text(json.dumps(document))
    main(["check", "a.json"])
    assert f"a.json: {said}" in capsys.readouterr().out
    main(["check", "--format", "json", "a.json"])
    printed = capsys.readouterr()
    assert said in printed.err
    json.loads(printed.out)


def test_a_type_that_is_named_is_not_guessed(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a.json").write_text(json.dumps(TRUST))
    assert main(["check", "--type", "identity-based", "a.json"]) == 1
    printed = capsys.readouterr().out
    assert "read as" not in printed
    assert "ERROR UNSUPPORTED_PRINCIPAL" in printed


def test_json_has_an_object_for_each_finding(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a.json").write_text(TYPO)
    main(["check", "--format", "json", "a.json"])
    found = json.loads(capsys.readouterr().out)
    assert found[0] == {
        "file": "a.json",
        "policyType": "identity-based",
        "category": "ERROR",
        "name": "INVALID_SERVICE_IN_ACTION",
        "message": "`health-lake:ReadResource`: there is no service `health-lake`, "
        "so it allows nothing",
        "suggestion": "did you mean `healthlake`?",
        "line": 5,
        "column": 16,
        "pointer": "/Statement/0/Action/0",
        "edits": [
            {
                "kind": "REPLACE",
                "pointer": "/Statement/0/Action/0",
                "key": "",
                "value": "healthlake:ReadResource",
            }
        ],
    }


def test_mend_prints_the_mended_policy_and_nothing_else(here: Path) -> None:
    (here / "a.json").write_text(TYPO)
    done = run("--mend", str(here / "a.json"))
    assert done.stdout.decode() == MENDED
    assert done.returncode == 0
    assert b"1 file: " in done.stderr.splitlines()[-1]
    assert (here / "a.json").read_text() == TYPO


def test_mend_keeps_every_byte_that_needs_no_mending() -> None:
    data = TYPO.replace("records", "aufnahmen-ä").replace("\n", "\r\n").encode()
    mended = MENDED.replace("records", "aufnahmen-ä").replace("\n", "\r\n").encode()
    assert run("--mend", "-", data=data).stdout == mended


def test_mend_takes_one_policy(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.json", "b.json"):
        (here / name).write_text(TYPO)
    assert main(["check", "--mend", "."]) == 2
    assert "one policy at a time" in capsys.readouterr().err
    assert main(["check", "--mend", "none.json"]) == 2
    with pytest.raises(SystemExit):
        main(["check", "--mend", "--format", "json", "a.json"])


def test_what_cannot_be_read_is_said_and_the_others_are_checked(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a.json").write_text(TYPO)
    (here / "b.json").write_bytes(b"\xff\xfe\x00")
    (here / "c.json").write_text(json.dumps({"PolicyVersion": {"Document": json.loads(TYPO)}}))
    (here / "empty").mkdir()
    assert main(["check", "none.json", "a.json", "b.json", "c.json", "empty"]) == 2
    printed = capsys.readouterr()
    said = printed.err.splitlines()
    assert said[0] == "cannot read `none.json`: No such file or directory"
    assert said[1] == "`b.json` is not UTF-8 text: byte 0 is wrong"
    assert said[2].startswith(
        "`c.json`: expected a policy document, found an answer of the AWS CLI"
    )
    assert "cannot read `empty`" in said[3]
    assert "a.json:5:16: ERROR" in printed.out


@pytest.mark.parametrize("text", ["", "{", "[" * 10_000, '"' * 1000, "null", "\ufeff{}"])
def test_no_text_makes_it_fall_over(
    text: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a.json").write_text(text, encoding="utf-8")
    for form in ("text", "json", "sarif"):
        assert main(["check", "--format", form, "a.json"]) == 1
        assert "ERROR" in capsys.readouterr().out or form == "sarif"


def test_a_line_of_output_is_one_line_whatever_the_policy_holds(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a.json").write_text(TYPO.replace("ReadResource", "Read\\n\\u001b[31mred"))
    main(["check", "--type", "identity-based", "a.json"])
    lines = capsys.readouterr().out.splitlines()
    assert all(line.startswith("a.json:") for line in lines[:-1])
    assert "\x1b" not in "".join(lines)


def test_a_resource_type_tells_the_type_as_well(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    statement = {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:Decrypt"}
    document = {"Version": "2012-10-17", "Statement": {**statement, "Resource": "*"}}
    (here / "a.json").write_text(json.dumps(document))
    assert main(["check", "--resource-type", "AWS::S3::Bucket", "a.json"]) == 1
    printed = capsys.readouterr()
    assert "read as" not in printed.out
    assert "UNSUPPORTED_ACTION_IN_POLICY" in printed.out


def test_a_resource_type_that_is_none_is_refused(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "a.json").write_text(TYPO)
    assert main(["check", "--resource-type", "AWS::S3::Buckets", "a.json"]) == 2
    assert "did you mean `AWS::S3::Bucket`?" in capsys.readouterr().err
