"""The journal, which nobody can change, holds one appeal of a request at most."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("servindus", "0001_initial"),
        ("matchmaking", "0005_refusals_before"),
    ]
    operations = [
        migrations.RunSQL(
            "CREATE UNIQUE INDEX appeal_once ON servindus_journalentry"
            " (object_type, object_id) WHERE verb = 'appeal_introduction'",
            "DROP INDEX appeal_once",
        )
    ]
