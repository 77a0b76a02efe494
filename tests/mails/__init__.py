"""Every mail told by the story that causes it: acts, doors and timers, no made-up row.

A story yields the names of the notices that are owed by what was just done; whoever
listens composes them there, before the story goes on and they lose their sense.
"""
