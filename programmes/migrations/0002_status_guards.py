"""The database refuses an undeclared step, and one without its journal line."""

from django.db import migrations

GUARDED = {
    "programmes_organisation": "programmes.organisation",
    "programmes_membership": "programmes.membership",
    "programmes_invitation": "programmes.invitation",
    "programmes_importrun": "programmes.importrun",
}


def create(table: str, label: str) -> str:
    return (
        f"CREATE TRIGGER {table}_status BEFORE UPDATE OF status ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('{label}')"
    )


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]

    operations = [
        migrations.RunSQL(
            create(table, label), f"DROP TRIGGER {table}_status ON {table}"
        )
        for table, label in GUARDED.items()
    ]
