"""What follows an answer moves by declared steps; what was said of it stays."""

from django.db import migrations

GUARDED = ("commitment", "verification", "contestation")
KEPT = {
    "commitment": ("blocker_id", "answer_id", "what", "who", "made_on", "due_on"),
    "measure": ("commitment_id", "act_reference", "evidence", "in_force_from"),
    "verification": (
        "report_id",
        "answer_id",
        "measure_id",
        "round",
        "version",
        "asked_at",
        "due_on",
    ),
    "contestation": ("report_id", "answer_id", "text", "filed_at"),
}


def guard(name: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER guard_status BEFORE UPDATE OF status ON blockers_{name}"
        f" FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('blockers.{name}')",
        f"DROP TRIGGER guard_status ON blockers_{name}",
    )


def keep(name: str, columns: tuple[str, ...]) -> migrations.RunSQL:
    quoted = ", ".join(f"'{column}'" for column in columns)
    return migrations.RunSQL(
        f"CREATE TRIGGER keeps_words BEFORE UPDATE ON blockers_{name}"
        f" FOR EACH ROW EXECUTE FUNCTION blockers_keep_columns({quoted})",
        f"DROP TRIGGER keeps_words ON blockers_{name}",
    )


class Migration(migrations.Migration):
    dependencies = [("blockers", "0010_after_the_answer")]
    operations = [
        *(guard(name) for name in GUARDED),
        *(keep(name, columns) for name, columns in KEPT.items()),
    ]
