"""What figures are made of stays once it was read; what was read can be taken back."""

from django.db import migrations, models

READINGS, TARGETS = "programmes_reading", "programmes_target"
INDICATORS = "programmes_indicator"

# A sum is read where its parts are: it has no readings of its own.
STAYS = f"""
CREATE FUNCTION programmes_is_read(indicator bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM {READINGS} WHERE indicator_id = indicator)
    OR EXISTS (SELECT 1 FROM {INDICATORS} whole
      JOIN {INDICATORS} part ON part.parent_id = whole.id
      JOIN {READINGS} reading ON reading.indicator_id = part.id
      WHERE whole.id = indicator AND whole.is_computed)
$$;
CREATE FUNCTION programmes_guard_definition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (OLD.measure, OLD.rhythm, OLD.is_computed, OLD.is_cumulative)
      IS DISTINCT FROM (NEW.measure, NEW.rhythm, NEW.is_computed, NEW.is_cumulative)
    AND programmes_is_read(OLD.id) THEN
    RAISE EXCEPTION 'indicator % has been read and stays as it is', OLD.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'readings_keep_their_place';
  END IF;
  IF (OLD.measure, OLD.rhythm) IS DISTINCT FROM (NEW.measure, NEW.rhythm)
    AND EXISTS (SELECT 1 FROM {TARGETS} WHERE indicator_id = OLD.id) THEN
    RAISE EXCEPTION 'indicator % has targets and is measured as before', OLD.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'targets_keep_their_measure';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER definition_stays
  BEFORE UPDATE OF measure, rhythm, is_computed, is_cumulative ON {INDICATORS}
  FOR EACH ROW EXECUTE FUNCTION programmes_guard_definition();
CREATE FUNCTION programmes_guard_sum() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  before bigint := NULL;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    before := OLD.parent_id;
  END IF;
  IF before IS DISTINCT FROM NEW.parent_id AND EXISTS (
    SELECT 1 FROM {INDICATORS} WHERE id IN (before, NEW.parent_id) AND is_computed
      AND programmes_is_read(id)
  ) THEN
    RAISE EXCEPTION 'the sum that % joins or leaves has been read', NEW.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'sum_keeps_its_parts';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER sum_keeps_its_parts BEFORE INSERT OR UPDATE OF parent_id
  ON {INDICATORS} FOR EACH ROW EXECUTE FUNCTION programmes_guard_sum()
"""
NO_STAYS = f"""
DROP TRIGGER sum_keeps_its_parts ON {INDICATORS};
DROP FUNCTION programmes_guard_sum();
DROP TRIGGER definition_stays ON {INDICATORS};
DROP FUNCTION programmes_guard_definition();
DROP FUNCTION programmes_is_read(bigint)
"""

# What takes a number back has none, whatever its measure is.
SHAPE = """
CREATE OR REPLACE FUNCTION programmes_guard_reading() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  sheet record;
  indicator record;
BEGIN
  SELECT s.status, p.kind INTO sheet FROM programmes_readingsheet s
    JOIN programmes_period p ON p.id = s.period_id
    WHERE s.id = NEW.sheet_id FOR SHARE OF s;
  IF sheet.status <> 'draft' THEN
    RAISE EXCEPTION 'sheet % is %: no reading is written', NEW.sheet_id, sheet.status
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reading_of_open_sheet';
  END IF;
  SELECT measure, rhythm INTO indicator FROM programmes_indicator
    WHERE id = NEW.indicator_id FOR SHARE;
  IF indicator.rhythm <> sheet.kind OR (NOT ({TAKEN_BACK})
    AND (indicator.measure IN ('ratio', 'average')) <> (NEW.denominator IS NOT NULL))
  THEN
    RAISE EXCEPTION 'indicator % is not read like this', NEW.indicator_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reading_of_its_shape';
  END IF;
  IF NEW.revises_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM programmes_reading r WHERE r.id = NEW.revises_id AND r.id <> NEW.id
      AND r.sheet_id = NEW.sheet_id AND r.indicator_id = NEW.indicator_id
  ) THEN
    RAISE EXCEPTION 'reading % is of something else', NEW.revises_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reading_revises_its_own';
  END IF;
  RETURN NEW;
END
$$
"""
# Codes of before had any letters; the number keeps two from becoming one.
PLAIN_CODES = rf"""
UPDATE {INDICATORS} SET code = coalesce(nullif(
    trim(BOTH '-' FROM left(regexp_replace(lower(code), '[^a-z0-9]+', '-', 'g'), 24)),
  ''), 'indicateur') || '-' || id
WHERE code !~ '^[a-z0-9]+(-[a-z0-9]+)*$'
"""
EMPTY = "NEW.value IS NULL AND NEW.numerator IS NULL"


class Migration(migrations.Migration):
    dependencies = [("programmes", "0029_plan_links")]

    operations = [
        migrations.RunSQL(STAYS, NO_STAYS),
        migrations.RemoveConstraint("reading", "reading_is_a_number_or_a_pair"),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                name="reading_is_a_number_or_a_pair",
                condition=models.Q(
                    value__isnull=False,
                    numerator__isnull=True,
                    denominator__isnull=True,
                )
                | models.Q(
                    value__isnull=True,
                    numerator__isnull=False,
                    denominator__isnull=False,
                    denominator__gte=0,
                )
                | models.Q(
                    value__isnull=True,
                    numerator__isnull=True,
                    denominator__isnull=True,
                    revises__isnull=False,
                ),
            ),
        ),
        migrations.RunSQL(
            SHAPE.replace("{TAKEN_BACK}", EMPTY), SHAPE.replace("{TAKEN_BACK}", "false")
        ),
        migrations.RunSQL(PLAIN_CODES, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                name="indicator_code_is_plain",
                condition=models.Q(code__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
            ),
        ),
    ]
