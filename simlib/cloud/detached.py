"""The organization without some of its attachments, to try out: the cloud itself keeps them."""

from collections.abc import Iterable
from dataclasses import replace

from ..language.errors import UnknownNameError
from .organization import Organization
from .state import State

__all__ = ["Attachment", "detached"]

Attachment = tuple[str, str]  # the id of a root, OU or account, and the id of a policy


def detached(state: State, attachments: Iterable[Attachment]) -> State:
    """The state without these attachments. Raises UnknownNameError for one that is not there."""
    organization = state.organization
    for attachment in attachments:
        organization = _without(organization, attachment)
    return replace(state, organization=organization)


def _without(organization: Organization | None, attachment: Attachment) -> Organization:
    node_id, policy = attachment
    node = organization.nodes.get(node_id) if organization is not None else None
    if organization is None or node is None or policy not in node.attached:
        raise UnknownNameError(f"no policy `{policy}` is attached to `{node_id}`")
    kept = tuple(each for each in node.attached if each != policy)
    nodes = {**organization.nodes, node_id: replace(node, attached=kept)}
    return replace(organization, nodes=nodes)
