"""The organization as a tree, driven without a browser."""

import pytest

from simlib import load_scenario
from simlib.panels.organization_view import OrganizationView
from simlib.panels.scene import Asked, Scene
from tests.clouds import hospital

CLOUD = load_scenario("guardrails")
ASKED = Asked("Alice", "s3:PutObject", "arn:aws:s3:::inbox-777788889999/a")
HOSTILE = "<img src=x onerror=alert(1)>&\"'\u202e\x00"


def ids(node: str, policy: str) -> tuple[str, str]:
    organization = CLOUD.state.organization
    assert organization is not None
    return (
        next(each.id for each in organization.nodes.values() if each.name == node),
        next(each.id for each in organization.policies.values() if each.name == policy),
    )


@pytest.fixture
def view() -> OrganizationView:
    return OrganizationView(CLOUD)


def test_it_shows_every_node_and_every_policy(view: OrganizationView) -> None:
    organization = CLOUD.state.organization
    assert organization is not None
    html = view.tree.value
    assert html.count("<details") == len(organization.nodes)
    assert all(each.name in html for each in organization.policies.values())
    assert html.count("do not bind it") == 1
    assert "Outside the organization" in html
    assert "777788889999" in html


def test_a_policy_opens_in_the_editor_by_the_label_of_its_place() -> None:
    opened: list[str] = []
    view = OrganizationView(CLOUD, on_policy=opened.append)
    _, policy = ids("Root", "TwoRegionsOnly")
    view.tree.on_point(f"policy:{policy}")
    assert opened == [f"service control policy TwoRegionsOnly · {policy}"]
    assert opened[0] in view.scene.places


def test_aws_s_own_policies_do_not_open_and_its_rcp_stays_attached(view: OrganizationView) -> None:
    assert "policy:p-FullAWSAccess" not in view.tree.value
    assert view.tree.value.count('disabled title="AWS keeps it attached"') == 6


def test_a_switch_tries_without_an_attachment_and_back(view: OrganizationView) -> None:
    node, policy = ids("Clinical", "KeepDataStores")
    (store,) = CLOUD.state.data_stores
    asked = Asked("AdministratorRole", "healthlake:DeleteFHIRDatastore", store)
    view.show(asked=asked)
    assert 'As tried here: <b class="no">✗ Explicit deny' in view.tree.value
    view.tree.on_point(f"switch:{node}:{policy}")
    assert view.detached == [(node, policy)]
    assert view.tried.evaluation(asked).allowed
    assert not view.scene.evaluation(asked).allowed
    assert 'As attached: <b class="no">✗ Explicit deny' in view.tree.value
    assert 'As tried here: <b class="yes">✓ Allowed' in view.tree.value
    assert repr(view).endswith("tried without KeepDataStores at Clinical")
    view.tree.on_point(f"switch:{node}:{policy}")
    assert view.detached == []


def test_whoever_wants_to_know_is_told_of_a_switch() -> None:
    told: list[list[tuple[str, str]]] = []
    view = OrganizationView(CLOUD, on_switch=lambda view: told.append(list(view.detached)))
    attachment = ids("Clinical", "KeepDataStores")
    view.switch(*attachment)
    assert told == [[attachment]]


def test_without_its_last_scp_a_node_says_that_all_is_denied(view: OrganizationView) -> None:
    view.switch(*ids("hospital", "FullAWSAccess"))
    assert "AWS keeps the last one attached" in view.tree.value


def test_switches_stay_when_the_scene_changes_and_go_with_their_attachment(
    view: OrganizationView,
) -> None:
    attachment = ids("Clinical", "KeepDataStores")
    view.switch(*attachment)
    view.show(Scene(CLOUD))
    assert view.detached == [attachment]
    view.show(Scene(hospital()))
    assert view.detached == []
    assert "There is no organization here" in view.tree.value
    assert repr(view) == "OrganizationView: no organization"


def test_a_question_that_cannot_be_asked_is_told(view: OrganizationView) -> None:
    view.show(asked=Asked("Zed", "s3:GetObject"))
    assert 'role="alert"' in view.tree.value
    assert "no user, role or session" in view.problems


def test_names_are_shown_as_text() -> None:
    from dataclasses import replace

    cloud = CLOUD.copy()
    organization = cloud.state.organization
    assert organization is not None
    nodes = {k: replace(each, name=HOSTILE) for k, each in organization.nodes.items()}
    policies = {k: replace(each, name=HOSTILE) for k, each in organization.policies.items()}
    hostile = replace(organization, nodes=nodes, policies=policies)
    cloud.state = replace(cloud.state, organization=hostile)
    view = OrganizationView(cloud)
    view.switch(*ids("Clinical", "KeepDataStores"))
    assert "<img" not in view.tree.value
    assert "\u202e" not in view.tree.value
    assert "\x00" not in view.tree.value
