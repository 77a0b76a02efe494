"""Pilots move by declared steps; what decides is frozen once one has started."""

from django.db import migrations

TABLE, CRITERIA = "programmes_pilot", "programmes_pilotcriterion"
COLUMNS = ("startup_id", "company_id")


def merged(column: str) -> tuple[str, str]:
    call = f"EXECUTE FUNCTION programmes_refuse_merged('{column}')"
    forth = (
        f"CREATE TRIGGER {column}_made BEFORE INSERT ON {TABLE} FOR EACH ROW {call};"
        f"CREATE TRIGGER {column}_moved BEFORE UPDATE OF {column} ON {TABLE}"
        f" FOR EACH ROW WHEN (NEW.{column} IS DISTINCT FROM OLD.{column}) {call}"
    )
    back = ";".join(
        f"DROP TRIGGER {column}_{when} ON {TABLE}" for when in ("made", "moved")
    )
    return forth, back


STATUS = (
    f"""CREATE TRIGGER {TABLE}_status BEFORE UPDATE OF status ON {TABLE}
    FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('programmes.pilot')""",
    f"DROP TRIGGER {TABLE}_status ON {TABLE}",
)
# Written before the start: afterwards neither more, nor fewer, nor other words; what
# was found is written while it runs, once.
FREEZE = (
    f"""
CREATE FUNCTION programmes_freeze_criteria() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stage text;
BEGIN
  SELECT status INTO stage FROM {TABLE}
   WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.pilot_id ELSE NEW.pilot_id END;
  IF TG_OP = 'UPDATE' AND OLD.pilot_id = NEW.pilot_id
     AND (OLD.rank, OLD.measure, OLD.threshold)
       = (NEW.rank, NEW.measure, NEW.threshold) THEN
    IF stage <> 'running' THEN
      RAISE EXCEPTION 'a criterion is judged while the pilot runs, not when %', stage
        USING ERRCODE = 'check_violation', CONSTRAINT = 'criterion_judged_in_time';
    END IF;
    RETURN NEW;
  END IF;
  IF stage NOT IN ('idea', 'framed') OR TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'criteria are written before the start, not when %', stage
      USING ERRCODE = 'check_violation', CONSTRAINT = 'criterion_written_before_start';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER criteria_are_frozen BEFORE INSERT OR UPDATE OR DELETE ON {CRITERIA}
  FOR EACH ROW EXECUTE FUNCTION programmes_freeze_criteria()
""",
    f"""DROP TRIGGER criteria_are_frozen ON {CRITERIA};
    DROP FUNCTION programmes_freeze_criteria()""",
)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0014_pilots")]

    operations = [
        migrations.RunSQL(*STATUS),
        *(migrations.RunSQL(*merged(column)) for column in COLUMNS),
        migrations.RunSQL(*FREEZE),
    ]
