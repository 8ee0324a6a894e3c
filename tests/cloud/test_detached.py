"""An attachment that is tried away no longer counts; the cloud keeps it."""

import pytest

from simlib import load_scenario
from simlib.cloud.detached import detached
from simlib.language.errors import UnknownNameError


def test_without_an_scp_its_deny_is_gone_and_the_cloud_keeps_it() -> None:
    cloud = load_scenario("guardrails")
    organization = cloud.state.organization
    assert organization is not None
    two_regions = next(p for p in organization.policies.values() if p.name == "TwoRegionsOnly")
    abroad = cloud.as_("AdministratorRole").in_region("eu-west-1")
    assert abroad.can("healthlake:ListFHIRDatastores").decision == "explicitDeny"

    tried = cloud.copy()
    tried.state = detached(cloud.state, [(organization.root.id, two_regions.id)])
    admin = tried.as_("AdministratorRole").in_region("eu-west-1")
    assert admin.can("healthlake:ListFHIRDatastores").allowed
    assert two_regions.id in organization.root.attached
    assert cloud.state.organization is organization


def test_without_any_scp_at_a_level_everything_below_is_denied() -> None:
    cloud = load_scenario("guardrails")
    tried = cloud.copy()
    tried.state = detached(cloud.state, [("111122223333", "p-FullAWSAccess")])
    assert not tried.as_("AdministratorRole").can("iam:ListUsers").allowed


@pytest.mark.parametrize("attachment", [("r-none", "p-FullAWSAccess"), ("111122223333", "p-x")])
def test_what_is_not_attached_is_named(attachment: tuple[str, str]) -> None:
    with pytest.raises(UnknownNameError, match=r"no policy `.*` is attached to"):
        detached(load_scenario("guardrails").state, [attachment])


def test_a_cloud_without_an_organization_has_no_attachments() -> None:
    state = load_scenario("troubleshooting").state
    assert detached(state, []).organization is None
    with pytest.raises(UnknownNameError):
        detached(state, [("r", "p")])
