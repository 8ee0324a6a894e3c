"""Guardrails: SCPs and an RCP around two OUs, and the smaller fences within an account."""

import pytest

from simlib import load_scenario
from simlib.cloud.caller import Caller
from simlib.cloud.cloud import Cloud
from simlib.evaluation.evaluate import Evaluation
from simlib.trace.nodes import Layer

MANAGEMENT, HOSPITAL, VENDOR = "999999999999", "111122223333", "777788889999"
DAY_SHIFT = f"arn:aws:iam::{HOSPITAL}:role/team/DayShiftRole"
BOUNDARY = f"arn:aws:iam::{HOSPITAL}:policy/TeamBoundary"
INBOX = f"arn:aws:s3:::inbox-{VENDOR}/scan.dcm"
STORES = "healthlake:ListFHIRDatastores"
DELETE = "healthlake:DeleteFHIRDatastore"
READING = "arn:aws:iam::aws:policy/AmazonHealthLakeReadOnlyAccess"


@pytest.fixture
def cloud() -> Cloud:
    return load_scenario("guardrails")


@pytest.fixture
def store(cloud: Cloud) -> str:
    [arn] = cloud.state.data_stores
    return arn


def denied_by(found: Evaluation) -> tuple[str, ...]:
    return (found.decision, *found.layers)


def root(cloud: Cloud, account: str) -> Caller:
    return cloud.as_("root", account=account)


# SCPs


def test_full_access_at_every_level_gives_bob_nothing(cloud: Cloud) -> None:
    found = cloud.as_("Bob").can("s3:ListAllMyBuckets")
    assert denied_by(found) == ("implicitDeny", Layer.IDENTITY)


def test_the_administrator_stays_in_two_regions(cloud: Cloud) -> None:
    admin = cloud.as_("AdministratorRole")
    assert denied_by(admin.in_region("eu-west-1").can(STORES)) == (
        "explicitDeny",
        Layer.SERVICE_CONTROL,
    )
    assert admin.in_region("us-west-2").can(STORES).allowed


def test_a_service_without_regions_works_from_everywhere(cloud: Cloud) -> None:
    assert cloud.as_("AdministratorRole").in_region("eu-west-1").can("iam:ListUsers").allowed


@pytest.mark.parametrize("who", ["AdministratorRole", f"arn:aws:iam::{HOSPITAL}:root"])
def test_neither_administrator_nor_root_user_deletes_the_records(
    cloud: Cloud, store: str, who: str
) -> None:
    found = cloud.as_(who).can(DELETE, store)
    assert denied_by(found) == ("explicitDeny", Layer.SERVICE_CONTROL)


def test_the_role_that_the_scp_leaves_out_deletes_them(cloud: Cloud, store: str) -> None:
    assert cloud.as_("DataProtectionRole").can(DELETE, store).allowed


def test_what_the_allow_list_does_not_name_is_denied_at_its_ou(cloud: Cloud) -> None:
    research = cloud.as_("ResearchAdminRole")
    silent = research.can("ec2:DescribeInstances")
    assert denied_by(silent) == ("implicitDeny", Layer.SERVICE_CONTROL)
    assert "at the OU Research" in silent.why()


@pytest.mark.parametrize(("region", "allowed"), [("us-east-1", False), ("us-west-2", True)])
def test_two_scps_at_one_ou_add_up_and_the_second_has_a_condition(
    cloud: Cloud, region: str, allowed: bool
) -> None:
    research = cloud.as_("ResearchAdminRole").in_region(region)
    assert research.can("s3:ListAllMyBuckets").allowed
    assert research.can(STORES).allowed is allowed


# The RCP


@pytest.mark.parametrize(
    ("action", "resource"),
    [
        ("s3:GetObject", f"arn:aws:s3:::imaging-{HOSPITAL}/ct.dcm"),
        ("sts:AssumeRole", f"arn:aws:iam::{HOSPITAL}:role/VendorRole"),
    ],
)
def test_the_vendor_is_kept_out_though_a_policy_lets_it_in(
    cloud: Cloud, action: str, resource: str
) -> None:
    found = cloud.as_("SupportRole").can(action, resource)
    assert denied_by(found) == ("explicitDeny", Layer.RESOURCE_CONTROL)


