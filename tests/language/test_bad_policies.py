"""A bad policy gets one error that lists every problem with its place and what to do."""

import json
import time
import tracemalloc

import pytest

from simlib import Issue, PolicySyntaxError, PolicyType, grammar_findings, parse_policy

SEVERAL = """{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "allow",
      "Actions": "s3:GetObject",
      "Action": ["s3GetObject", "s3:PutObject"],
      "Resource": "my-bucket/*",
      "Condition": {"StringEqual": {"aws:username": "Alice"}},
    }
  ]
}"""


def problems(text: str, policy_type: PolicyType = PolicyType.IDENTITY_BASED) -> str:
    with pytest.raises(PolicySyntaxError) as caught:
        parse_policy(text, policy_type, name="mine")
    return str(caught.value)


def test_every_problem_is_listed_at_its_line_with_a_suggestion() -> None:
    said = problems(SEVERAL).splitlines()
    assert said[0] == "`mine` cannot be read: 6 problems"
    expected = [
        ("line 5, column 17 (/Statement/0/Effect)", "did you mean `Allow`?"),
        ("line 6, column 7 (/Statement/0/Actions)", "did you mean `Action`?"),
        ("line 7, column 18 (/Statement/0/Action/0)", "for instance `s3:GetObject`"),
        ("line 8, column 19 (/Statement/0/Resource)", "an ARN has six parts"),
        ("line 9, column 21 (/Statement/0/Condition/StringEqual)", "did you mean `StringEquals`?"),
        ("line 10, column 5:", "take the comma out"),
    ]
    for line, (place, hint) in zip(said[1:], expected, strict=True):
        assert place in line
        assert hint in line


def test_a_notebook_shows_the_message_and_no_stack_trace() -> None:
    with pytest.raises(PolicySyntaxError) as caught:
        parse_policy("{}", name="mine")
    assert caught.value._render_traceback_() == str(caught.value).splitlines()


STATEMENT = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
REFUSED = {
    "empty text": ("", Issue.JSON_SYNTAX_ERROR),
    "no object": ('["x"]', Issue.DATA_TYPE_MISMATCH),
    "two documents": ("{} {}", Issue.JSON_SYNTAX_ERROR),
    "single quotes": ("{'Version': '2012-10-17'}", Issue.JSON_SYNTAX_ERROR),
    "an open text": ('{"Version": "2012', Issue.JSON_SYNTAX_ERROR),
    "a comment": ('{"Version": "2012-10-17" // x\n}', Issue.JSON_SYNTAX_ERROR),
    "a fragment": ('"Statement": []', Issue.JSON_SYNTAX_ERROR),
    "no statement": ('{"Version": "2012-10-17", "Statement": []}', Issue.MISSING_STATEMENT),
    "Rules": ('{"Version": "2012-10-17", "Rules": []}', Issue.INVALID_POLICY_ELEMENT),
    "half a surrogate": ('{"Version": "\\ud800"}', Issue.JSON_SYNTAX_ERROR),
    "a Japanese letter": ('{"Id": "日"}', Issue.JSON_SYNTAX_ERROR),
    "null as value": ({"Condition": {"Bool": {"a:b": None}}}, Issue.DATA_TYPE_MISMATCH),
    "a nested list": ({"Action": [["s3:*"]]}, Issue.DATA_TYPE_MISMATCH),
    "a number as action": ({"Action": 7}, Issue.DATA_TYPE_MISMATCH),
    "no action": ({"Action": ""}, Issue.INVALID_ACTION),
    "a wildcard service": ({"Action": "s*:Get"}, Issue.INVALID_SERVICE_IN_ACTION),
    "an empty variable": ({"Resource": "arn:aws:s3:::b/${}"}, Issue.EMPTY_VARIABLE),
    "an unquoted default": (
        {"Resource": "arn:aws:s3:::b/${aws:username, x}"},
        Issue.MISSING_QUOTE_IN_VARIABLE,
    ),
    "a space in a variable": (
        {"Resource": "arn:aws:s3:::b/${aws: username}"},
        Issue.UNSUPPORTED_SPACE_IN_VARIABLE,
    ),
    "template text": ({"Resource": "arn:aws:s3:::<bucket-name>/*"}, Issue.UNFILLED_TEMPLATE),
    "a template action": ({"Action": "{SERVICE}:Get"}, Issue.UNFILLED_TEMPLATE),
}


@pytest.mark.parametrize(("bad", "issue"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_by_name(bad: str | dict[str, object], issue: Issue) -> None:
    document = (
        {"Version": "2012-10-17", "Statement": [STATEMENT | bad]} if isinstance(bad, dict) else bad
    )
    text = document if isinstance(document, str) else json.dumps(document)
    assert issue in {finding.issue for finding in grammar_findings(text)}
    problems(text)


GROUP = "arn:aws:iam::111122223333:group/Nurses"
PRINCIPALS = {
    "a group": ({"AWS": GROUP}, "groups and instance profiles are not principals"),
    "a bare name": ("Alice", "can only be `*`"),
    "no role/": ({"AWS": "arn:aws:iam::111122223333:CareRole"}, "role/CareRole"),
    "an unknown key": ({"Aws": "*"}, "did you mean `AWS`?"),
    "a service": ({"Service": "healthlake"}, "`health-agent.amazonaws.com`"),
    "a number": (7, 'expected "*" or an object'),
}


@pytest.mark.parametrize(("principal", "said"), PRINCIPALS.values(), ids=PRINCIPALS)
def test_a_principal_that_is_none_is_explained(principal: object, said: str) -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": STATEMENT | {"Principal": principal}})
    assert said in problems(text, PolicyType.RESOURCE_BASED)


HUGE = {
    "10 MB of spaces": " " * 10_000_000,
    "10 MB of statements": '{"Statement": [' + "{}," * 3_300_000 + "{}]}",
    "10,000 deep lists": "[" * 10_000,
    "10,000 deep objects": '{"a":' * 10_000,
    "1 MB of brackets": "[]," * 340_000,
}


@pytest.mark.parametrize("text", HUGE.values(), ids=HUGE)
def test_a_huge_or_deep_document_is_refused_soon_and_in_little_memory(text: str) -> None:
    tracemalloc.start()
    started = time.process_time()
    problems(text)
    seconds = time.process_time() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert seconds < 5  # a second without tracing memory; doubled often enough for a busy machine
    assert peak < 50_000_000


def test_a_hopeless_document_does_not_print_forever() -> None:
    text = json.dumps({"Statement": [{"Effect": "x"}] * 2_000})
    assert len(problems(text).splitlines()) < 60


def test_markup_in_a_policy_is_only_text() -> None:
    tag = {"StringEquals": {"aws:PrincipalTag/x": "<script>alert(1)</script>"}}
    document = {"Version": "2012-10-17", "Statement": STATEMENT | {"Condition": tag}}
    assert parse_policy(document).statements[0].conditions[0].values[0].text.startswith("<script>")
