"""What escalations tell: who, through whom, what is more; and what they leave out."""

from dataclasses import replace

import pytest

from simlib import load_scenario, shipped_scenarios
from simlib.analysis.escalating import escalations, escalations_frame
from simlib.language.errors import UnknownNameError
from tests.analysis.escalation_clouds import (
    BOUNDARY,
    READS,
    ROOT,
    add_bucket,
    add_control,
    add_policy,
    alice,
    assumable,
)
from tests.clouds import (
    HOSPITAL,
    PARTNER,
    add_role,
    add_user,
    allow,
    deny,
    hospital,
    trust,
    user,
    written,
)

EVERYTHING = allow("*")
ALICE, BOB = (f"arn:aws:iam::{HOSPITAL}:user/{name}" for name in ("Alice", "Bob"))
CARE, ADMIN = (f"arn:aws:iam::{HOSPITAL}:role/{name}" for name in ("CareRole", "Admin"))
LAMBDA = trust({"Service": "lambda.amazonaws.com"})


def assumes(role: str) -> dict[str, object]:
    return allow("sts:AssumeRole", role)


def test_a_cloud_where_nobody_may_do_more_has_none() -> None:
    cloud = hospital()
    add_role(cloud, "CareRole", trust(ROOT), READS)
    alice(cloud, READS, assumes(CARE))
    assert escalations(cloud) == ()


def test_it_says_what_is_new_in_numbered_steps() -> None:
    cloud = hospital()
    assumable(cloud, assumes(CARE))
    (only,) = escalations(cloud)
    assert str(only) == (
        f"{ALICE} reaches {CARE} by sts:AssumeRole: s3:GetObject on arn:aws:s3:::records/example, "
        "which it may not itself\n"
        f"  1. Assume the role {CARE}; ask with the credentials of its session.\n"
        "  A role's trust policy and the caller's own policy let it in; then the role's policies "
        "count, and no longer the caller's.\n"
        "  Name in the trust policy only who needs the role, and ask for MFA or tags there."
    )


def test_every_answer_it_rests_on_is_the_evaluators() -> None:
    cloud = load_scenario("connect-health")
    for each in escalations(cloud, ["Ines"]):
        first = each.asked[0]
        context = dict(first.question.keys)
        asked = cloud.as_(first.who).can(first.question.action, first.question.resource, **context)
        assert asked.allowed
        assert not cloud.as_(each.principal).can(each.gains.action, each.gains.resource).allowed


def test_a_role_leads_on_to_what_it_can_do() -> None:
    cloud = hospital()
    add_role(cloud, "CareRole", trust(ROOT), allow(["iam:PassRole", "lambda:*"]))
    add_role(cloud, "Admin", LAMBDA, EVERYTHING)
    alice(cloud, assumes(CARE))
    through = [each for each in escalations(cloud, ["Alice"]) if each.reaches == ADMIN]
    assert {each.through for each in through} == {(CARE,)}
    assert through[0].administrator
    assert through[0].steps[0].startswith(f"Assume the role {CARE}")
    assert "Make the Lambda function" in through[0].steps[1]


def test_a_chain_of_roles_goes_to_its_end() -> None:
    cloud = hospital()
    add_role(cloud, "CareRole", trust(ROOT), assumes(ADMIN))
    add_role(cloud, "Admin", trust({"AWS": CARE}), EVERYTHING)
    alice(cloud, assumes(CARE))
    assert [(each.reaches, each.through) for each in escalations(cloud, ["Alice"])] == [
        (CARE, ()),
        (ADMIN, (CARE,)),
    ]


def test_the_end_of_a_chain_is_told_only_where_it_is_more() -> None:
    cloud = hospital()
    add_role(cloud, "CareRole", trust(ROOT), assumes(ADMIN), allow("s3:PutObject"))
    add_role(cloud, "Admin", trust({"AWS": CARE}), READS)
    alice(cloud, assumes(CARE), READS)
    assert [each.reaches for each in escalations(cloud, ["Alice"])] == [CARE]
    assert [each.reaches for each in escalations(cloud, ["CareRole"])] == [ADMIN]


