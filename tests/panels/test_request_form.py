"""The request form, driven as somebody drives it who picks and types, without a browser."""

import html
import re
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

import pytest

from simlib import load_scenario, shipped_scenarios
from simlib.panels.request_form import RequestForm
from simlib.panels.scene import Asked, Scene
from tests.clouds import HOSPITAL, add_user, allow, deny, hospital

ALICE = f"arn:aws:iam::{HOSPITAL}:user/Alice"
IMAGING = f"arn:aws:s3:::imaging-{HOSPITAL}"
GUARDED = load_scenario("guardrails")
LISTING = Asked(ALICE, "s3:ListBucket", IMAGING)
BROWSE = "identity-based policy · policy/BrowseStorage"
EVIL = "<script>alert('${x}')</script>&\x00\u202e" + "x" * 4096


def form(asked: Asked = LISTING, **more: Any) -> RequestForm:
    return RequestForm(Scene(GUARDED.copy()), asked, **more)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_scenario_opens_with_a_question_that_can_be_asked(name: str) -> None:
    scene = Scene(load_scenario(name))
    shown = RequestForm(scene)
    assert shown.problem == ""
    assert scene.evaluation(shown.asked) is not None


def test_the_question_reads_in_two_lines() -> None:
    asked = Asked(ALICE, "s3:ListBucket", IMAGING, {"aws:SourceIp": None}, hours=2)
    assert repr(form(asked)) == (
        f"RequestForm: user Alice · hospital asks for s3:ListBucket on {IMAGING}\n"
        "2 hours ahead: Mon 2026-03-02 11:00 UTC; aws:SourceIp taken away"
    )


def test_another_action_takes_a_resource_that_fits_it_near_the_one_before() -> None:
    shown = form()
    shown.fields.action.value = "s3:PutObject"
    assert shown.asked.resource == f"{IMAGING}/new"
    shown.fields.action.value = "s3:ListAllMyBuckets"
    assert shown.asked.resource == "*"


def test_a_resource_that_fits_the_new_action_stays() -> None:
    shown = form()
    shown.fields.action.value = "s3:GetBucketPolicy"
    assert shown.asked.resource == IMAGING


def test_an_operation_sets_the_action_says_so_and_offers_the_others() -> None:
    shown = form()
    shown.fields.action.take("s3.CopyObject")
    assert shown.asked.action == "s3:GetObject"
    assert (
        shown.fields.action.told == "s3.CopyObject asks for s3:GetObject, and for 5 other actions"
    )
    shown.needs.on_point("need:3")
    assert shown.asked.action == "s3:PutObject"
    assert 'aria-pressed="true">s3:PutObject<' in shown.needs.value


def test_an_action_of_ones_own_ends_the_operation() -> None:
    shown = form()
    shown.fields.action.take("s3.CopyObject")
    shown.fields.action.take("s3:ListBucket")
    assert shown.needs.value == ""
    assert shown.fields.action.told.startswith("List: ")


def test_an_operation_written_as_an_action_is_meant_as_the_operation() -> None:
    shown = form()
    shown.fields.action.take("s3:HeadObject")
    assert shown.asked.action == "s3:GetObject"
    assert shown.problem == ""


def test_a_part_of_a_name_is_enough_where_only_one_has_it() -> None:
    shown = form()
    shown.fields.principal.take("lena")
    assert shown.asked.who == f"arn:aws:iam::{HOSPITAL}:user/Lena"
    assert shown.fields.principal.shown == "user Lena · hospital"


WRONG = {
    "principal": ("Alise", "no user, role or session"),
    "action": ("s3:GetObjct", "did you mean"),
    "resource": ("arn:aws:s3:::imaging-*", "is a pattern"),
    "region": ("eu-centrall-1", "did you mean `eu-central-1`"),
    "network": ("10.0.0.1", "private address"),
    "time": ("tomorrow", "expected hours"),
}


@pytest.mark.parametrize("name", WRONG)
def test_bad_input_is_said_beside_its_field_and_the_last_good_question_stays(name: str) -> None:
    changes: list[str] = []
    shown = form(on_change=lambda: changes.append(name))
    wrong, said = WRONG[name]
    getattr(shown.fields, name).take(wrong)
    assert said in getattr(shown.fields, name).problem
    assert getattr(shown.fields, name).shown == wrong
    assert (shown.asked, changes) == (LISTING, [])
    assert "not asked: " in repr(shown)
    shown.asked = LISTING
    assert shown.problem == ""


