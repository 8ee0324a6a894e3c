"""The renderers: text, HTML, table, annotated policy, JSON. Each tells the same story."""

import json
import re

import pytest

from simlib import PolicySet, PolicyType, Request, annotated, evaluate, parse_policy, table, user
from simlib.evaluation import Evaluation
from simlib.trace import html, text, walk
from simlib.trace.annotated import annotated_lines
from simlib.trace.as_json import as_json

NURSE = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "ReadOneStore",
      "Effect": "Allow",
      "Action": ["healthlake:ReadResource", "healthlake:Search*"],
      "Resource": "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/aaaa",
      "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
    },
    {
      "Effect": "Allow",
      "Action": "s3:*",
      "Resource": "*"
    }
  ]
}"""
STORE = "arn:aws:healthlake:us-east-1:111122223333:datastore/fhir/bbbb"


@pytest.fixture
def denied() -> Evaluation:
    policy = parse_policy(NURSE, name="nurse")
    return evaluate(Request(user("Alice"), "healthlake:ReadResource", STORE), PolicySet([policy]))


def test_the_text_reads_from_the_decision_down(denied: Evaluation) -> None:
    lines = text(denied.trace).splitlines()
    assert lines[0] == "✗ the request: implicit deny (not all allow)"
    assert lines[1] == "├─ ○ resource control policy (none attached: limits nothing)"
    statement = next(i for i, line in enumerate(lines) if "ReadOneStore" in line)
    assert "✗ statement `ReadOneStore`, Allow: does not match" in lines[statement]
    assert "✓ Action: matches" in lines[statement + 1]
    assert "✗ Resource: does not match" in lines[statement + 2]
    assert f"the request has `{STORE}`" in lines[statement + 2]


def test_statements_for_other_actions_are_one_line_until_opened(denied: Evaluation) -> None:
    assert "1 statement for other actions" in text(denied.trace)
    assert "second statement" not in text(denied.trace)
    assert "second statement, Allow: does not match" in text(denied.trace, expand=True)


def test_the_html_opens_what_blocks_and_folds_the_rest(denied: Evaluation) -> None:
    shown = html(denied.trace)
    path = ["within one account", "the principal's side", "what its policies allow", "nurse"]
    for label in path:
        escaped = label.replace("'", "&#x27;")
        assert re.search(rf"<details open><summary><span[^>]*>✗ {escaped}", shown), label
    assert '<details><summary><span class="reason">○ 1 statement for other actions' in shown


def test_the_html_shows_text_from_users_as_text() -> None:
    evil = "<script>alert(1)</script>\u202e\x00&\"'`"
    tag = {"StringEquals": {"aws:PrincipalTag/<b>": "<img src=x onerror=alert(1)>"}}
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": tag}
    policy = parse_policy({"Version": "2012-10-17", "Statement": [statement]}, name=evil)
    request = Request(user("Alice"), "s3:GetObject", f"arn:aws:s3:::b/{evil}")
    shown = html(evaluate(request, PolicySet([policy])).trace)
    for danger in ("<script", "<img", "<b>", "\u202e", "\x00"):
        assert danger not in shown
    assert "&lt;script&gt;" in shown
    assert "\\u202e" in shown


def test_the_table_has_a_row_for_each_node(denied: Evaluation) -> None:
    frame = table(denied.trace)
    assert len(frame) == sum(1 for _ in walk(denied.trace))
    row = frame[frame.label == "Bool aws:MultiFactorAuthPresent"].iloc[0]
    assert (row.outcome, row.reason) == ("does not match", "the key is not in the request")
    assert (row.policy, row.line, row.wanted) == ("nurse", 9, "true")


def test_the_annotated_policy_is_the_authors_text_with_marks(denied: Evaluation) -> None:
    shown = annotated(denied.policies.identity_based[0], denied.trace).splitlines()
    assert [line[: len(own)] for line, own in zip(shown, NURSE.splitlines(), strict=True)] == (
        NURSE.splitlines()
    )
    assert shown[6].endswith("✓")
    assert shown[7].endswith(f"✗ the request has `{STORE}`")
    assert shown[8].endswith("✗ the key is not in the request")


def test_a_policy_on_one_line_is_spread_out_to_be_annotated() -> None:
    policy = parse_policy(json.dumps(json.loads(NURSE)), name="nurse")
    done = evaluate(Request(user("Alice"), "s3:GetObject", "*"), PolicySet([policy]))
    lines = annotated_lines(policy, done.trace)
    assert max(len(line.notes) for line in lines) == 1
    assert sum(len(line.notes) for line in lines) == 7


def test_a_policy_that_is_not_in_the_trace_is_said(denied: Evaluation) -> None:
    with pytest.raises(ValueError, match="policy `other` is not in this trace"):
        annotated(parse_policy(NURSE, name="other"), denied.trace)


def test_the_json_holds_every_node(denied: Evaluation) -> None:
    found = json.loads(json.dumps(as_json(denied.trace)))
    assert found["decision"] == "implicitDeny"

    def count(node: dict[str, object]) -> int:
        children = node.get("children", [])
        assert isinstance(children, list)
        return 1 + sum(count(child) for child in children)

    assert count(found) == sum(1 for _ in walk(denied.trace))


def test_a_notebook_gets_text_and_html(denied: Evaluation) -> None:
    bundle = denied._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Implicit deny: ")
    assert 'role="status">✗ Implicit deny</div>' in bundle["text/html"]


def test_nothing_shown_differs_from_run_to_run(denied: Evaluation) -> None:
    policy = parse_policy(NURSE, name="nurse", policy_type=PolicyType.IDENTITY_BASED)
    again = evaluate(denied.request, PolicySet([policy]))
    assert again._repr_mimebundle_() == denied._repr_mimebundle_()
    assert "0x" not in str(again) + html(again.trace)
