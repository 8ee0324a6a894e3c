"""A cloud in which everything that somebody can name, tag or write has a hostile name."""

from dataclasses import replace
from typing import Any

from simlib import load_scenario
from simlib.cloud.cloud import Cloud
from simlib.cloud.storage import Bucket, StoredObject
from tests.clouds import HOSPITAL, add_role, add_user, allow, trust

SCRIPT = "<script>window.hit=1</script>"
IMAGE = "<img src=x onerror='window.hit=1'>"
MARKED = "a&b\"c'd${aws:username}`e`"
HIDDEN = "gnp\u202eexe\u2066\x00\x07\x1b[31m\ufeff\u2028"
LONG = "<b>" * 1365
TEXTS = {"script": SCRIPT, "image": IMAGE, "marked": MARKED, "hidden": HIDDEN, "long": LONG}


def hostile_cloud(text: str) -> Cloud:
    """The guardrails, renamed, with a user, a role, a bucket and records of that name."""
    cloud = load_scenario("guardrails")
    _rename(cloud, text)
    tags = {text: text, "ward": text}
    bucket = Bucket(f"records{text}", HOSPITAL, "us-east-1", tags=tags)
    state = cloud.state.put("buckets", bucket.name, bucket)
    cloud.state = state.put("objects", bucket.name, {text: StoredObject(text, tags=tags)})
    reading = allow("s3:GetObject", "*", Condition={"StringEquals": _keys(text)})
    listing = allow("s3:ListBucket", bucket.arn)
    everything = allow("s3:*", f"{bucket.arn}/${{aws:PrincipalTag/ward}}")
    add_role(cloud, text, trust({"AWS": HOSPITAL}), reading, listing, tags=tags)
    add_user(cloud, text, everything, reading, listing, tags=tags)
    cloud.records.extend(_records(text))
    return cloud


def _keys(text: str) -> dict[str, str]:
    plain = text.replace("${", "$ {")
    return {f"aws:PrincipalTag/{plain}": plain, "aws:SourceVpce": plain}


def _rename(cloud: Cloud, text: str) -> None:
    """Accounts, organizational units and what is attached to them."""
    organization = cloud.state.organization
    assert organization is not None
    nodes = {id: replace(node, name=node.name + text) for id, node in organization.nodes.items()}
    policies = {
        id: replace(each, name=each.name + text, policy=replace(each.policy, name=each.name + text))
        for id, each in organization.policies.items()
    }
    renamed = replace(organization, nodes=nodes, policies=policies)
    accounts = {
        id: replace(each, name=each.name + text) for id, each in cloud.state.accounts.items()
    }
    cloud.state = replace(cloud.state, organization=renamed, accounts=accounts)


def _records(text: str) -> list[dict[str, Any]]:
    fields = ("eventTime", "eventSource", "eventName", "errorMessage", "sourceIPAddress")
    hostile: dict[str, Any] = dict.fromkeys(fields, text)
    hostile |= {"userIdentity": {"arn": text}, "resources": [{"ARN": text}]}
    message = (
        f"User: arn:aws:iam::{HOSPITAL}:user/{text} is not authorized to perform: s3:GetObject on "
        f"resource: arn:aws:s3:::records/{text} because no identity-based policy allows it"
    )
    return [hostile, hostile | {"errorCode": "AccessDenied", "errorMessage": message}]
