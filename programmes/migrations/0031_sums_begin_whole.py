"""What was read joins no sum: its past would begin with one part alone."""

from django.db import migrations

INDICATORS = "programmes_indicator"
GUARD = f"""
CREATE OR REPLACE FUNCTION programmes_guard_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before bigint := NULL;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    before := OLD.parent_id;
  END IF;
  IF before IS DISTINCT FROM NEW.parent_id AND EXISTS (
    SELECT 1 FROM {INDICATORS} WHERE id IN (before, NEW.parent_id) AND is_computed
      AND (programmes_is_read(id) {{PAST}})
  ) THEN
    RAISE EXCEPTION 'the sum that % joins or leaves has been read', NEW.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'sum_keeps_its_parts';
  END IF;
  RETURN NEW;
END
$$
"""
PAST = "OR id = NEW.parent_id AND programmes_is_read(NEW.id)"


class Migration(migrations.Migration):
    dependencies = [("programmes", "0030_definitions_stay")]

    operations = [
        migrations.RunSQL(GUARD.replace("{PAST}", PAST), GUARD.replace("{PAST}", ""))
    ]
