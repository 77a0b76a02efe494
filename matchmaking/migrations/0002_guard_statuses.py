"""The database refuses undeclared steps and steps without a journal line."""

from django.db import migrations

GUARDED = {
    "matchmaking_introduction": "matchmaking.introduction",
    "matchmaking_decisionmaker": "matchmaking.decisionmaker",
    "matchmaking_startupprofile": "matchmaking.startupprofile",
    "matchmaking_meeting": "matchmaking.meeting",
    "matchmaking_slotoffer": "matchmaking.slotoffer",
}


class Migration(migrations.Migration):
    dependencies = [("matchmaking", "0001_initial")]
    operations = [
        migrations.RunSQL(
            f"CREATE TRIGGER guard_status BEFORE UPDATE OF status ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION"
            f" servindus_guard_status('{label}')",
            f"DROP TRIGGER guard_status ON {table}",
        )
        for table, label in GUARDED.items()
    ]
