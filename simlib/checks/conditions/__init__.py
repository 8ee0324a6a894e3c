"""Checks of Condition: its keys, its operators, its values."""
