"""What happened, and how is it shown? The trace as data, and its renderers."""

from .annotated import AnnotatedLine, annotated, annotated_lines
from .deciding import Found
from .html import html
from .nodes import Layer, Match, Node, Reason, Verdict, walk
from .table import table
from .text import text
from .why import why

__all__ = [
    "AnnotatedLine",
    "Found",
    "Layer",
    "Match",
    "Node",
    "Reason",
    "Verdict",
    "annotated",
    "annotated_lines",
    "html",
    "table",
    "text",
    "walk",
    "why",
]
