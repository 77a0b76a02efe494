"""No report points to an organisation that was merged."""

from django.db import migrations

TABLE, COLUMN = "blockers_report", "organisation_id"
CALL = f"EXECUTE FUNCTION programmes_refuse_merged('{COLUMN}')"


class Migration(migrations.Migration):
    dependencies = [
        ("blockers", "0002_guard_statuses"),
        ("programmes", "0005_merged_organisations"),
    ]
    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER {COLUMN}_made BEFORE INSERT ON {TABLE} FOR EACH ROW"
            f" WHEN (NEW.{COLUMN} IS NOT NULL) {CALL};"
            f"CREATE TRIGGER {COLUMN}_moved BEFORE UPDATE OF {COLUMN} ON {TABLE}"
            f" FOR EACH ROW WHEN (NEW.{COLUMN} IS DISTINCT FROM OLD.{COLUMN}) {CALL}",
            f"DROP TRIGGER {COLUMN}_made ON {TABLE};"
            f"DROP TRIGGER {COLUMN}_moved ON {TABLE}",
        )
    ]
