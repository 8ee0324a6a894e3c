"""Every kind of exercise is graded with a reason, and nothing a learner answers raises."""

import json
from dataclasses import replace

import pytest

from simlib import load_scenario
from simlib.cloud.policy_places import places_by_label
from simlib.lessons import Exercise, Kind, exercise_named, grade
from simlib.lessons.exercise import Asked, Leeway, Requests, Setting

READING = exercise_named("02-2")
STORE = READING.requests[0].resources[0]
STUDY = "arn:aws:s3:::study-111122223333"
HINTS = ("a", "b", "c")


def test_too_wide_is_told_by_a_request_one_that_goes_right_and_how_much() -> None:
    found = grade(READING, READING.starter)
    assert not found.passed
    assert "healthlake:CreateResource" in found.request
    assert "is allowed, and must not be" in found.said
    assert "reading changes nothing and takes nothing out" in found.said
    assert "It goes right for this: Bob asks for `healthlake:ReadResource`" in found.said
    assert "In all it is too wide for 6 requests: 1 principal, 6 actions, 1 resource." in found.said
    assert found.evaluation is not None
    assert found.evaluation.allowed


def test_too_narrow_is_told_too() -> None:
    narrow = str(READING.solution).replace('"healthlake:SearchWithPost"', '"healthlake:SearchAll"')
    found = grade(READING, narrow)
    assert found.request == f"Bob asks for healthlake:SearchWithPost on {STORE}"
    assert "is denied, and must be allowed" in found.said


@pytest.mark.parametrize("answer", ["", "{", "\x00", "[1]", '"text"', None, 7, ["a"]])
def test_what_cannot_be_read_is_told_and_raises_nothing(answer: object) -> None:
    found = grade(READING, answer)
    assert not found.passed
    assert found.said


def test_what_is_not_asked_for_has_to_come_out_as_under_the_solution() -> None:
    bare = replace(READING, requests=())
    reordered = str(READING.solution).replace(
        '"healthlake:ReadResource", "healthlake:SearchWithGet"',
        '"healthlake:SearchWithGet", "healthlake:ReadResource"',
    )
    assert grade(bare, reordered).passed
    assert "nothing in the exercise asks for it" in grade(bare, READING.starter).said


def test_what_is_left_open_may_come_out_either_way() -> None:
    more = str(READING.solution).replace(
        '"healthlake:ReadResource"', '"healthlake:ReadResource", "healthlake:GetCapabilities"'
    )
    assert "healthlake:GetCapabilities" in grade(READING, more).request
    leeway = Leeway(actions=("healthlake:GetCap*",))
    assert grade(replace(READING, may=(leeway,)), more).passed


def test_what_is_left_open_hides_nothing_that_behaves_like_it() -> None:
    """The writing actions differ alike, and one of them is left open."""
    bare = replace(READING, requests=(), may=(Leeway(actions=("healthlake:CancelFHIR*",)),))
    found = grade(bare, READING.starter)
    assert not found.passed
    assert "Cancel" not in found.request
    for name in ("UpdateResource", "CreateResource"):
        text = f'"healthlake:CancelFHIRExportJobWithDelete", "healthlake:{name}"'
        more = str(READING.solution).replace(
            '"healthlake:ReadResource"', f'{text}, "healthlake:ReadResource"'
        )
        assert f"healthlake:{name}" in grade(bare, more).request


def test_in_a_scenario_everybody_is_asked_for_everything() -> None:
    place = "resource-based policy · accesspoint/alice-access-point"
    cloud = load_scenario("clinical-collaboration")
    own = places_by_label(cloud.state)[place].policy.text
    setting = Setting(scenario="clinical-collaboration", place=place)
    exercise = Exercise("x-4", Kind.POLICY, "t", "p", HINTS, setting, solution=own)
    assert grade(exercise, own).passed
    alice = '"arn:aws:iam::111122223333:user/Alice"'
    found = grade(exercise, own.replace(alice, f"[{alice}, {alice.replace('Alice', 'Bob')}]"))
    assert found.request.startswith("Bob asks for s3:PutObject on arn:aws:s3:us-east-1")
    assert "is allowed, and must not be: nothing in the exercise asks for it" in found.said


def test_nobody_is_asked_for_an_action_on_what_it_does_not_take() -> None:
    """A Deny for everything in a bucket policy is one for the bucket's objects."""
    exercise = exercise_named("07-2")
    denied = json.loads(str(exercise.solution))
    denied["Statement"][1]["Resource"] = "*"
    assert grade(exercise, json.dumps(denied)).passed


def test_an_answer_in_other_words_passes_after_others_were_asked_widely() -> None:
    exercise = exercise_named("06-2")
    whole = f'"Resource": "{STUDY}/*"'
    for folder in ("curated", "raw"):
        more = f'"Resource": ["{STUDY}/*", "{STUDY}/{folder}/*"]'
        assert grade(exercise, str(exercise.solution).replace(whole, more)).passed


def test_the_statement_that_decides_is_found_by_its_label_or_sid() -> None:
    predict = exercise_named("02-1")
    exercise = replace(predict, kind=Kind.STATEMENT)
    assert grade(exercise, "second statement").passed
    assert not grade(exercise, "first statement").passed
    named = exercise.starter.replace('{"Effect": "Deny"', '{"Sid": "Never", "Effect": "Deny"')
    assert grade(replace(exercise, starter=named), "Never").passed


CHOICE = Exercise("x-1", Kind.CHOOSE, "t", "p", HINTS, options=("SCP", "KMS"), solution="KMS")
ORDER = Exercise("x-2", Kind.ORDER, "t", "p", HINTS, options=("b", "a"), solution=("a", "b"))
TRAIL = Exercise("x-3", Kind.TRAIL, "t", "p", HINTS, solution=("e1", "e2"))


@pytest.mark.parametrize(
    ("exercise", "answer", "passed"),
    [
        (CHOICE, "KMS", True),
        (CHOICE, 2, True),
        (CHOICE, "SCP", False),
        (CHOICE, "neither", False),
        (ORDER, ["a", "b"], True),
        (ORDER, "a, b", True),
        (ORDER, ["b", "a"], False),
        (ORDER, ["a"], False),
        (TRAIL, ["e2", "e1"], True),
        (TRAIL, ["e1"], False),
        (TRAIL, ["e1", "e2", "e3"], False),
    ],
)
def test_the_other_kinds(exercise: Exercise, answer: object, passed: bool) -> None:
    found = grade(exercise, answer)
    assert found.passed is passed
    assert found.said


def test_requests_are_everybody_for_everything() -> None:
    found = Requests(True, ("Alice", "Bob"), ("s3:GetObject",), ("*",), ({}, {"aws:a": None}))
    assert len(found.asked()) == 4
    asked = Asked("Alice", "s3:GetObject", "*", {"aws:a": None, "aws:TagKeys": ("a", "b")})
    assert str(asked) == "Alice asks for s3:GetObject on *, without aws:a, with aws:TagKeys=[a, b]"
