"""What a company was asked stays; its word moves by declared steps."""

from django.db import migrations

KEPT = "'report_id', 'blocker_id', 'card_hash', 'asked_at', 'due_on'"


class Migration(migrations.Migration):
    dependencies = [("blockers", "0012_public_register")]
    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER guard_status BEFORE UPDATE OF status ON blockers_approval"
            " FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('blockers.approval')",
            "DROP TRIGGER guard_status ON blockers_approval",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER keeps_words BEFORE UPDATE ON blockers_approval"
            f" FOR EACH ROW EXECUTE FUNCTION blockers_keep_columns({KEPT})",
            "DROP TRIGGER keeps_words ON blockers_approval",
        ),
    ]
