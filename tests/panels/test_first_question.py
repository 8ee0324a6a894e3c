"""The first question in a cloud, and what is left of one in another cloud."""

from simlib import load_scenario, new_cloud
from simlib.panels.first_question import first_question, kept_question, resource_for
from simlib.panels.scene import Asked, Scene
from simlib.reference import required_actions
from tests.clouds import HOSPITAL, hospital

TROUBLED = load_scenario("troubleshooting")


def test_an_empty_cloud_has_a_question_too() -> None:
    assert first_question(new_cloud()) == Asked("anonymous", "s3:ListAllMyBuckets")
    assert first_question(hospital()).who.endswith(":root")


def test_a_question_begins_with_reading_something_that_is_there() -> None:
    assert first_question(load_scenario("healthlake-basics")).action.startswith("healthlake:")


def test_what_was_never_there_is_kept_as_it_was_typed() -> None:
    asked = Asked("Alice", "s3:GetObject", "arn:aws:s3:::mine/x", address="192.0.2.7")
    assert kept_question(asked, TROUBLED, new_cloud()) == asked


def test_an_endpoint_that_is_gone_is_not_taken() -> None:
    asked = Asked("anonymous", "s3:ListAllMyBuckets", endpoint="vpce-1")
    assert kept_question(asked, TROUBLED, TROUBLED).endpoint is None


def test_an_operation_tells_types_apart_that_its_action_takes() -> None:
    cloud = load_scenario("connect-health")
    domain = next(iter(cloud.state.domains))
    kinds = required_actions("connecthealth.GetAgent")
    agent, whole = (resource_for(cloud, each, HOSPITAL, domain) for each in kinds)
    assert "/agent/" in agent
    assert whole == domain


def test_of_a_key_elsewhere_it_is_asked_where_the_key_is() -> None:
    cloud = hospital()
    cloud.as_("root").in_region("eu-central-1").call("kms:CreateKey")
    asked = first_question(cloud)
    assert (asked.action.partition(":")[0], asked.region) == ("kms", "eu-central-1")
    assert Scene(cloud).evaluation(asked) is not None
