"""What was sent and what was answered stays; statuses move only by declared steps."""

from django.db import migrations

FUNCTIONS = """
-- Columns that never change once the row is written.
CREATE FUNCTION blockers_keep_columns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  FOR i IN 0 .. TG_NARGS - 1 LOOP
    IF to_jsonb(NEW) -> TG_ARGV[i] IS DISTINCT FROM to_jsonb(OLD) -> TG_ARGV[i] THEN
      RAISE EXCEPTION '% of % never changes', TG_ARGV[i], TG_TABLE_NAME
        USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  RETURN NEW;
END
$$;
-- A row that never changes at all.
CREATE FUNCTION blockers_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER guard_status BEFORE UPDATE OF status ON blockers_escalation
  FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('blockers.escalation');
CREATE TRIGGER keeps_dossier BEFORE UPDATE ON blockers_escalation
  FOR EACH ROW EXECUTE FUNCTION blockers_keep_columns(
    'blocker_id', 'authority_id', 'sent_by_id', 'sent_at', 'since', 'covering_note', 'dossier',
    'dossier_hash', 'forwarded_from_id');
CREATE TRIGGER keeps_question BEFORE UPDATE ON blockers_informationrequest
  FOR EACH ROW EXECUTE FUNCTION blockers_keep_columns(
    'escalation_id', 'question', 'due_on', 'asked_at', 'asked_by_id');
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON blockers_addendum
  FOR EACH ROW EXECUTE FUNCTION blockers_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON blockers_answer
  FOR EACH ROW EXECUTE FUNCTION blockers_append_only();
"""
BACK = """
DROP TRIGGER guard_status ON blockers_escalation;
DROP FUNCTION blockers_keep_columns() CASCADE;
DROP FUNCTION blockers_append_only() CASCADE;
"""
POINTING = {
    "blockers_escalation": "authority_id",
    "blockers_answer": "competent_authority_id",
}


def refuse_merged(table: str, column: str) -> migrations.RunSQL:
    call = f"EXECUTE FUNCTION programmes_refuse_merged('{column}')"
    return migrations.RunSQL(
        f"CREATE TRIGGER {column}_made BEFORE INSERT ON {table} FOR EACH ROW"
        f" WHEN (NEW.{column} IS NOT NULL) {call};"
        f"CREATE TRIGGER {column}_moved BEFORE UPDATE OF {column} ON {table}"
        f" FOR EACH ROW WHEN (NEW.{column} IS DISTINCT FROM OLD.{column}) {call}",
        f"DROP TRIGGER {column}_made ON {table};DROP TRIGGER {column}_moved ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("blockers", "0008_escalations"),
        ("programmes", "0005_merged_organisations"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        *(refuse_merged(table, column) for table, column in POINTING.items()),
    ]
