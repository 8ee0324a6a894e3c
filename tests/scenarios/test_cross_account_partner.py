"""A study shared across two accounts: every permission has two halves, the key's too."""

import pytest

from simlib import load_scenario
from simlib.cloud.attempt import Attempt
from simlib.cloud.cloud import Cloud
from simlib.evaluation.evaluate import Evaluation
from simlib.trace.nodes import Layer

HOSPITAL, RESEARCH, VENDOR = "111122223333", "444455556666", "777788889999"
STUDY = f"study-{HOSPITAL}"
COHORT = f"arn:aws:s3:::{STUDY}/cohort.csv"
KEY = f"arn:aws:kms:us-east-1:{HOSPITAL}:alias/study"
CURATOR = f"arn:aws:iam::{HOSPITAL}:role/StudyCuratorRole"


@pytest.fixture
def cloud() -> Cloud:
    return load_scenario("cross-account-partner")


def read(cloud: Cloud, who: str, key: str = "cohort.csv") -> Attempt:
    return cloud.as_(who).attempt("s3:GetObject", Bucket=STUDY, Key=key)


def denied_by(found: Evaluation | None) -> tuple[str, ...]:
    assert found is not None
    return (found.decision, *found.layers)


def test_with_both_halves_the_analyst_reads(cloud: Cloud) -> None:
    assert read(cloud, "AnalystRole").succeeded


def test_four_policies_let_the_analyst_read(cloud: Cloud) -> None:
    why = read(cloud, "AnalystRole").why()
    named = ("`PartnerReads`", "`ReadStudy`", "`PartnerDecrypts`", "`DecryptStudy`")
    assert [name for name in named if name not in why] == []


def test_the_partner_s_half_alone_opens_nothing(cloud: Cloud) -> None:
    found = cloud.as_("AuditorRole").can("s3:GetObject", COHORT)
    assert denied_by(found) == ("implicitDeny", Layer.RESOURCE)


def test_the_hospital_s_half_alone_opens_nothing(cloud: Cloud) -> None:
    found = cloud.as_("AnalystRole").can("s3:GetObjectTagging", COHORT)
    assert denied_by(found) == ("implicitDeny", Layer.IDENTITY)


def test_the_hospital_lets_the_intern_read_and_the_partner_does_not_let_it_decrypt(
    cloud: Cloud,
) -> None:
    intern = read(cloud, "InternRole")
    assert cloud.as_("InternRole").can("s3:GetObject", COHORT).allowed
    assert denied_by(intern.evaluation) == ("implicitDeny", Layer.IDENTITY)
    assert "kms:Decrypt" in intern.why()


def test_what_the_aws_managed_key_encrypts_stays_in_the_account(cloud: Cloud) -> None:
    genomes = read(cloud, "AnalystRole", "genomes.csv")
    assert denied_by(genomes.evaluation) == ("implicitDeny", Layer.RESOURCE)
    assert "kms:CallerAccount" in genomes.why()


def test_the_hospital_s_own_steward_reads_what_the_managed_key_encrypts(cloud: Cloud) -> None:
    assert read(cloud, "Dana", "genomes.csv").succeeded


def test_the_partner_s_root_user_needs_no_policy_of_its_own_for_the_key(cloud: Cloud) -> None:
    root = cloud.as_("root", account=RESEARCH)
    assert root.can("kms:Decrypt", cloud.state.aliases[KEY]).allowed


def test_the_analyst_decrypts_through_s3_alone(cloud: Cloud) -> None:
    found = cloud.as_("AnalystRole").can("kms:Decrypt", cloud.state.aliases[KEY])
    assert denied_by(found) == ("implicitDeny", Layer.IDENTITY)
    assert "kms:ViaService" in found.why()


def test_a_stranger_is_told_nothing_and_a_member_the_reason(cloud: Cloud) -> None:
    stranger, member = (str(read(cloud, who).error) for who in ("SupportRole", "AuditorRole"))
    assert stranger.endswith("operation: Access Denied")
    assert member.endswith("because no resource-based policy allows the s3:GetObject action")


def test_the_perimeter_wins_over_the_forgotten_statement(cloud: Cloud) -> None:
    stranger = read(cloud, "SupportRole")
    assert denied_by(stranger.evaluation) == ("explicitDeny", Layer.RESOURCE)
    assert "`OnlyTheOrganization`" in stranger.why()


def test_the_analyst_becomes_one_of_the_hospital_s_own(cloud: Cloud) -> None:
    curator = cloud.as_("AnalystRole").assume("StudyCuratorRole")
    assert curator.session.account == HOSPITAL
    assert curator.attempt("s3:PutObject", Bucket=STUDY, Key="curated/cohort.csv").succeeded


@pytest.mark.parametrize(
    ("who", "layer"), [("AuditorRole", Layer.IDENTITY), ("SupportRole", Layer.ROLE_TRUST)]
)
def test_without_one_half_nobody_assumes_the_role(cloud: Cloud, who: str, layer: Layer) -> None:
    assert denied_by(cloud.as_(who).can("sts:AssumeRole", CURATOR)) == ("implicitDeny", layer)


def test_data_does_not_leave_for_the_bucket_that_invites_it(cloud: Cloud) -> None:
    found = cloud.as_("AnalystRole").can("s3:PutObject", f"arn:aws:s3:::inbox-{VENDOR}/cohort.csv")
    assert denied_by(found) == ("explicitDeny", Layer.IDENTITY)
    assert "aws:ResourceAccount" in found.why()


def test_both_accounts_have_each_event_under_one_shared_id(cloud: Cloud) -> None:
    records = read(cloud, "AnalystRole").records
    told = [(each["eventName"], each["recipientAccountId"]) for each in records]
    assert told == [(name, to) for name in ("Decrypt", "GetObject") for to in (RESEARCH, HOSPITAL)]
    assert len({each["sharedEventID"] for each in records}) == 2


def test_the_owner_s_record_names_the_caller_by_account_and_id_alone(cloud: Cloud) -> None:
    identity = read(cloud, "AnalystRole").records[-1]["userIdentity"]
    assert identity["accountId"] == RESEARCH
    assert sorted(identity) == ["accountId", "principalId", "type"]
