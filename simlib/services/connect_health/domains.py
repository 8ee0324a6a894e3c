"""Domains and their tags. Of all resources of Connect Health only domains can be tagged (rule I5).

How a domain uses a customer managed key is not documented, so `kmsKeyArn` is not modelled.
Source: "CreateDomain", "TagResource" (Amazon Connect Health API Reference), "Actions, resources,
and condition keys for Amazon Connect Health".
"""

import re
from dataclasses import replace
from typing import Any

from ...cloud.calling import Call
from ...cloud.errors import ClientError
from ...cloud.health import Domain
from ...cloud.operation import Need, Operation
from ..tags import tag_keys
from .parts import operation, the_domain

__all__ = ["OPERATIONS"]

_DOMAIN = re.compile(r"arn:aws:health-agent:[a-z0-9-]+:[0-9]{12}:domain/[^/]+")
_OWN_KEY = {"encryptionType": "AWS_OWNED_KEY"}


def _create(call: Call) -> dict[str, Any]:
    domain = Domain(
        f"hai-{call.ids.lower('domain', 21)}",
        call.account,
        call.region,
        call["name"],
        web_app=_web_app(call),
        created=call.now,
        tags=call.get("tags", {}),
    )
    call.put("domains", domain.arn, domain)
    return _described(domain)


def _web_app(call: Call) -> dict[str, Any] | None:
    """The web application that is set up in IAM Identity Center, with the role it works with."""
    wanted = call.get("webAppSetupConfiguration")
    if wanted is None:
        return None
    application = f"apl-{call.ids.hex('application', 16)}"
    return {
        "ehrRole": wanted["ehrRole"],
        "idcApplicationId": application,
        "idcRegion": wanted["idcRegion"],
    }


def _get(call: Call) -> dict[str, Any]:
    domain = the_domain(call)
    return {**_described(domain), "tags": dict(domain.tags)}


def _list(call: Call) -> dict[str, Any]:
    here, status = (call.account, call.region), call.get("status")
    mine = (d for d in call.state.domains.values() if (d.account, d.region) == here)
    found = (each for each in mine if status in (None, each.status))
    return {"domains": [_summary(each) for each in sorted(found, key=lambda each: each.id)]}


def _delete(call: Call) -> dict[str, Any]:
    """With everything in it, and at once."""
    domain = the_domain(call)
    for arn, part in call.state.health_parts.items():
        if part.domain == domain.arn:
            call.drop("health_parts", arn)
    for key, job in call.state.jobs.items():
        if job.of.partition("/subscription/")[0] == domain.arn:
            call.drop("jobs", key)
    call.drop("domains", domain.arn)
    return {"domainId": domain.id, "arn": domain.arn, "status": "DELETING"}


def _described(domain: Domain) -> dict[str, Any]:
    web_app = {"webAppConfiguration": dict(domain.web_app)} if domain.web_app else {}
    return {**_summary(domain), "encryptionContext": dict(_OWN_KEY), **web_app}


def _summary(domain: Domain) -> dict[str, Any]:
    return {
        "domainId": domain.id,
        "arn": domain.arn,
        "name": domain.name,
        "status": domain.status,
        "createdAt": domain.created,
    }


def _tag(call: Call) -> dict[str, Any]:
    domain = _tagged(call)
    changed = replace(domain, tags={**domain.tags, **call["tags"]})
    call.put("domains", domain.arn, changed)
    return {}


def _untag(call: Call) -> dict[str, Any]:
    domain = _tagged(call)
    kept = {key: value for key, value in domain.tags.items() if key not in call["tagKeys"]}
    call.put("domains", domain.arn, replace(domain, tags=kept))
    return {}


def _list_tags(call: Call) -> dict[str, Any]:
    return {"tags": dict(_tagged(call).tags)}


def _tagged(call: Call) -> Domain:
    """The domain that a tagging call is about. Raises ClientError for anything else."""
    arn = call["resourceArn"]
    domain = call.state.domains.get(arn)
    if domain is not None:
        return domain
    if _DOMAIN.fullmatch(arn):
        raise ClientError("ResourceNotFoundException", f"Resource {arn} not found", 404)
    raise ClientError("ValidationException", f"{arn} is no domain; only domains have tags", 400)


def _request_tags(call: Call) -> dict[str, object]:
    return tag_keys(call.get("tags", {}))


def _new_domain(call: Call) -> str:
    return f"arn:aws:health-agent:{call.region}:{call.account}:domain/*"


def _role(call: Call) -> str:
    return str(call["webAppSetupConfiguration"]["ehrRole"])


def _resource(call: Call) -> str:
    return str(call["resourceArn"])


# What the reference lists beside CreateDomain; a role is passed only where one is named (rule E28).
_CREATE = (
    Need("health-agent:CreateDomain", keys=_request_tags),
    Need(
        "health-agent:TagResource",
        _new_domain,
        _request_tags,
        lambda call: "tags" in call.parameters,
    ),
    Need(
        "iam:PassRole",
        _role,
        lambda call: {"iam:PassedToService": "health-agent.amazonaws.com"},
        lambda call: "webAppSetupConfiguration" in call.parameters,
    ),
)

OPERATIONS = {
    "CreateDomain": Operation(
        _CREATE,
        _create,
        ("name", "tags", "webAppSetupConfiguration"),
        resource_type="AWS::HealthAgent::Domain",
    ),
    "DeleteDomain": operation("DeleteDomain", _delete),
    "GetDomain": operation("GetDomain", _get, read_only=True),
    "ListDomains": Operation(
        (Need("health-agent:ListDomains"),),
        _list,
        ("status",),
        ("maxResults", "nextToken"),
        read_only=True,
    ),
    "ListTagsForResource": Operation(
        (Need("health-agent:ListTagsForResource", _resource),),
        _list_tags,
        ("resourceArn",),
        read_only=True,
    ),
    "TagResource": Operation(
        (Need("health-agent:TagResource", _resource, _request_tags),),
        _tag,
        ("resourceArn", "tags"),
    ),
    "UntagResource": Operation(
        (
            Need(
                "health-agent:UntagResource",
                _resource,
                lambda call: {"aws:TagKeys": list(call["tagKeys"])},
            ),
        ),
        _untag,
        ("resourceArn", "tagKeys"),
    ),
}
