"""Readings are written once, into sheets that are being filled in, and stay (P1, P2)."""

from django.db import migrations

SHEETS, READINGS = "programmes_readingsheet", "programmes_reading"
INDICATORS, PERIODS = "programmes_indicator", "programmes_period"

STEPS = f"""
CREATE TRIGGER {SHEETS}_status BEFORE UPDATE OF status ON {SHEETS}
  FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('programmes.readingsheet')
"""
NO_STEPS = f"DROP TRIGGER {SHEETS}_status ON {SHEETS}"

# A reading enters a sheet that is being filled in, of the rhythm of its indicator and
# in the shape of its measure. The sheet is held meanwhile: whoever submits or locks it
# at the same moment waits, or is waited for.
WRITE = f"""
CREATE FUNCTION programmes_guard_reading() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  sheet record;
  indicator record;
BEGIN
  SELECT s.status, p.kind INTO sheet FROM {SHEETS} s
    JOIN {PERIODS} p ON p.id = s.period_id WHERE s.id = NEW.sheet_id FOR SHARE OF s;
  IF sheet.status <> 'draft' THEN
    RAISE EXCEPTION 'sheet % is %: no reading is written', NEW.sheet_id, sheet.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reading_of_open_sheet';
  END IF;
  SELECT measure, rhythm INTO indicator FROM {INDICATORS}
    WHERE id = NEW.indicator_id FOR SHARE;
  IF indicator.rhythm <> sheet.kind
    OR (indicator.measure IN ('ratio', 'average')) <> (NEW.denominator IS NOT NULL)
  THEN
    RAISE EXCEPTION 'indicator % is not read like this', NEW.indicator_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reading_of_its_shape';
  END IF;
  IF NEW.revises_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM {READINGS} r WHERE r.id = NEW.revises_id AND r.id <> NEW.id
      AND r.sheet_id = NEW.sheet_id AND r.indicator_id = NEW.indicator_id
  ) THEN
    RAISE EXCEPTION 'reading % is of something else', NEW.revises_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reading_revises_its_own';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER reading_enters BEFORE INSERT ON {READINGS}
  FOR EACH ROW EXECUTE FUNCTION programmes_guard_reading();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {READINGS}
  FOR EACH ROW EXECUTE FUNCTION programmes_append_only()
"""
NO_WRITE = f"""
DROP TRIGGER append_only ON {READINGS};
DROP TRIGGER reading_enters ON {READINGS};
DROP FUNCTION programmes_guard_reading()
"""

# What readings are read by does not move under them.
STILL = f"""
CREATE FUNCTION programmes_keep_readings_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_TABLE_NAME = '{SHEETS}'
    OR (TG_TABLE_NAME = '{PERIODS}'
      AND EXISTS (SELECT 1 FROM {SHEETS} WHERE period_id = OLD.id))
    OR EXISTS (SELECT 1 FROM {READINGS}
      WHERE TG_TABLE_NAME = '{INDICATORS}' AND indicator_id = OLD.id)
  THEN
    RAISE EXCEPTION '% % has readings and stays as it is', TG_TABLE_NAME, OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'readings_keep_their_place';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER sheet_stays BEFORE UPDATE OF lab_id, period_id ON {SHEETS}
  FOR EACH ROW WHEN (
    OLD.lab_id <> NEW.lab_id OR OLD.period_id <> NEW.period_id
  ) EXECUTE FUNCTION programmes_keep_readings_place();
CREATE TRIGGER period_stays BEFORE UPDATE OF kind, starts_on ON {PERIODS}
  FOR EACH ROW WHEN (
    OLD.kind <> NEW.kind OR OLD.starts_on <> NEW.starts_on
  ) EXECUTE FUNCTION programmes_keep_readings_place();
CREATE TRIGGER measure_stays BEFORE UPDATE OF measure, rhythm ON {INDICATORS}
  FOR EACH ROW WHEN (
    OLD.measure <> NEW.measure OR OLD.rhythm <> NEW.rhythm
  ) EXECUTE FUNCTION programmes_keep_readings_place()
"""
NOT_STILL = f"""
DROP TRIGGER sheet_stays ON {SHEETS};
DROP TRIGGER period_stays ON {PERIODS};
DROP TRIGGER measure_stays ON {INDICATORS};
DROP FUNCTION programmes_keep_readings_place()
"""
# No merged company owns one.
OWNED = f"""
CREATE TRIGGER owner_id_made BEFORE INSERT ON {INDICATORS} FOR EACH ROW
  WHEN (NEW.owner_id IS NOT NULL) EXECUTE FUNCTION programmes_refuse_merged('owner_id');
CREATE TRIGGER owner_id_moved BEFORE UPDATE OF owner_id ON {INDICATORS} FOR EACH ROW
  WHEN (NEW.owner_id IS DISTINCT FROM OLD.owner_id)
  EXECUTE FUNCTION programmes_refuse_merged('owner_id')
"""
NOT_OWNED = f"""
DROP TRIGGER owner_id_made ON {INDICATORS};
DROP TRIGGER owner_id_moved ON {INDICATORS}
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0024_indicators")]

    operations = [
        migrations.RunSQL(STEPS, NO_STEPS),
        migrations.RunSQL(OWNED, NOT_OWNED),
        migrations.RunSQL(WRITE, NO_WRITE),
        migrations.RunSQL(STILL, NOT_STILL),
    ]
