"""Each clock says whose lab it is of: a lab's delays are then read in their order."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import Coalesce


def fill(apps, schema_editor):
    """Give each clock the lab of its case, or of its dossier's blocker."""
    clocks = apps.get_model("blockers", "Clock").objects
    reports = apps.get_model("blockers", "Report").objects
    dossiers = apps.get_model("blockers", "Escalation").objects
    clocks.update(
        lab=Coalesce(
            Subquery(reports.filter(pk=OuterRef("report")).values("lab")[:1]),
            Subquery(
                dossiers.filter(pk=OuterRef("escalation")).values("blocker__lab")[:1]
            ),
        )
    )


class Migration(migrations.Migration):
    dependencies = [
        ("blockers", "0016_read_in_order"),
        ("programmes", "0010_learn_words"),
    ]

    # In a transaction of its own each: rows that were just written keep the triggers of
    # the foreign key waiting, and those would refuse a change of the table.
    atomic = False

    operations = [
        migrations.AddField(
            model_name="clock",
            name="lab",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.lab",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, atomic=True),
        migrations.AlterField(
            model_name="clock",
            name="lab",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.lab",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=Q(report__isnull=False),
                fields=["lab", "due_on", "id"],
                name="clock_of_cases_of_lab",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=Q(escalation__isnull=False),
                fields=["lab", "due_on", "id"],
                name="clock_of_dossiers_of_lab",
            ),
        ),
    ]
