"""Introductions between startups and industrial decision makers."""
