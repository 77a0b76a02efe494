"""Exports: what a list shows, as a file; one kernel for portal, desks and command."""
