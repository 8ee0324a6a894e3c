"""What the checks found stands in a trace where it explains something, and nowhere else."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from simlib import PolicySet, Request, annotated, evaluate, parse_policy, table, user
from simlib.evaluation import Evaluation
from simlib.trace import html, text
from simlib.trace.annotated import annotated_lines
from simlib.trace.as_json import as_json

ROOT = Path(__file__).parents[2]
STORE = "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/aaaa"
TYPO = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "Read",
      "Effect": "Allow",
      "Action": [
        "healthlake:ReadResources",
        "healthlake:Search*",
        "healthlake:SearchWithGet"
      ],
      "Resource": "*"
    },
    {
      "Sid": "Rest",
      "Effect": "Allow",
      "NotAction": "healthlake:Read*",
      "Resource": "*"
    }
  ]
}"""
POLICY = parse_policy(TYPO, name="reader")
SAID = "`healthlake:ReadResources`: AWS HealthLake has no such action, so it allows nothing"


def asked(action: str) -> Evaluation:
    return evaluate(Request(user("Alice"), action, STORE), PolicySet([POLICY]))


@pytest.fixture
def denied() -> Evaluation:
    return asked("healthlake:ReadResource")


def test_the_text_has_a_line_below_the_element_that_failed(denied: Evaluation) -> None:
    lines = text(denied.trace, expand=True).splitlines()
    action = next(n for n, line in enumerate(lines) if "✗ Action: does not match" in line)
    assert lines[action + 1].lstrip("│ ├└─") == (
        f"○ error: {SAID}; did you mean `ReadResource`? [line 8]"
    )
    assert lines[action + 2].lstrip("│ ├└─").startswith("○ suggestion: `healthlake:SearchWithGet`")


def test_every_renderer_tells_it(denied: Evaluation) -> None:
    assert "<code>healthlake:ReadResources</code>: AWS HealthLake has no" in html(denied.trace)
    assert table(denied.trace).findings.str.contains(SAID, regex=False).sum() == 1
    assert json.dumps(as_json(denied.trace)).count('"name": "INVALID_ACTION"') == 1
    beside = annotated(POLICY, denied.trace).splitlines()
    assert beside[7].startswith('        "healthlake:ReadResources",')
    assert beside[7].endswith(f"○ error: {SAID}; did you mean `ReadResource`?")


def test_a_policy_that_is_spread_out_has_its_findings_on_the_right_lines() -> None:
    policy = parse_policy(json.dumps(json.loads(TYPO)), name="reader")
    request = Request(user("Alice"), "healthlake:ReadResource", STORE)
    trace = evaluate(request, PolicySet([policy])).trace
    (line,) = [each for each in annotated_lines(policy, trace) if "ReadResources" in each.text]
    assert [str(finding.issue) for finding in line.findings] == ["INVALID_ACTION"]


def test_the_sentences_tell_it_of_the_nearest_miss_without_suggestions() -> None:
    statement = {
        "Effect": "Allow",
        "Action": ["healthlake:Search*", "healthlake:SearchWithGet", "healthlake:ReadResources"],
        "Resource": "*",
    }
    policy = parse_policy({"Version": "2012-10-17", "Statement": statement})
    request = Request(user("Alice"), "healthlake:ReadResource", STORE)
    why = evaluate(request, PolicySet([policy])).why()
    assert why.endswith(
        f"the request has `healthlake:ReadResource`; {SAID} (did you mean `ReadResource`?)."
    )


def test_what_matches_is_told_only_if_it_may_match_too_much() -> None:
    shown = text(asked("healthlake:SearchWithGet").trace)
    assert "✓ Action: matches" in shown
    assert "ReadResources`: AWS" not in shown
    assert shown.count("○ security warning: Allow with NotAction allows every action") == 1


def test_what_fails_to_allow_is_not_told_that_it_allows_too_much(denied: Evaluation) -> None:
    assert "✗ NotAction: does not match" in text(denied.trace)
    assert "security warning" not in text(denied.trace)


def test_text_from_users_is_shown_as_text() -> None:
    key = "<img src=x onerror=alert(1)>"
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    statement["Condition"] = {"StringEquals": {key: "x"}}
    policy = parse_policy({"Version": "2012-10-17", "Statement": statement})
    trace = evaluate(Request(user("Alice"), "s3:GetObject", "*"), PolicySet([policy])).trace
    assert f"○ error: `{key}`" in text(trace)
    assert "<img" not in html(trace)


def test_deciding_loads_no_checks_and_looking_does() -> None:
    code = """
import sys
from simlib import PolicySet, Request, evaluate, parse_policy, user
policy = parse_policy({"Version": "2012-10-17", "Statement": {
    "Effect": "Allow", "Action": "healthlake:Read*", "Resource": "arn:aws:s3:::b"}})
done = evaluate(Request(user("Alice"), "healthlake:ReadResource", "*"), PolicySet([policy]))
done.decision, done.message
print("simlib.checks" in sys.modules)
str(done)
print("simlib.checks" in sys.modules)
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert run.stdout.split() == ["False", "True"], run.stderr
