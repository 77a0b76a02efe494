"""No card, profile, request or meeting points to an organisation that was merged."""

from django.db import migrations

POINTING = (
    ("matchmaking_introduction", "startup_id"),
    ("matchmaking_meeting", "startup_id"),
    ("matchmaking_decisionmaker", "organisation_id"),
    ("matchmaking_startupprofile", "organisation_id"),
)


def create(table: str, column: str) -> str:
    call = f"EXECUTE FUNCTION programmes_refuse_merged('{column}')"
    return (
        f"CREATE TRIGGER {column}_made BEFORE INSERT ON {table} FOR EACH ROW"
        f" WHEN (NEW.{column} IS NOT NULL) {call};"
        f"CREATE TRIGGER {column}_moved BEFORE UPDATE OF {column} ON {table}"
        f" FOR EACH ROW WHEN (NEW.{column} IS DISTINCT FROM OLD.{column}) {call}"
    )


def drop(table: str, column: str) -> str:
    return (
        f"DROP TRIGGER {column}_made ON {table}; DROP TRIGGER {column}_moved ON {table}"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("matchmaking", "0006_appeal_once"),
        ("programmes", "0005_merged_organisations"),
    ]
    operations = [
        migrations.RunSQL(create(table, column), drop(table, column))
        for table, column in POINTING
    ]
