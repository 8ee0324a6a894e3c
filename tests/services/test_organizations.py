"""AWS Organizations: the tree, SCPs and RCPs, where they are attached, and who may change it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.cloud.errors import ClientError, NotModelledError
from simlib.cloud.ids import Ids
from simlib.cloud.organization import Organization, new_organization, path_of, with_account
from simlib.services import SERVICES
from tests.clouds import HOSPITAL, PARTNER, VENDOR, add_user, allow, deny, document, hospital
from tests.services.shapes import error_codes, misfits, model

SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
FULL, RCP_FULL = "p-FullAWSAccess", "p-RCPFullAWSAccess"
OBJECT = "arn:aws:s3:::records/1.json"


def text(*statements: dict[str, Any]) -> str:
    return json.dumps(document(*statements))


@pytest.fixture
def cloud() -> Cloud:
    """The hospital manages an organization; the partner is in it, the vendor is not."""
    made = hospital()
    made.add_account(PARTNER, "partner")
    made.add_account(VENDOR, "vendor")
    call(root_of(made), "CreateOrganization")
    organization = with_account(tree(made), PARTNER, "partner")
    made.state = replace(made.state, organization=organization)
    return made


def root_of(cloud: Cloud, account: str = HOSPITAL) -> Caller:
    return cloud.as_("root", account=account)


def tree(cloud: Cloud) -> Organization:
    assert cloud.state.organization is not None
    return cloud.state.organization


@pytest.fixture
def root(cloud: Cloud) -> Caller:
    return root_of(cloud)


def call(caller: Caller, name: str, **parameters: Any) -> dict[str, Any]:
    return caller.call(f"organizations:{name}", **parameters)


def refusal(caller: Caller, name: str, **parameters: Any) -> ClientError:
    with pytest.raises(ClientError) as caught:
        call(caller, name, **parameters)
    assert caught.value.code in error_codes("organizations", name)
    assert caught.value.status == 400
    return caught.value


def create(root: Caller, *statements: dict[str, Any], name: str = "Guard", kind: str = SCP) -> str:
    made = call(
        root, "CreatePolicy", Name=name, Description="", Type=kind, Content=text(*statements)
    )
    return str(made["Policy"]["PolicySummary"]["Id"])


def unit(root: Caller, name: str = "Clinical", parent: str | None = None) -> str:
    above = parent or tree(root.cloud).root.id
    made = call(root, "CreateOrganizationalUnit", ParentId=above, Name=name)
    return str(made["OrganizationalUnit"]["Id"])


def attached(root: Caller, target: str, kind: str = SCP) -> list[str]:
    listed = call(root, "ListPoliciesForTarget", TargetId=target, Filter=kind)
    return [each["Id"] for each in listed["Policies"]]


# The tree


def test_every_answer_has_botocores_shape(root: Caller) -> None:
    top, clinical, guard = tree(root.cloud).root.id, unit(root), create(root, deny("s3:*"))
    story: list[tuple[str, dict[str, Any]]] = [
        ("DescribeOrganization", {}),
        ("ListRoots", {}),
        ("ListParents", {"ChildId": PARTNER}),
        ("ListChildren", {"ParentId": top, "ChildType": "ACCOUNT"}),
        ("ListAccounts", {}),
        ("ListAccountsForParent", {"ParentId": top}),
        ("ListOrganizationalUnitsForParent", {"ParentId": top}),
        ("CreateOrganizationalUnit", {"ParentId": clinical, "Name": "Wards"}),
        ("DescribeOrganizationalUnit", {"OrganizationalUnitId": clinical}),
        ("DescribeAccount", {"AccountId": PARTNER}),
        ("CreateAccount", {"Email": "lab@example.org", "AccountName": "lab"}),
        ("CreatePolicy", {"Name": "g", "Description": "d", "Type": SCP,
                          "Content": text(deny("s3:*"))}),
        ("UpdatePolicy", {"PolicyId": guard, "Name": "Other"}),
        ("DescribePolicy", {"PolicyId": guard}),
        ("ListPolicies", {"Filter": SCP}),
        ("ListPoliciesForTarget", {"TargetId": PARTNER, "Filter": SCP}),
        ("ListTargetsForPolicy", {"PolicyId": FULL}),
        ("EnablePolicyType", {"RootId": top, "PolicyType": RCP}),
        ("DisablePolicyType", {"RootId": top, "PolicyType": RCP}),
    ]  # fmt: skip
    problems = [e for n, g in story for e in misfits("organizations", n, call(root, n, **g))]
    assert problems == []
    answering = {
        name
        for name in SERVICES["organizations"].operations
        if model("organizations").operation_model(name).output_shape is not None
    }
    assert answering - {name for name, _ in story} == {"CreateOrganization"}


def test_creating_an_organization_makes_the_caller_its_management_account() -> None:
    cloud = hospital()
    made = call(root_of(cloud), "CreateOrganization")
    assert misfits("organizations", "CreateOrganization", made) == []
    assert made["Organization"]["MasterAccountId"] == HOSPITAL
    assert cloud.as_("root").can("s3:GetObject", OBJECT).allowed


def test_service_control_policies_are_enabled_from_the_start(root: Caller) -> None:
    (top,) = call(root, "ListRoots")["Roots"]
    assert top["PolicyTypes"] == [{"Type": SCP, "Status": "ENABLED"}]


def test_an_account_is_in_one_organization(root: Caller) -> None:
    assert refusal(root, "CreateOrganization").code == "AlreadyInOrganizationException"


def test_who_is_in_no_organization_is_told_so(cloud: Cloud) -> None:
    refused = refusal(root_of(cloud, VENDOR), "DescribeOrganization")
    assert refused.code == "AWSOrganizationsNotInUseException"


def test_a_member_account_may_describe_its_organization_and_change_nothing(cloud: Cloud) -> None:
    member = root_of(cloud, PARTNER)
    assert call(member, "DescribeOrganization")["Organization"]["MasterAccountId"] == HOSPITAL
    assert refusal(member, "ListAccounts").code == "AccessDeniedException"
    made = {"Name": "g", "Description": "", "Type": SCP, "Content": text(deny("s3:*"))}
    assert refusal(member, "CreatePolicy", **made).code == "AccessDeniedException"


def test_an_account_moves_with_all_that_hangs_above_it(cloud: Cloud, root: Caller) -> None:
    top, clinical = tree(cloud).root.id, unit(root)
    move = {"AccountId": PARTNER, "SourceParentId": top, "DestinationParentId": clinical}
    call(root, "MoveAccount", **move)
    assert path_of(tree(cloud), PARTNER) == f"{tree(cloud).id}/{top}/{clinical}/"
    assert refusal(root, "MoveAccount", **move).code == "SourceParentNotFoundException"
    assert call(root, "ListParents", ChildId=PARTNER)["Parents"][0]["Id"] == clinical


def test_moving_to_where_it_is_already_is_refused(cloud: Cloud, root: Caller) -> None:
    top = tree(cloud).root.id
    move = {"AccountId": PARTNER, "SourceParentId": top, "DestinationParentId": top}
    assert refusal(root, "MoveAccount", **move).code == "DuplicateAccountException"


def test_siblings_have_different_names(root: Caller) -> None:
    unit(root)
    given = {"ParentId": tree(root.cloud).root.id, "Name": "Clinical"}
    refused = refusal(root, "CreateOrganizationalUnit", **given)
    assert refused.code == "DuplicateOrganizationalUnitException"


def test_units_are_nested_five_deep(root: Caller) -> None:
    parent = None
    for level in range(5):
        parent = unit(root, f"level {level}", parent)
    refused = refusal(root, "CreateOrganizationalUnit", ParentId=parent, Name="too deep")
    assert refused.hint.startswith("OU_DEPTH_LIMIT_EXCEEDED")


def test_a_unit_that_is_not_empty_is_not_deleted(root: Caller) -> None:
    clinical = unit(root)
    wards = unit(root, "Wards", clinical)
    refused = refusal(root, "DeleteOrganizationalUnit", OrganizationalUnitId=clinical)
    assert refused.code == "OrganizationalUnitNotEmptyException"
    call(root, "DeleteOrganizationalUnit", OrganizationalUnitId=wards)
    call(root, "DeleteOrganizationalUnit", OrganizationalUnitId=clinical)


def test_a_new_account_has_a_role_for_the_management_account(cloud: Cloud, root: Caller) -> None:
    made = call(root, "CreateAccount", Email="lab@example.org", AccountName="lab")
    account = made["CreateAccountStatus"]["AccountId"]
    role = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    add_user(cloud, "Alice", allow("sts:AssumeRole", role))
    session = cloud.as_("Alice").assume(role)
    assert session.can("iam:CreateUser", f"arn:aws:iam::{account}:user/Bob").allowed
    assert path_of(tree(cloud), account) == path_of(tree(cloud), HOSPITAL)


@pytest.mark.parametrize(
    ("name", "parameters", "code"),
    [
        ("DescribeAccount", {"AccountId": VENDOR}, "AccountNotFoundException"),
        ("ListParents", {"ChildId": VENDOR}, "ChildNotFoundException"),
        ("ListAccountsForParent", {"ParentId": "r-zzzz"}, "ParentNotFoundException"),
        ("DescribePolicy", {"PolicyId": "p-00000000"}, "PolicyNotFoundException"),
        ("AttachPolicy", {"PolicyId": FULL, "TargetId": VENDOR}, "TargetNotFoundException"),
        ("EnablePolicyType", {"RootId": "r-zzzz", "PolicyType": RCP}, "RootNotFoundException"),
        (
            "DescribeOrganizationalUnit",
            {"OrganizationalUnitId": "ou-zzzz-00000000"},
            "OrganizationalUnitNotFoundException",
        ),
    ],
)
def test_what_is_not_there_is_not_found(
    root: Caller, name: str, parameters: dict[str, Any], code: str
) -> None:
    assert refusal(root, name, **parameters).code == code


# Policies


def test_an_scp_denies_the_members_and_not_the_management_account(
    cloud: Cloud, root: Caller
) -> None:
    guard = create(root, deny("s3:GetObject"))
    call(root, "AttachPolicy", PolicyId=guard, TargetId=tree(cloud).root.id)
    denied = root_of(cloud, PARTNER).can("s3:GetObject", OBJECT)
    assert denied.decision == "explicitDeny"
    assert f"service_control_policy/{guard}" in str(denied.message)
    assert root.can("s3:GetObject", OBJECT).allowed
    call(root, "DetachPolicy", PolicyId=guard, TargetId=tree(cloud).root.id)
    assert root_of(cloud, PARTNER).can("s3:GetObject", OBJECT).allowed


def test_an_rcp_counts_when_its_type_is_enabled(cloud: Cloud, root: Caller) -> None:
    root_of(cloud, PARTNER).call("s3:CreateBucket", Bucket="records")
    guard = create(root, {**deny("s3:GetObject"), "Principal": "*"}, kind=RCP)
    top = tree(cloud).root.id
    refused = refusal(root, "AttachPolicy", PolicyId=guard, TargetId=top)
    assert refused.code == "PolicyTypeNotEnabledException"
    call(root, "EnablePolicyType", RootId=top, PolicyType=RCP)
    call(root, "AttachPolicy", PolicyId=guard, TargetId=top)
    assert root_of(cloud, PARTNER).can("s3:GetObject", OBJECT).decision == "explicitDeny"


def test_a_policys_content_that_changes_counts_at_once(cloud: Cloud, root: Caller) -> None:
    guard = create(root, deny("ec2:*"))
    call(root, "AttachPolicy", PolicyId=guard, TargetId=PARTNER)
    assert root_of(cloud, PARTNER).can("s3:GetObject", OBJECT).allowed
    call(root, "UpdatePolicy", PolicyId=guard, Content=text(deny("s3:*")))
    assert not root_of(cloud, PARTNER).can("s3:GetObject", OBJECT).allowed


@pytest.mark.parametrize(
    ("kind", "statement"),
    [
        (SCP, {**deny("s3:*"), "Principal": "*"}),
        (RCP, {**allow("s3:*"), "Principal": "*"}),
        (RCP, {**deny("*"), "Principal": "*"}),
    ],
)
def test_a_policy_that_its_type_does_not_know_is_malformed(
    root: Caller, kind: str, statement: dict[str, Any]
) -> None:
    given = {"Name": "g", "Description": "", "Type": kind, "Content": text(statement)}
    refused = refusal(root, "CreatePolicy", **given)
    assert refused.code == "MalformedPolicyDocumentException"
    assert refused.hint


@pytest.mark.parametrize(("kind", "most"), [(SCP, 10_240), (RCP, 5_120)])
def test_white_space_counts_in_a_policys_size(root: Caller, kind: str, most: int) -> None:
    principal = {"Principal": "*"} if kind == RCP else {}
    content = text({**deny("s3:*"), **principal})
    given = {"Description": "", "Type": kind}
    padded = content.replace(" ", " " * (most - len(content) + 1), 1)
    call(root, "CreatePolicy", Name="fits", Content=padded, **given)
    refused = refusal(
        root, "CreatePolicy", Name="big", Content=padded.replace(" ", "  ", 1), **given
    )
    assert refused.code == "ConstraintViolationException"


def test_names_of_policies_differ(root: Caller) -> None:
    create(root, deny("s3:*"))
    given = {"Name": "Guard", "Description": "", "Type": SCP, "Content": text(deny("ec2:*"))}
    assert refusal(root, "CreatePolicy", **given).code == "DuplicatePolicyException"


def test_a_policy_in_use_is_not_deleted(cloud: Cloud, root: Caller) -> None:
    guard = create(root, deny("s3:*"))
    call(root, "AttachPolicy", PolicyId=guard, TargetId=PARTNER)
    assert refusal(root, "DeletePolicy", PolicyId=guard).code == "PolicyInUseException"
    call(root, "DetachPolicy", PolicyId=guard, TargetId=PARTNER)
    call(root, "DeletePolicy", PolicyId=guard)
    assert guard not in tree(cloud).policies


def test_aws_own_policies_do_not_change(root: Caller) -> None:
    refused = refusal(root, "UpdatePolicy", PolicyId=FULL, Content=text(deny("*")))
    assert refused.hint == "IMMUTABLE_POLICY"


def test_the_last_scp_of_a_target_stays(root: Caller) -> None:
    refused = refusal(root, "DetachPolicy", PolicyId=FULL, TargetId=PARTNER)
    assert refused.hint == "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"
    call(root, "AttachPolicy", PolicyId=create(root, allow("s3:*")), TargetId=PARTNER)
    call(root, "DetachPolicy", PolicyId=FULL, TargetId=PARTNER)


def test_the_full_access_rcp_stays_everywhere(cloud: Cloud, root: Caller) -> None:
    call(root, "EnablePolicyType", RootId=tree(cloud).root.id, PolicyType=RCP)
    guard = create(root, {**deny("s3:*"), "Principal": "*"}, kind=RCP)
    call(root, "AttachPolicy", PolicyId=guard, TargetId=PARTNER)
    refused = refusal(root, "DetachPolicy", PolicyId=RCP_FULL, TargetId=PARTNER)
    assert refused.hint == "NON_DETACHABLE_POLICY"


def test_ten_scps_can_be_attached_full_access_included(root: Caller) -> None:
    made = [create(root, deny(f"s3:Get{n}"), name=f"g{n}") for n in range(10)]
    for guard in made[:9]:
        call(root, "AttachPolicy", PolicyId=guard, TargetId=PARTNER)
    refused = refusal(root, "AttachPolicy", PolicyId=made[9], TargetId=PARTNER)
    assert refused.hint == "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED"
    assert len(attached(root, PARTNER)) == 10


def test_a_policy_is_attached_once(root: Caller) -> None:
    refused = refusal(root, "AttachPolicy", PolicyId=FULL, TargetId=PARTNER)
    assert refused.code == "DuplicatePolicyAttachmentException"


def test_disabling_a_type_loses_what_was_attached(cloud: Cloud, root: Caller) -> None:
    top, guard = tree(cloud).root.id, create(root, deny("s3:*"))
    call(root, "AttachPolicy", PolicyId=guard, TargetId=PARTNER)
    call(root, "DisablePolicyType", RootId=top, PolicyType=SCP)
    assert attached(root, PARTNER) == []
    assert root_of(cloud, PARTNER).can("s3:GetObject", OBJECT).allowed
    call(root, "EnablePolicyType", RootId=top, PolicyType=SCP)
    assert attached(root, PARTNER) == [FULL]


def test_other_policy_types_are_refused_by_name(root: Caller) -> None:
    with pytest.raises(NotModelledError, match="TAG_POLICY"):
        call(root, "ListPolicies", Filter="TAG_POLICY")


def test_a_condition_on_the_policys_type_counts(cloud: Cloud) -> None:
    condition = {"StringEquals": {"organizations:PolicyType": SCP}}
    add_user(cloud, "Alice", allow("organizations:*", Condition=condition))
    create(cloud.as_("Alice"), deny("s3:*"))
    with pytest.raises(ClientError, match="not authorized"):
        create(cloud.as_("Alice"), {**deny("s3:*"), "Principal": "*"}, kind=RCP)


def test_attaching_is_a_permission_on_policy_and_target(cloud: Cloud, root: Caller) -> None:
    guard = create(root, deny("s3:*"))
    policy = call(root, "DescribePolicy", PolicyId=guard)["Policy"]["PolicySummary"]["Arn"]
    add_user(cloud, "Alice", allow("organizations:AttachPolicy", policy))
    refused = refusal(cloud.as_("Alice"), "AttachPolicy", PolicyId=guard, TargetId=PARTNER)
    assert f"account/{tree(cloud).id}/{PARTNER}" in refused.message


# An organization without calls, as scenarios make it


def test_a_new_organization_has_full_access_attached_everywhere() -> None:
    organization = with_account(new_organization(Ids(), HOSPITAL), PARTNER, "partner")
    assert {node.attached for node in organization.nodes.values()} == {(FULL, RCP_FULL)}
    assert set(organization.policies) == {FULL, RCP_FULL}


def test_an_account_can_be_put_under_a_unit() -> None:
    organization = new_organization(Ids(), HOSPITAL)
    below = with_account(organization, PARTNER, "partner", organization.root.id)
    assert path_of(below, PARTNER) == f"{organization.id}/{organization.root.id}/"
    assert path_of(organization, PARTNER) is None
