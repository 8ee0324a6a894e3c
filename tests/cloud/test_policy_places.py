"""Where policies stand: a draft at a place counts as if it were saved there, and nothing else."""

from dataclasses import replace

import pytest

from simlib import PolicyType, load_scenario, parse_policy, shipped_scenarios
from simlib.cloud.askable import arns_there, askers
from simlib.cloud.cloud import Cloud
from simlib.cloud.policy_places import PolicyPlace, places_by_label, policy_places
from simlib.cloud.saved_policy import saved
from simlib.cloud.state import State
from simlib.cloud.storage import Bucket
from simlib.language.policy import Policy
from tests.clouds import HOSPITAL, PARTNER, add_user, deny, hospital, written

ACTIONS = {
    "s3": ("s3:GetObject", "s3:ListBucket"),
    "kms": ("kms:Decrypt",),
    "iam": ("sts:AssumeRole",),
    "healthlake": ("healthlake:ReadResource",),
    "health-agent": ("health-agent:GetDomain",),
}


def decisions(cloud: Cloud, state: State) -> dict[tuple[str, str, str], str]:
    """Everybody in the cloud asks for everything that is there."""
    tried = cloud.copy()
    tried.state = state
    return {
        (asker.who, action, arn): str(tried.copy().as_(asker.who).can(action, arn).decision)
        for asker in askers(cloud.state)
        if asker.kind in ("user", "role", "root user")
        for arn in arns_there(cloud.state)
        for action in ACTIONS[arn.split(":")[2]]
    }


def place(state: State, words: str) -> PolicyPlace:
    return next(each for each in policy_places(state) if words in each.label)


def read_as(old: Policy, text: str) -> Policy:
    return parse_policy(text, old.policy_type, name=old.name, arn=old.arn)


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_place_has_a_label_of_its_own(name: str) -> None:
    labels = [each.label for each in policy_places(load_scenario(name).state)]
    assert len(set(labels)) == len(labels)


def test_policies_named_like_their_role_are_told_apart() -> None:
    cloud, text = hospital(), deny("s3:*")
    made = add_user(cloud, "NightCare", text)
    inline = dict.fromkeys(("Night", "Care", "other"), made.inline["inline"])
    cloud.state = cloud.state.put("users", (HOSPITAL, "NightCare"), replace(made, inline=inline))
    assert [label.split(" · ")[0] for label in places_by_label(cloud.state)] == [
        f"identity-based policy {name}" for name in ("Night", "Care", "other")
    ]


def test_users_of_one_name_in_two_accounts_are_told_apart() -> None:
    cloud = hospital()
    cloud.add_account(PARTNER, "partner")
    for account in (HOSPITAL, PARTNER):
        add_user(cloud, "Alice", deny("s3:*"), account=account)
    assert list(places_by_label(cloud.state)) == [
        f"identity-based policy inline · arn:aws:iam::{account}:user/Alice"
        for account in (HOSPITAL, PARTNER)
    ]


@pytest.mark.parametrize("name", ["clinical-collaboration", "guardrails", "troubleshooting"])
def test_putting_every_policy_back_changes_no_decision(name: str) -> None:
    cloud = load_scenario(name)
    state = cloud.state
    for each in policy_places(cloud.state):
        state = each.with_policy(state, read_as(each.policy, each.policy.text))
    assert decisions(cloud, state) == decisions(cloud, cloud.state)


def test_a_draft_changes_the_decisions_that_hang_on_it_and_no_others() -> None:
    cloud = load_scenario("clinical-collaboration")
    browse = place(cloud.state, "policy/BrowseStorage")
    draft = read_as(browse.policy, written(deny("s3:ListBucket")))
    before = decisions(cloud, cloud.state)
    after = decisions(cloud, browse.with_policy(cloud.state, draft))
    holders = {user.arn for user in cloud.state.users.values() if browse.owner in user.attached}
    holders |= {role.arn for role in cloud.state.roles.values() if browse.owner in role.attached}
    changed = {question for question in before if before[question] != after[question]}
    assert changed
    assert {who for who, _, _ in changed} <= holders
    assert {before[question] for question in changed} <= {"allowed", "implicitDeny"}
    assert all(after[q] == "explicitDeny" for q in changed if q[1] == "s3:ListBucket")


def test_the_cloud_itself_stays_as_it_is() -> None:
    cloud = load_scenario("guardrails")
    kept = [(each.label, each.policy.text) for each in policy_places(cloud.state)]
    for each in policy_places(cloud.state):
        each.with_policy(cloud.state, read_as(each.policy, each.policy.text))
    assert [(each.label, each.policy.text) for each in policy_places(cloud.state)] == kept


@pytest.mark.parametrize("name", shipped_scenarios())
def test_what_is_put_at_a_place_stands_there(name: str) -> None:
    state = load_scenario(name).state
    for each in policy_places(state):
        text = each.policy.text + "\n"
        put = each.with_policy(state, read_as(each.policy, text))
        assert {p.label: p.policy.text for p in policy_places(put)}[each.label] == text


def grants_to(user: str) -> str:
    return written(
        {"Effect": "Allow", "Principal": {"AWS": user}, "Action": "s3:GetObject",
         "Resource": "arn:aws:s3:::notes/*"}
    )  # fmt: skip


def notes() -> Cloud:
    """A bucket whose policy names Alice, who is made after the policy was saved."""
    cloud = hospital()
    policy = parse_policy(
        grants_to(f"arn:aws:iam::{HOSPITAL}:user/Alice"), PolicyType.RESOURCE_BASED
    )
    bound = saved(policy, lambda arn: "AIDAOFANALICEWHOLEFT")
    bucket = Bucket("notes", HOSPITAL, "us-east-1", policy=bound)
    cloud.state = cloud.state.put("buckets", "notes", bucket)
    add_user(cloud, "Alice")
    return cloud


def test_a_policy_saved_for_somebody_who_left_shows_her_id() -> None:
    """Rule A19: a new user of the same name is not meant."""
    cloud = notes()
    assert "AIDAOFANALICEWHOLEFT" in place(cloud.state, "notes").policy.text
    assert not cloud.as_("Alice").can("s3:GetObject", "arn:aws:s3:::notes/a").allowed


def test_a_draft_binds_whom_it_names_as_saving_would() -> None:
    """Rule A19: a draft with the ARN means the user who has it now."""
    cloud = notes()
    here = place(cloud.state, "notes")
    draft = read_as(here.policy, grants_to(f"arn:aws:iam::{HOSPITAL}:user/Alice"))
    cloud.state = here.with_policy(cloud.state, draft)
    assert cloud.as_("Alice").can("s3:GetObject", "arn:aws:s3:::notes/a").allowed
    cloud.state = cloud.state.drop("users", (HOSPITAL, "Alice"))
    add_user(cloud, "Alice")
    assert not cloud.as_("Alice").can("s3:GetObject", "arn:aws:s3:::notes/a").allowed


def test_of_a_managed_policy_the_default_version_is_changed() -> None:
    cloud = load_scenario("clinical-collaboration")
    browse = place(cloud.state, "policy/BrowseStorage")
    draft = read_as(browse.policy, written(deny("s3:*")))
    managed = browse.with_policy(cloud.state, draft).policies[browse.owner]
    assert managed.policy == draft
    assert managed.default == cloud.state.policies[browse.owner].default
