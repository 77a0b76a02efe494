"""Measured speeds; never part of the tests."""
