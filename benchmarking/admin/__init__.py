"""Desks of the room, one module per aggregate."""
