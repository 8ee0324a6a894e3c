"""The catalogue: every way in which an incident breaks something, by the layer that it is in."""

from ..fault import Fault
from . import (
    actions,
    conditions,
    credentials,
    denies,
    guardrails,
    identities,
    instance_profiles,
    keys,
    network,
    principals,
    public_access,
    resources,
    sessions,
    tags,
    versions,
)
from .policies_in_force import Rewriting, in_policies

__all__ = ["FAULTS"]

IDENTITY, BOUNDARY, SESSION = "identity-based policy", "permissions boundary", "session policy"
BUCKET, DOOR, KEY, TRUST = "bucket policy", "access point policy", "key policy", "role trust policy"
SCP, RCP, ENDPOINT = "service control policy", "resource control policy", "VPC endpoint policy"
CREDENTIALS, TAGS, CALL = "credentials", "tags", "how it is called"


def _allow(kind: str, name: str, rewriting: Rewriting) -> Fault:
    """In the statement of a policy that allows the work."""
    return Fault(name, kind, in_policies(kind, rewriting))


def _deny(kind: str, name: str, rewriting: Rewriting) -> Fault:
    """In any policy that bears on the work."""
    return Fault(name, kind, in_policies(kind, rewriting, allowing=False))


FAULTS: tuple[Fault, ...] = (
    # what the caller itself may do
    _allow(IDENTITY, "an action left out", actions.left_out),
    _allow(IDENTITY, "an action mistaken for another", actions.mistaken),
    _allow(IDENTITY, "a statement deleted", actions.statement_gone),
    _allow(IDENTITY, "an ARN without its wildcard", resources.without_wildcard),
    _allow(IDENTITY, "an ARN of another account", resources.other_account),
    _allow(IDENTITY, "an ARN of another Region", resources.other_region),
    _allow(IDENTITY, "an ARN of another resource type", resources.other_type),
    _allow(IDENTITY, "an ARN with a typing error", resources.other_name),
    _allow(IDENTITY, "an address demanded", conditions.address_demanded),
    _allow(IDENTITY, "MFA demanded", conditions.mfa_demanded),
    _allow(IDENTITY, "a permission that has run out", conditions.over_since),
    _allow(IDENTITY, "a condition key mistaken for another", conditions.another_key),
    _allow(IDENTITY, "a tag misspelt in a condition key", conditions.made_up_key),
    _allow(IDENTITY, "a value of a condition mistaken", conditions.another_value),
    _allow(IDENTITY, "a variable under Version 2008", versions.version_2008),
    _allow(IDENTITY, "kms:ViaService without its Region", conditions.via_service_without_region),
    _deny(IDENTITY, "an explicit deny", denies.denies_outright),
    _deny(IDENTITY, "a deny outside a network", denies.denies_other_networks),
    Fault("a policy detached", IDENTITY, identities.policy_detached),
    Fault("a group left", IDENTITY, identities.group_left),
    Fault("a boundary attached", BOUNDARY, identities.boundary_attached),
    _allow(BOUNDARY, "a boundary that lost an action", actions.left_out),
    Fault("a session policy for another service", SESSION, sessions.session_policy_too_narrow),
    # what the resource says
    _allow(BUCKET, "a principal no longer named", principals.no_longer_named),
    _allow(BUCKET, "a bucket policy without its objects", resources.without_wildcard),
    _allow(BUCKET, "an access point's account mistaken", conditions.another_value),
    _allow(BUCKET, "a delegation by another key", conditions.another_key),
    _deny(BUCKET, "a bucket closed to other networks", denies.denies_other_networks),
    _deny(BUCKET, "a bucket for encrypted uploads alone", denies.denies_unencrypted),
    Fault("a policy made public under Block Public Access", BUCKET, public_access.public_statement),
    _allow(DOOR, "an access point's objects without `/object/`", resources.other_type),
    _allow(DOOR, "a prefix in another case", resources.other_case),
    _allow(DOOR, "an access point's ARN of another account", resources.other_account),
    _allow(KEY, "an account no longer named by a key", principals.another_account),
    _allow(KEY, "an action left out of a key policy", actions.left_out),
    _allow(KEY, "a key's kms:ViaService without its Region", conditions.via_service_without_region),
    _deny(KEY, "a key denied", denies.denies_outright),
    Fault("a key disabled", KEY, keys.key_disabled),
    Fault("a key about to be deleted", KEY, keys.key_to_be_deleted),
    Fault("a grant revoked", "KMS grant", keys.grant_revoked),
    # how roles are taken on and handed over
    _allow(TRUST, "another account trusted", principals.another_account),
    _allow(TRUST, "an action of sessions not trusted", actions.left_out),
    _allow(TRUST, "a value of a trust condition mistaken", conditions.another_value),
    _allow(TRUST, "a trusted value in another case", conditions.other_case_of_value),
    _allow(TRUST, "a pattern under StringEquals", conditions.plain_operator),
    _allow(TRUST, "a trust condition by another key", conditions.another_key),
    Fault("an external id that is not sent", CALL, sessions.other_external_id),
    Fault("a source identity that is not set", CALL, sessions.source_identity_missing),
    Fault("a session tag that is not passed", CALL, sessions.session_tag_missing),
    Fault(
        "an instance profile without its role",
        "instance profile",
        instance_profiles.profile_without_role,
    ),
    # the organization and the network
    Fault("an SCP attached", SCP, guardrails.scp_attached),
    _deny(SCP, "an SCP that denies more", denies.denies_other_regions),
    _allow(SCP, "an SCP's allow list for another Region", conditions.another_value),
    Fault("an RCP attached", RCP, guardrails.rcp_attached),
    _deny(RCP, "an RCP for another organization", denies.denies_other_organizations),
    _allow(ENDPOINT, "an endpoint for another organization", conditions.another_value),
    _deny(ENDPOINT, "an endpoint that denies", denies.denies_outright),
    Fault("a call to another Region", CALL, network.other_region_asked),
    # tags
    Fault("a resource's tag misspelt", TAGS, tags.resource_tag_misspelt),
    Fault("a caller's tag lost", TAGS, tags.principal_tag_missing),
    # credentials: before any policy
    Fault("signed in without MFA", CREDENTIALS, sessions.signed_in_without_mfa),
    Fault("temporary credentials over", CREDENTIALS, credentials.credentials_expired),
    Fault("a wrong secret", CREDENTIALS, credentials.secret_mistyped),
    Fault("a clock that is late", CREDENTIALS, credentials.clock_behind),
    Fault("a clock that is early", CREDENTIALS, credentials.clock_ahead),
    Fault("an access key that is deleted", CREDENTIALS, credentials.key_unknown),
    Fault("an access key that is inactive", CREDENTIALS, credentials.key_inactive),
    Fault("a session token left out", CREDENTIALS, credentials.token_left_out),
    Fault("a session token of another session", CREDENTIALS, credentials.token_of_another_session),
)
