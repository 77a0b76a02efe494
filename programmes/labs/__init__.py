"""The pages of the programme, of a lab and of an axis: what stands there, and who."""


def connect() -> None:
    """Give the pages what the frame itself knows; each room adds its own."""
    from programmes.labs import home, parts, sections
    from servindus import context
    from servindus import home as ground

    context.navigation_makers.append(home.navigation)
    ground.part_makers.append(home.part)
    ground.public_makers.append(home.public)
    ground.room_makers.append(home.rooms)
    sections.makers.append(parts.sections)
