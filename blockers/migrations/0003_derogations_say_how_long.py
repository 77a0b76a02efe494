"""A derogation without a duration is refused: a comparison with nothing lets it by."""

from django.db import migrations, models
from django.db.models import Q

NAME = "ask_derogation_has_where_and_how_long"


class Migration(migrations.Migration):
    dependencies = [("blockers", "0002_guard_statuses")]
    operations = [
        migrations.RemoveConstraint(model_name="ask", name=NAME),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=~Q(kind="derogation")
                | Q(
                    ~Q(territory=""),
                    duration_months__isnull=False,
                    duration_months__gte=1,
                ),
                name=NAME,
            ),
        ),
    ]
