"""Acts of the room, one module per aggregate."""
