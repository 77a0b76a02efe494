"""Engagements and waves move by declared steps; what was seen or approved stays."""

from django.db import migrations

ENGAGEMENT, WAVE = "programmes_witnessengagement", "programmes_wave"
OBSERVATION, BURDEN = "programmes_observation", "programmes_burdenrow"
MERGED = "EXECUTE FUNCTION programmes_refuse_merged('organisation_id')"

STEPS = f"""
CREATE TRIGGER {ENGAGEMENT}_status BEFORE UPDATE OF status ON {ENGAGEMENT}
  FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('programmes.witnessengagement');
CREATE TRIGGER {WAVE}_status BEFORE UPDATE OF status ON {WAVE}
  FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('programmes.wave');
CREATE TRIGGER organisation_id_made BEFORE INSERT ON {ENGAGEMENT} FOR EACH ROW
  WHEN (NEW.organisation_id IS NOT NULL) {MERGED};
CREATE TRIGGER organisation_id_moved BEFORE UPDATE OF organisation_id ON {ENGAGEMENT}
  FOR EACH ROW WHEN (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id)
  {MERGED}
"""
NO_STEPS = f"""
DROP TRIGGER {ENGAGEMENT}_status ON {ENGAGEMENT};
DROP TRIGGER {WAVE}_status ON {WAVE};
DROP TRIGGER organisation_id_made ON {ENGAGEMENT};
DROP TRIGGER organisation_id_moved ON {ENGAGEMENT}
"""
# A correction is a new version: no word of the one before changes or goes.
WRITTEN = f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {OBSERVATION}
  FOR EACH ROW EXECUTE FUNCTION programmes_append_only()
"""
NOT_WRITTEN = f"DROP TRIGGER append_only ON {OBSERVATION}"
# What a lab has approved stays; only where a report came of a line is noted later.
# A line is struck out, never taken away.
APPROVED = f"""
CREATE FUNCTION programmes_freeze_burdens() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stage text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a burden is struck out, not deleted'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'burden_stays';
  END IF;
  IF (OLD.wave_id, OLD.number, OLD.obligation, OLD.hours_per_year,
      OLD.euros_per_year, OLD.workability, OLD.reasons, OLD.irritations,
      OLD.is_struck)
     IS NOT DISTINCT FROM
     (NEW.wave_id, NEW.number, NEW.obligation, NEW.hours_per_year,
      NEW.euros_per_year, NEW.workability, NEW.reasons, NEW.irritations,
      NEW.is_struck) THEN
    RETURN NEW;
  END IF;
  SELECT status INTO stage FROM {WAVE} WHERE id = OLD.wave_id;
  IF stage NOT IN ('planned', 'open') THEN
    RAISE EXCEPTION 'burdens are written before a wave is handed in, not when %', stage
      USING ERRCODE = 'check_violation', CONSTRAINT = 'burden_written_in_time';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER burdens_are_frozen BEFORE UPDATE OR DELETE ON {BURDEN}
  FOR EACH ROW EXECUTE FUNCTION programmes_freeze_burdens()
"""
NOT_APPROVED = f"""
DROP TRIGGER burdens_are_frozen ON {BURDEN};
DROP FUNCTION programmes_freeze_burdens()
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0020_witnesses")]

    operations = [
        migrations.RunSQL(STEPS, NO_STEPS),
        migrations.RunSQL(WRITTEN, NOT_WRITTEN),
        migrations.RunSQL(APPROVED, NOT_APPROVED),
    ]
