"""A random walk through the register, with all its rules asked after each step."""