def test_the_vendor_is_not_told_why(cloud: Cloud) -> None:
    asked = {"Bucket": f"imaging-{HOSPITAL}", "Key": "ct.dcm"}
    error = cloud.as_("SupportRole").attempt("s3:GetObject", **asked).error
    assert str(error).endswith("operation: Access Denied")


# Who is exempt


def test_the_management_account_works_in_any_region(cloud: Cloud) -> None:
    found = root(cloud, MANAGEMENT).in_region("eu-west-1").can("s3:ListAllMyBuckets")
    assert found.allowed


def test_the_management_account_s_bucket_serves_the_vendor(cloud: Cloud) -> None:
    contract = f"arn:aws:s3:::contracts-{MANAGEMENT}/2026.pdf"
    assert cloud.as_("SupportRole").can("s3:GetObject", contract).allowed


def test_the_service_linked_role_lacks_only_its_own_policy(cloud: Cloud) -> None:
    linked = cloud.as_("AWSServiceRoleForConfig").in_region("eu-west-1")
    assert denied_by(linked.can("s3:ListAllMyBuckets")) == ("implicitDeny", Layer.IDENTITY)


# The permissions boundary


def test_lena_was_refused_a_role_without_the_boundary(cloud: Cloud) -> None:
    told = [(each["eventName"], each.get("errorCode")) for each in cloud.records[:3]]
    assert told == [
        ("CreateRole", "AccessDenied"),
        ("CreateRole", None),
        ("AttachRolePolicy", None),
    ]


@pytest.mark.parametrize(("boundary", "allowed"), [(None, False), (BOUNDARY, True)])
def test_lena_makes_roles_with_the_boundary_alone(
    cloud: Cloud, boundary: str | None, allowed: bool
) -> None:
    found = cloud.as_("Lena").can("iam:CreateRole", DAY_SHIFT, iam_PermissionsBoundary=boundary)
    assert found.allowed is allowed


def test_an_administrator_within_the_boundary_is_none(cloud: Cloud, store: str) -> None:
    night = cloud.as_("NightShiftRole")
    found = night.can("iam:CreateUser", f"arn:aws:iam::{HOSPITAL}:user/Mallory")
    assert denied_by(found) == ("implicitDeny", Layer.BOUNDARY)
    assert night.can("healthlake:ReadResource", store).allowed


def test_lena_does_not_take_the_boundary_away_again(cloud: Cloud) -> None:
    lena = cloud.as_("Lena")
    asked = lena.attempt("iam:DeleteRolePermissionsBoundary", RoleName="NightShiftRole")
    assert not asked.succeeded


# The session policy


@pytest.mark.parametrize(
    ("action", "layer"), [("UpdateResource", Layer.SESSION), ("SearchWithGet", Layer.IDENTITY)]
)
def test_role_and_session_policy_must_both_allow(
    cloud: Cloud, store: str, action: str, layer: Layer
) -> None:
    care = cloud.as_("Alice").assume("CareRole", PolicyArns=[{"arn": READING}])
    assert care.can("healthlake:ReadResource", store).allowed
    assert denied_by(care.can(f"healthlake:{action}", store)) == ("implicitDeny", layer)


# The VPC endpoint


def test_an_rcp_does_not_keep_data_in(cloud: Cloud) -> None:
    assert cloud.as_("Alice").can("s3:PutObject", INBOX).allowed


def test_the_endpoint_lets_nothing_out_to_other_organizations(cloud: Cloud) -> None:
    [endpoint] = cloud.state.endpoints
    found = cloud.as_("Alice").through(endpoint).can("s3:PutObject", INBOX)
    assert denied_by(found) == ("implicitDeny", Layer.VPC_ENDPOINT)
    own = f"arn:aws:s3:::imaging-{HOSPITAL}/scan.dcm"
    assert cloud.as_("Alice").through(endpoint).can("s3:PutObject", own).allowed
