"""The trail and "why was this denied?", driven without a browser."""

import json
from typing import Any

import pytest

from simlib import load_scenario
from simlib.cloud.cloud import Cloud
from simlib.panels.scene import Scene
from simlib.panels.trail_html import PAGE
from simlib.panels.trail_view import TrailView
from simlib.panels.why_denied import WhyDenied
from tests.clouds import add_user, hospital

HOSTILE = "<img src=x onerror=alert(1)>&\"'${aws:username}\u202e\x00" + "k" * 4096


@pytest.fixture
def cloud() -> Cloud:
    """Dana is denied twice, Al finds no bucket, root makes one."""
    cloud = hospital()
    add_user(cloud, "Dana")
    cloud.as_("root").call("s3:CreateBucket", Bucket="notes-111122223333")
    cloud.as_("Dana").attempt("s3:GetObject", Bucket="notes-111122223333", Key="a.txt")
    cloud.as_("Dana").attempt("iam:ListUsers")
    cloud.advance(hours=1)
    cloud.as_("root").attempt("s3:GetObject", Bucket="nowhere-111122223333", Key="a.txt")
    return cloud


def events(view: TrailView) -> list[str]:
    return [row.event for row in view.rows]


def test_filters_leave_the_rows_that_pass(cloud: Cloud) -> None:
    view = TrailView(cloud)
    assert events(view) == ["GetObject", "ListUsers", "GetObject", "CreateBucket"]
    view.order.value = False
    assert events(view) == ["CreateBucket", "GetObject", "ListUsers", "GetObject"]
    view.came.value = "denied"
    assert events(view) == ["GetObject", "ListUsers"]
    view.resource.value = "NOTES"
    assert events(view) == ["GetObject"]
    view.who.value = cloud.as_("root").name
    assert events(view) == []
    assert "No record passes these filters." in view.table.value


def test_what_came_of_a_call_is_a_word_beside_the_colour(cloud: Cloud) -> None:
    table = TrailView(cloud).table.value
    assert all(word in table for word in ("✓ succeeded", "✗ AccessDenied", "○ NoSuchBucket"))


def test_a_denied_row_opens_its_trace(cloud: Cloud) -> None:
    view = TrailView(cloud)
    view.table.on_point("record:1")
    assert view.again is not None
    assert view.again.comparison == "Denied then and now: implicit deny."
    assert "is not authorized to perform: s3:GetObject" in view.trace.value
    assert "Implicit deny" in view.trace.value
    assert 'aria-current="true"' in view.table.value
    assert "Denied then and now" in repr(view)


def test_a_draft_counts_when_a_row_is_asked_again(cloud: Cloud) -> None:
    root = cloud.as_("root")
    root.call("iam:PutUserPolicy", UserName="Dana", PolicyName="P", PolicyDocument=POLICY)
    scene = Scene(cloud)
    (label,) = scene.places
    view = TrailView(scene)
    assert view.open(1) is not None
    view.show(scene.with_draft(label, POLICY.replace("sqs:*", "s3:*")))
    again = view.open(1)
    assert again is not None
    assert again.comparison.startswith("Denied then, allowed now.")
    view.show(Scene(cloud, {label: "{"}))
    assert view.open(1) is None
    assert 'role="alert"' in view.trace.value


POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}],
    }
)


def test_a_long_trail_has_pages(cloud: Cloud) -> None:
    for _ in range(60):
        cloud.as_("Dana").attempt("iam:ListUsers")
    view = TrailView(cloud)
    assert view.table.value.count("<tr>") == PAGE + 1
    assert "64 records; shown are 1 to 25." in view.table.value
    assert view.earlier.disabled
    view.later.click()
    view.later.click()
    assert "shown are 51 to 64." in view.table.value
    assert view.later.disabled
    view.event.value = "CreateBucket"
    assert view.page == 0
    assert "1 of 64 records." in view.table.value


def test_a_trail_from_elsewhere_is_shown_and_without_a_cloud_not_asked_again(cloud: Cloud) -> None:
    frame = cloud.trail
    for trail in (frame, frame[frame.errorCode != ""], cloud.records):
        view = TrailView(trail)
        assert view.rows
        again = view.open(0)
        assert again is not None
        assert again.comparison == ("It cannot be asked again: there is no cloud here to ask in.")
    assert TrailView(frame, cloud).open(1).comparison.startswith("Denied then and now")  # type: ignore[union-attr]


def test_what_is_no_trail_is_told() -> None:
    for wrong in (3, ["a"], None):
        view = TrailView(wrong)
        assert 'role="alert"' in view.table.value
        assert "is no trail" in repr(view)


def test_an_empty_trail_says_so() -> None:
    assert "The trail is empty." in TrailView(hospital()).table.value


def test_records_that_lack_everything_or_hold_markup_are_shown_as_text(cloud: Cloud) -> None:
    fields = ("eventTime", "eventSource", "eventName", "errorCode", "errorMessage")
    hostile: dict[str, Any] = dict.fromkeys(fields, HOSTILE)
    hostile |= {"userIdentity": {"arn": HOSTILE}, "resources": [{"ARN": HOSTILE}, 3]}
    denied = hostile | {"errorCode": "AccessDenied"}
    view = TrailView([{}, {"userIdentity": 3, "resources": "x"}, hostile, denied], cloud)
    for number in range(4):
        view.open(number)
        for shown in (view.table.value, view.trace.value):
            assert "<img" not in shown
            assert "\x00" not in shown
            assert "\u202e" not in shown


def test_a_pasted_message_is_explained_and_asked_again(cloud: Cloud) -> None:
    message = cloud.records[1]["errorMessage"]
    panel = WhyDenied(cloud)
    panel.pasted.value = f"An error occurred (AccessDenied) when calling GetObject: {message}"
    panel.button.click()
    assert "No identity-based policy allows it: an implicit deny." in panel.said.value
    assert "Denied then and now: implicit deny." in panel.said.value
    assert repr(panel).splitlines()[1] == "Denied then and now: implicit deny."


def test_a_bad_paste_is_told_and_nothing_is_lost(cloud: Cloud) -> None:
    panel = WhyDenied(cloud)
    panel.explain(json.dumps(cloud.records[1]))
    assert panel.explain("{" + HOSTILE) is None
    assert panel.pasted.value == "{" + HOSTILE
    assert 'role="alert"' in panel.said.value
    assert "expected a CloudTrail record" in panel.problems
    assert "simlib-stale" in panel.said.value
    assert "<img" not in panel.said.value


def test_without_a_cloud_a_message_is_still_explained() -> None:
    panel = WhyDenied()
    panel.explain(
        "User: arn:aws:iam::111122223333:user/Dana is not authorized to perform: sqs:ListQueues "
        "with an explicit deny in a service control policy"
    )
    assert "A service control policy denies it explicitly." in panel.said.value


@pytest.mark.parametrize("name", ["guardrails", "troubleshooting"])
def test_the_trail_of_a_scenario_opens(name: str) -> None:
    view = TrailView(load_scenario(name))
    for row in view.rows:
        view.open(row.number)
    assert view._repr_mimebundle_()["text/plain"] == repr(view)
