"""The words of a permission graph: kinds of nodes, what edges say, what became of a question.

Source: "Actions, resources, and condition keys for AWS services" (the access levels).
"""

from enum import StrEnum

from ..reference import AccessLevel

__all__ = ["LEVELS", "Kind", "Permitted", "Relation"]

LEVELS = (
    AccessLevel.LIST,
    AccessLevel.READ,
    AccessLevel.WRITE,
    AccessLevel.TAGGING,
    AccessLevel.PERMISSIONS_MANAGEMENT,
)


class Kind(StrEnum):
    """What a node is; the order is that of drawings and tables."""

    USER = "user"
    GROUP = "group"
    ROLE = "role"
    ROOT = "root user"
    SERVICE = "service"
    ANYONE = "anonymous caller"
    ACCESS_POINT = "access point"
    BUCKET = "bucket"
    KEY = "key"
    DATA_STORE = "data store"
    DOMAIN = "domain"


class Relation(StrEnum):
    """What an edge says of its two nodes."""

    MEMBER = "is a member of"
    ASSUMES = "can assume"
    LEADS = "leads to"
    GIVES = "gives its members access to"
    GRANT = "has a KMS grant on"
    ACCESS = "has access to"


class Permitted(StrEnum):
    """What became of the questions behind an edge."""

    ALLOWED = "allowed"
    CONDITIONAL = "allowed under conditions"
    DENIED = "denied explicitly"
