"""Who freezes what volumes are divided by: the programme, for all labs alike."""

import rules

from programmes.rules import is_programme_admin, is_staff

sees_denominators = is_staff
freezes_denominators = is_programme_admin

# The act starts from the programme: it may freeze several labs' numbers at once.
rules.add_perm("programmes.freeze_denominator", freezes_denominators)