def test_a_wrong_field_keeps_the_request_from_being_fired() -> None:
    fired: list[int] = []
    shown = form(on_fire=lambda: fired.append(1))
    shown.fields.network.take("10.0.0.1")
    shown.fire()
    assert fired == []
    shown.fields.network.take("192.0.2.7")
    shown.fire()
    assert (fired, shown.asked.address) == ([1], "192.0.2.7")


def test_what_two_fields_cannot_be_together_is_mended_by_either() -> None:
    shown = form()
    (endpoint,) = GUARDED.state.endpoints
    shown.fields.network.value = endpoint
    assert shown.asked.endpoint == endpoint
    shown.fields.action.value = "kms:Decrypt"
    assert "leads to s3, not to kms" in shown.fields.action.problem
    assert shown.asked.action == "s3:ListBucket"
    shown.fields.network.value = ""
    assert (shown.asked.action, shown.problem) == ("kms:Decrypt", "")


def test_a_key_is_overridden_by_picking_and_taken_back_one_by_one_or_all() -> None:
    shown = form()
    keys = shown.keys
    keys.key.take("aws:SecureTransport")
    keys.value.take("false")
    keys.table.on_point("change:aws:SourceIp")
    keys.value.take("absent")
    assert shown.asked.context == {"aws:SecureTransport": "false", "aws:SourceIp": None}
    assert keys.table.value.count("<b>overridden</b>") == 2
    keys.value.take("as it is")
    assert shown.asked.context == {"aws:SecureTransport": "false"}
    keys.override("aws:username", "Bob")
    keys.table.on_point("back:aws:username")
    assert shown.asked.context == {"aws:SecureTransport": "false"}
    keys.table.on_point("back:")
    assert shown.asked.context == {}
    assert "overridden" not in keys.table.value


def test_a_key_with_any_name_is_pointed_at_and_taken_back() -> None:
    tag = 'aws:ResourceTag/"<b>&\x00\u202e %2F'
    shown = form(replace(LISTING, context={tag: "ward"}))
    points = re.findall('data-point="([^"]*)"', shown.keys.table.value)
    change = next(html.unescape(each) for each in points if "%00" in each)
    assert change.startswith("change:")
    assert "\x00" not in change
    shown.keys.table.on_point(change)
    assert shown.keys.key.value == tag
    assert shown.keys.value.value == "=ward"
    shown.keys.table.on_point(change.replace("change", "back", 1))
    assert shown.asked.context == {}


def test_a_value_of_the_wrong_type_is_said_and_changes_nothing() -> None:
    shown = form()
    shown.keys.key.take("aws:SourceIp")
    shown.keys.value.take("ward 3")
    assert "no IP address" in shown.keys.value.problem
    assert shown.problem
    assert shown.asked == LISTING
    shown.keys.value.take("as it is")
    assert shown.problem == ""


def test_overridden_keys_decide() -> None:
    asked = Asked(ALICE, "s3:GetObject", f"{IMAGING}/new")
    shown = form(asked)
    shown.keys.override("aws:RequestedRegion", "ap-southeast-2")
    assert shown.scene.evaluation(shown.asked).trace != shown.scene.evaluation(asked).trace


def abroad() -> RequestForm:
    """Alice may do everything but in another Region than eu-central-1, where a key is."""
    cloud = hospital()
    elsewhere = {"StringNotEquals": {"aws:RequestedRegion": "eu-central-1"}}
    add_user(cloud, "Alice", allow("*"), deny("s3:*", Condition=elsewhere))
    cloud.as_("root").call("s3:CreateBucket", Bucket="records")
    cloud.as_("root").in_region("eu-central-1").call("kms:CreateKey")
    return RequestForm(Scene(cloud), Asked("Alice", "s3:ListBucket", "arn:aws:s3:::records"))


def test_a_region_is_picked_and_decides() -> None:
    shown = abroad()
    assert [each.value for each in shown.fields.region.offer("")][:2] == ["", "eu-central-1"]
    assert shown.fields.region.shown == "us-east-1"
    assert not shown.scene.evaluation(shown.asked).allowed
    shown.fields.region.take("eu-central-1")
    assert shown.asked.region == "eu-central-1"
    assert shown.scene.evaluation(shown.asked).allowed
    assert shown.fields.region.told == "aws:RequestedRegion is eu-central-1"
    assert repr(shown).endswith("\nin eu-central-1")