def test_roles_that_assume_each_other_come_to_an_end() -> None:
    cloud = hospital()
    add_role(cloud, "CareRole", trust(ROOT), assumes(ADMIN), READS)
    add_role(cloud, "Admin", trust(ROOT), assumes(CARE), allow("s3:PutObject"))
    assert len(escalations(cloud)) == 2


def test_the_policy_of_a_role_that_one_may_assume_is_written_first() -> None:
    cloud = hospital()
    alice(cloud, allow("iam:PutRolePolicy"))
    add_role(cloud, "CareRole", trust({"AWS": ALICE}))
    (only,) = escalations(cloud, ["Alice"])
    assert (only.method, only.reaches, only.through) == ("iam:PutRolePolicy", CARE, (CARE,))
    assert [step.split()[0] for step in only.steps] == ["Put", "Assume"]


def test_who_can_write_its_own_policy_needs_nobody_elses() -> None:
    cloud = hospital()
    assumable(cloud, assumes(CARE), allow(["iam:PutUserPolicy", "iam:PutRolePolicy"]))
    found = escalations(cloud, ["Alice"])
    assert [(e.method, e.reaches) for e in found] == [
        ("iam:PutUserPolicy", ALICE),
        ("sts:AssumeRole", CARE),
    ]


def test_a_role_without_a_boundary_is_a_way_out_of_ones_own() -> None:
    cloud = hospital()
    add_policy(
        cloud,
        "Boundary",
        allow(["iam:*", "sts:*"]),
    )
    add_role(cloud, "CareRole", trust(ROOT))
    put = allow(["iam:PutUserPolicy", "iam:PutRolePolicy", "sts:AssumeRole"])
    alice(cloud, put, boundary=BOUNDARY)
    reached = {each.reaches for each in escalations(cloud, ["Alice"]) if each.administrator}
    assert reached == {CARE}


def test_administrators_have_no_more_in_their_account() -> None:
    cloud = hospital()
    add_bucket(cloud)
    add_role(cloud, "CareRole", trust(ROOT), READS)
    alice(cloud, EVERYTHING)
    assert escalations(cloud, ["Alice"]) == ()


def test_administrators_reach_what_other_accounts_let_them() -> None:
    cloud = hospital()
    cloud.add_account(PARTNER, "partner")
    add_bucket(cloud, account=PARTNER)
    add_role(cloud, "Analyst", trust(ROOT), READS, account=PARTNER)
    alice(cloud, EVERYTHING)
    (only,) = escalations(cloud, ["Alice"])
    assert only.reaches == f"arn:aws:iam::{PARTNER}:role/Analyst"


def test_administrators_are_asked_for_what_an_scp_keeps_from_them() -> None:
    cloud = hospital()
    unless = {"ArnNotEquals": {"aws:PrincipalArn": CARE}}
    add_control(cloud, deny("s3:GetObject", Condition=unless))
    add_role(cloud, "CareRole", trust(ROOT), READS)
    alice(cloud, EVERYTHING)
    assert [each.reaches for each in escalations(cloud, ["Alice"])] == [CARE]


def test_iam_alone_is_not_all_of_the_account() -> None:
    cloud = hospital()
    alice(cloud, allow("iam:*"))
    found = escalations(cloud, ["Alice"])
    assert {"iam:AttachUserPolicy", "iam:PutUserPolicy"} <= {each.method for each in found}
    assert all(each.administrator for each in found)


def test_a_session_policy_counts() -> None:
    cloud = hospital()
    add_role(cloud, "CareRole", trust({"AWS": ALICE}), allow("iam:PutRolePolicy"))
    caller = user(cloud)
    session = caller.assume("CareRole", Policy=written(allow("s3:GetObject")))
    assert escalations(cloud, ["CareRole"]) != ()
    assert escalations(cloud, [session.session.access_key_id]) == ()
    assert len(escalations(cloud, ["CareRole", session.session.access_key_id])) == 1


