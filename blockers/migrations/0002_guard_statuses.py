"""The database refuses undeclared steps and steps without a journal line."""

from django.db import migrations

GUARDED = {
    "blockers_report": "blockers.report",
    "blockers_blocker": "blockers.blocker",
}


class Migration(migrations.Migration):
    dependencies = [("blockers", "0001_reports_and_blockers")]
    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER guard_status BEFORE UPDATE OF status ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION"
            f" servindus_guard_status('{label}')",
            f"DROP TRIGGER guard_status ON {table}",
        )
        for table, label in GUARDED.items()
    ]
