"""Checks of whole statements, and of statements against one another, also of several policies."""
