"""A frozen denominator stays; a correction is a new row about the same number (F12)."""

from django.db import migrations

TABLE = "benchmarking_denominator"

FROZEN = f"""
CREATE FUNCTION benchmarking_guard_denominator() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    RAISE EXCEPTION 'denominator % is frozen: % refused', OLD.id, TG_OP
      USING ERRCODE = 'check_violation', CONSTRAINT = 'denominator_is_frozen';
  END IF;
  IF NEW.supersedes_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM {TABLE} d WHERE d.id = NEW.supersedes_id AND d.id <> NEW.id
      AND d.lab_id = NEW.lab_id AND d.kind = NEW.kind AND d.year = NEW.year
  ) THEN
    RAISE EXCEPTION 'denominator % is of something else', NEW.supersedes_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'denominator_corrects_its_own';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON {TABLE}
  FOR EACH ROW EXECUTE FUNCTION benchmarking_guard_denominator()
"""
THAWED = f"""
DROP TRIGGER frozen ON {TABLE};
DROP FUNCTION benchmarking_guard_denominator()
"""


class Migration(migrations.Migration):
    dependencies = [("benchmarking", "0005_denominators")]

    operations = [migrations.RunSQL(FROZEN, THAWED)]
