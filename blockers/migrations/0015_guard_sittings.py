"""A sitting moves by declared steps; once held or cancelled nothing of it changes."""

from django.db import migrations

FUNCTIONS = """
-- Held or cancelled: what was written stays.
CREATE FUNCTION blockers_keep_sitting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.status <> 'planned' THEN
    RAISE EXCEPTION 'a sitting that is over never changes'
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status = 'held' AND EXISTS (
    SELECT FROM blockers_sittingitem
    WHERE sitting_id = NEW.id AND position IS NOT NULL AND outcome = ''
  ) THEN
    RAISE EXCEPTION 'a file of this sitting has no outcome'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
-- A file is open while it stands on the agenda of a sitting that is planned: no
-- program writes that by itself. With the sitting its files stay as they are.
CREATE FUNCTION blockers_keep_sitting_item() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  is_planned boolean;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a file is taken off an agenda, never deleted'
      USING ERRCODE = 'check_violation';
  END IF;
  SELECT status = 'planned' INTO is_planned FROM blockers_sitting
    WHERE id = NEW.sitting_id;
  NEW.is_open := is_planned AND NEW.position IS NOT NULL;
  IF NOT is_planned AND (
    TG_OP = 'INSERT' OR to_jsonb(NEW) - 'is_open' <> to_jsonb(OLD) - 'is_open'
  ) THEN
    RAISE EXCEPTION 'a sitting that is over never changes'
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' AND (NEW.sitting_id, NEW.escalation_id)
    <> (OLD.sitting_id, OLD.escalation_id) THEN
    RAISE EXCEPTION 'a file stays on the agenda that it was put on'
      USING ERRCODE = 'check_violation';
  END IF;
  -- An authority decides on what was sent to it, and on nothing else.
  IF TG_OP = 'INSERT' AND NOT EXISTS (
    SELECT FROM blockers_sitting s JOIN blockers_escalation e
      ON e.authority_id = s.authority_id
    WHERE s.id = NEW.sitting_id AND e.id = NEW.escalation_id
  ) THEN
    RAISE EXCEPTION 'this file is with another authority'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE FUNCTION blockers_close_sitting_items() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE blockers_sittingitem SET is_open = false WHERE sitting_id = NEW.id;
  RETURN NULL;
END
$$;
CREATE TRIGGER guard_status BEFORE UPDATE OF status ON blockers_sitting
  FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('blockers.sitting');
CREATE TRIGGER keeps_sitting BEFORE UPDATE OR DELETE ON blockers_sitting
  FOR EACH ROW EXECUTE FUNCTION blockers_keep_sitting();
CREATE TRIGGER closes_items AFTER UPDATE OF status ON blockers_sitting
  FOR EACH ROW WHEN (NEW.status <> 'planned')
  EXECUTE FUNCTION blockers_close_sitting_items();
CREATE TRIGGER keeps_item BEFORE INSERT OR UPDATE OR DELETE ON blockers_sittingitem
  FOR EACH ROW EXECUTE FUNCTION blockers_keep_sitting_item();
"""
BACK = """
DROP TRIGGER guard_status ON blockers_sitting;
DROP FUNCTION blockers_keep_sitting() CASCADE;
DROP FUNCTION blockers_keep_sitting_item() CASCADE;
DROP FUNCTION blockers_close_sitting_items() CASCADE;
"""
TABLE, COLUMN = "blockers_sitting", "authority_id"
CALL = f"EXECUTE FUNCTION programmes_refuse_merged('{COLUMN}')"
MERGED = f"""
CREATE TRIGGER {COLUMN}_made BEFORE INSERT ON {TABLE} FOR EACH ROW
  WHEN (NEW.{COLUMN} IS NOT NULL) {CALL};
CREATE TRIGGER {COLUMN}_moved BEFORE UPDATE OF {COLUMN} ON {TABLE}
  FOR EACH ROW WHEN (NEW.{COLUMN} IS DISTINCT FROM OLD.{COLUMN}) {CALL}
"""
UNMERGED = (
    f"DROP TRIGGER {COLUMN}_made ON {TABLE};DROP TRIGGER {COLUMN}_moved ON {TABLE}"
)


class Migration(migrations.Migration):
    dependencies = [
        ("blockers", "0014_sittings"),
        ("programmes", "0005_merged_organisations"),
    ]
    operations = [
        migrations.RunSQL(FUNCTIONS, BACK),
        migrations.RunSQL(MERGED, UNMERGED),
    ]
