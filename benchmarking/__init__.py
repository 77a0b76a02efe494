"""What the four labs learn from each other."""