def test_a_request_about_a_key_goes_to_the_region_of_the_key() -> None:
    shown = abroad()
    shown.fields.action.take("kms:Decrypt")
    assert shown.asked.resource.startswith("arn:aws:kms:eu-central-1:")
    assert (shown.asked.region, shown.problem) == ("eu-central-1", "")
    shown.fields.region.take("us-east-1")
    assert "answers NotFoundException" in shown.fields.region.problem
    assert shown.asked.region == "eu-central-1"


def test_a_region_that_was_picked_stays_while_the_resource_does() -> None:
    shown = abroad()
    shown.fields.region.take("eu-west-1")
    shown.fields.action.take("s3:GetBucketPolicy")
    assert shown.asked.region == "eu-west-1"
    shown.fields.action.take("iam:ListUsers")
    assert shown.fields.region.told == "iam is global: aws:RequestedRegion is us-east-1"


def test_another_scene_keeps_what_still_exists() -> None:
    shown = form(Asked(ALICE, "s3:ListBucket", IMAGING, {"aws:SourceIp": "192.0.2.7"}, hours=1))
    shown.scene = Scene(load_scenario("clinical-collaboration"))
    assert shown.asked.who == ALICE
    assert shown.asked.resource != IMAGING
    assert shown.asked.context == {"aws:SourceIp": "192.0.2.7"}
    shown.scene = Scene(load_scenario("healthlake-basics"))
    assert shown.asked.who.endswith("user/HealthLakeUser")
    assert shown.problem == ""


def test_a_draft_that_cannot_be_read_leaves_the_form_as_it_is() -> None:
    scene = Scene(load_scenario("clinical-collaboration"))
    shown = RequestForm(scene)
    shown.scene = scene.with_draft(BROWSE, "{")
    shown.fields.action.value = "s3:ListAllMyBuckets"
    assert (shown.asked.action, shown.problem) == ("s3:ListAllMyBuckets", "")


@pytest.mark.parametrize("name", ["principal", "action", "resource", "region", "network", "time"])
def test_any_text_is_taken_as_text(name: str) -> None:
    shown = form()
    getattr(shown.fields, name).take(EVIL)
    assert shown.asked == LISTING
    assert shown.problem


def test_markup_in_an_arn_or_a_value_is_escaped_in_the_table() -> None:
    shown = form(Asked(ALICE, "s3:GetObject", f"{IMAGING}/<script>"))
    shown.keys.override("aws:PrincipalTag/<b>", EVIL)
    shown.keys.override("saml:sub", EVIL)
    assert "<script" not in shown.keys.table.value
    assert "\\u202e" in shown.keys.table.value


def test_asking_changes_nothing_in_the_cloud() -> None:
    shown = form()
    before = shown.scene.cloud.state
    shown.fields.principal.value = f"arn:aws:iam::{HOSPITAL}:role/CareRole"
    shown.fields.time.value = "24"
    assert shown.scene.cloud.state is before


@pytest.mark.timed
def test_the_form_is_fast_on_the_largest_scenario() -> None:
    def took(doing: Any, *told: Any) -> float:
        start = time.perf_counter()
        doing(*told)
        return time.perf_counter() - start

    shown = form()
    assert min(took(form) for _ in range(3)) < 0.15
    assert min(took(shown.fields.action.take, each) for each in WORK) < 0.05


WORK = ("kms:Decrypt", "s3.HeadObject", "iam:GetRole")
WITHOUT = """import sys
sys.modules["anywidget"] = None
from simlib import load_scenario
from simlib.panels.request_form import RequestForm
from simlib.panels.scene import Scene
form = RequestForm(Scene(load_scenario("guardrails")))
form.fields.action.box.value = "kms:Decrypt"
form.fields.network.box.value = "10.0.0.1"
print(form)
print(form.fields.network.note.value)
"""


def test_without_anywidget_plain_fields_do_the_same() -> None:
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True
    )
    assert "asks for kms:Decrypt" in run.stdout
    assert "private address" in run.stdout
