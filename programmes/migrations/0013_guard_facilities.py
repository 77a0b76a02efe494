"""Facilities and requests move by declared steps; no merged company has any."""

from django.db import migrations

GUARDED = {
    "programmes_facility": ("programmes.facility", "owner_id"),
    "programmes_accessrequest": ("programmes.accessrequest", "organisation_id"),
}


def forth(table: str, label: str, column: str) -> str:
    call = f"EXECUTE FUNCTION programmes_refuse_merged('{column}')"
    return (
        f"CREATE TRIGGER {table}_status BEFORE UPDATE OF status ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('{label}');"
        f"CREATE TRIGGER {column}_made BEFORE INSERT ON {table} FOR EACH ROW"
        f" WHEN (NEW.{column} IS NOT NULL) {call};"
        f"CREATE TRIGGER {column}_moved BEFORE UPDATE OF {column} ON {table}"
        f" FOR EACH ROW WHEN (NEW.{column} IS DISTINCT FROM OLD.{column}) {call}"
    )


def back(table: str, column: str) -> str:
    names = (f"{table}_status", f"{column}_made", f"{column}_moved")
    return ";".join(f"DROP TRIGGER {name} ON {table}" for name in names)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0012_facilities")]

    operations = [
        migrations.RunSQL(forth(table, label, column), back(table, column))
        for table, (label, column) in GUARDED.items()
    ]