def test_the_cloud_stays_as_it_is() -> None:
    cloud = load_scenario("connect-health")
    state, records = cloud.state, list(cloud.records)
    escalations(cloud)
    assert cloud.state is state
    assert cloud.records == records


def test_the_same_cloud_has_the_same_ones_in_the_same_order() -> None:
    first, again = (escalations(load_scenario("connect-health")) for _ in range(2))
    assert list(map(str, first)) == list(map(str, again))
    assert [each.principal for each in first] == sorted(each.principal for each in first)


def test_the_frame_has_a_row_each() -> None:
    cloud = hospital()
    assumable(cloud, assumes(CARE))
    frame = escalations_frame(escalations(cloud))
    assert frame.loc[0, ["principal", "method", "reaches", "may", "on"]].tolist() == [
        ALICE,
        "sts:AssumeRole",
        CARE,
        "s3:GetObject",
        "arn:aws:s3:::records/example",
    ]
    assert frame.loc[0, "steps"].startswith("1. Assume the role")


def test_an_unknown_principal_is_an_error() -> None:
    with pytest.raises(UnknownNameError, match="Alise"):
        escalations(hospital(), ["Alise"])


def test_what_simlib_does_not_keep_is_said_and_not_built_on() -> None:
    cloud = hospital()
    add_role(cloud, "CareRole", LAMBDA, assumes(ADMIN))
    add_role(cloud, "Admin", trust({"AWS": CARE}), EVERYTHING)
    alice(cloud, allow("lambda:UpdateFunctionCode"))
    (only,) = escalations(cloud, ["Alice"])
    assert only.reaches == CARE
    assert only.unknown == (
        "simlib keeps no Lambda functions: whether one has this role is not known."
    )


def test_a_user_who_was_made_anew_is_not_the_one_that_a_role_trusts() -> None:
    cloud = hospital()
    alice(cloud)
    add_role(cloud, "CareRole", trust({"AWS": ALICE}), READS)
    assert len(escalations(cloud, ["Alice"])) == 1
    anew = replace(cloud.state.users[HOSPITAL, "Alice"], unique_id="AIDAANEW")
    cloud.state = cloud.state.put("users", (HOSPITAL, "Alice"), anew)
    assert escalations(cloud, ["Alice"]) == ()


def test_a_key_that_is_not_active_does_not_keep_a_user_from_being_reached() -> None:
    cloud = hospital()
    add_user(cloud, "Bob", READS)
    cloud.as_("Bob")
    for id_, key in cloud.state.access_keys.items():
        cloud.state = cloud.state.put("access_keys", id_, replace(key, active=False))
    alice(cloud, allow("iam:CreateAccessKey"))
    assert [each.reaches for each in escalations(cloud, ["Alice"])] == [BOB]


SCENARIOS = {
    "clinical-collaboration": {("StorageAdministrator", "s3:PutBucketPolicy")},
    "confused-deputy": {("IntegrationService", "sts:AssumeRole")},
    "cross-account-partner": {("AnalystRole", "sts:AssumeRole")},
    "guardrails": {("AdministratorRole", "sts:AssumeRole"), ("Alice", "sts:AssumeRole")},
    "healthlake-basics": set(),
    "healthlake-encryption": {("NoDecrypt", "kms:CreateGrant")},
    "troubleshooting": set(),
}


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_scenarios_have_these_and_no_others(name: str) -> None:
    found = escalations(load_scenario(name))
    assert {(e.principal.rpartition("/")[2], e.method) for e in found} == SCENARIOS[name]


def test_in_connect_health_whoever_administers_iam_administers_all() -> None:
    """Ines may do all of iam:*, on everything; Alice may assume the clinicians' role."""
    assert set(shipped_scenarios()) - SCENARIOS.keys() == {"connect-health"}
    found = escalations(load_scenario("connect-health"))
    assert {e.principal.rpartition("/")[2] for e in found} == {"Alice", "Ines"}
    own = [e for e in found if e.principal == e.reaches]
    assert {e.method for e in own} == {"iam:AttachUserPolicy", "iam:PutUserPolicy"}
