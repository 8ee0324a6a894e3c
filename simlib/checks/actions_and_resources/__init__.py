"""Checks of Action, NotAction, Resource and NotResource: one by one, and against each other."""
