"""Checks of Principal and NotPrincipal, and of the policies that are all about them."""
