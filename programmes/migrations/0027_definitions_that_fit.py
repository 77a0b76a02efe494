"""Definitions fit together: parts and their whole, sums that nobody types, targets."""

from django.db import migrations, models

READINGS, TARGETS = "programmes_reading", "programmes_target"
INDICATORS, PERIODS = "programmes_indicator", "programmes_period"

# Asked when the statement has ended: a whole and its parts may change together.
PARTS = f"""
CREATE FUNCTION programmes_guard_parts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT 1 FROM {INDICATORS} part JOIN {INDICATORS} whole ON whole.id = part.parent_id
    WHERE NEW.id IN (part.id, whole.id) AND (whole.parent_id IS NOT NULL
      OR whole.measure <> part.measure OR whole.rhythm <> part.rhythm)
  ) THEN
    RAISE EXCEPTION 'indicator % does not fit its parts or its whole', NEW.code
      USING ERRCODE = 'check_violation', CONSTRAINT = 'indicator_parts_fit';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER parts_fit AFTER INSERT OR UPDATE OF parent_id, measure, rhythm
  ON {INDICATORS} FOR EACH ROW EXECUTE FUNCTION programmes_guard_parts()
"""
NO_PARTS = f"""
DROP TRIGGER parts_fit ON {INDICATORS};
DROP FUNCTION programmes_guard_parts()
"""

COMPUTED = f"""
CREATE FUNCTION programmes_refuse_computed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM {INDICATORS} WHERE id = NEW.indicator_id AND is_computed
    FOR SHARE) THEN
    RAISE EXCEPTION 'indicator % is the sum of its parts', NEW.indicator_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'reading_of_a_sum';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER sum_is_not_read BEFORE INSERT ON {READINGS}
  FOR EACH ROW EXECUTE FUNCTION programmes_refuse_computed();
CREATE TRIGGER sum_stays BEFORE UPDATE OF is_computed ON {INDICATORS}
  FOR EACH ROW WHEN (NEW.is_computed AND NOT OLD.is_computed)
  EXECUTE FUNCTION programmes_keep_readings_place()
"""
NOT_COMPUTED = f"""
DROP TRIGGER sum_stays ON {INDICATORS};
DROP TRIGGER sum_is_not_read ON {READINGS};
DROP FUNCTION programmes_refuse_computed()
"""

AIMED = f"""
CREATE FUNCTION programmes_guard_target() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT rhythm FROM {INDICATORS} WHERE id = NEW.indicator_id)
    <> (SELECT kind FROM {PERIODS} WHERE id = NEW.period_id) THEN
    RAISE EXCEPTION 'target % is for another kind of period', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'target_of_its_rhythm';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER target_fits BEFORE INSERT OR UPDATE OF indicator_id, period_id
  ON {TARGETS} FOR EACH ROW EXECUTE FUNCTION programmes_guard_target()
"""
NOT_AIMED = f"""
DROP TRIGGER target_fits ON {TARGETS};
DROP FUNCTION programmes_guard_target()
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0026_lists_by_date")]

    operations = [
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=~models.Q(code__in=("nouveau", "releves", "saisie")),
                name="indicator_code_is_no_word_of_ours",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(parent=None)
                | (models.Q(is_computed=False) & ~models.Q(parent=models.F("pk"))),
                name="indicator_part_is_no_sum",
            ),
        ),
        migrations.RunSQL(PARTS, NO_PARTS),
        migrations.RunSQL(COMPUTED, NOT_COMPUTED),
        migrations.RunSQL(AIMED, NOT_AIMED),
    ]
