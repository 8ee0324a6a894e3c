"""Faults by Block Public Access: a public statement beside the one that allows the work.

RestrictPublicBuckets leaves of a public policy nothing to other accounts (rule G6).
"""

import json
from collections.abc import Iterator
from functools import partial

from ..fault import Healthy, Rewritten, Site, Situation
from .policies_in_force import InForce, in_force, rewritten

__all__ = ["public_statement"]


def public_statement(healthy: Healthy) -> Iterator[Site]:
    """Somebody has let the world read one folder, and so made the whole policy public."""
    for policy in in_force(healthy):
        if policy.kind == "bucket policy" and policy.number is not None:
            told = (
                "its statement `Brochures` makes the policy public, and the bucket restricts that"
            )
            remedy = Rewritten(policy.label, policy.place.policy.text)
            yield policy.label, told, partial(_public, policy), remedy


def _public(policy: InForce, situation: Situation) -> Situation:
    document = policy.document
    document["Statement"].append(
        {
            "Sid": "Brochures",
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"{policy.place.owner}/brochures/*",
        }
    )
    return rewritten(policy.label, json.dumps(document, indent=2))(situation)
