"""Connect Health with its service role: a service principal that assumes a role of the customer.

Source: "Identity and access management for Amazon Connect Health" (service roles), "The confused
deputy problem".
"""

from ...cloud.caller import Caller
from ...cloud.cloud import Cloud
from ...language.errors import UnknownNameError, did_you_mean

__all__ = ["acting_for"]


def acting_for(cloud: Cloud, domain: str, source: str | None = None) -> Caller:
    """The session of the role that a domain's web application works with (rules E22, F14).

    `domain` is an ARN. Connect Health says for which resource it comes: the domain, or `source`
    below it; which of both AWS sends is not documented. Raises ClientError where the trust policy
    does not let it in, UnknownNameError for a domain that does not exist or has no role.
    """
    found = cloud.state.domains.get(domain)
    if found is None:
        hint = did_you_mean(domain, cloud.state.domains) or "give its ARN"
        raise UnknownNameError(f"no domain `{domain}`; {hint}")
    if found.web_app is None:
        raise UnknownNameError(f"the domain `{found.name}` was created without a service role")
    service = cloud.as_("health-agent.amazonaws.com").in_region(found.region)
    for_domain = service.for_resource(source or found.arn, found.account)
    return for_domain.assume(found.web_app["ehrRole"], "connect-health")
