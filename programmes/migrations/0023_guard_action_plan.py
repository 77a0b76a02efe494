"""Actions and milestones move by declared steps; their days move with a reason."""

from django.db import migrations

ACTIONS, MILESTONES = "programmes_planaction", "programmes_milestone"
FORECASTS = "programmes_milestoneforecast"

STEPS = f"""
CREATE TRIGGER {ACTIONS}_status BEFORE UPDATE OF status ON {ACTIONS}
  FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('programmes.planaction');
CREATE TRIGGER {MILESTONES}_status BEFORE UPDATE OF status ON {MILESTONES}
  FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('programmes.milestone')
"""
NO_STEPS = f"""
DROP TRIGGER {ACTIONS}_status ON {ACTIONS};
DROP TRIGGER {MILESTONES}_status ON {MILESTONES}
"""

# Once its action runs, a milestone's planned day and its forecast change only together
# with a line of their history, which says the same two days and why.
DAYS = f"""
CREATE FUNCTION programmes_guard_milestone_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT status FROM {ACTIONS} WHERE id = NEW.action_id) = 'planned' THEN
    RETURN NEW;
  END IF;
  IF NEW.planned_on <> OLD.planned_on AND NOT EXISTS (
    SELECT 1 FROM {FORECASTS} f WHERE f.milestone_id = NEW.id
      AND f.kind = 'correction' AND f.from_on = OLD.planned_on
      AND f.to_on = NEW.planned_on AND f.said_at >= OLD.updated_at
  ) THEN
    RAISE EXCEPTION 'milestone %: planned day moved without a correction', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_days_say_why';
  END IF;
  IF NEW.forecast_on <> OLD.forecast_on AND NOT EXISTS (
    SELECT 1 FROM {FORECASTS} f WHERE f.milestone_id = NEW.id
      AND f.kind IN ('forecast', 'correction') AND f.from_on = OLD.forecast_on
      AND f.to_on = NEW.forecast_on AND f.said_at >= OLD.updated_at
  ) THEN
    RAISE EXCEPTION 'milestone %: forecast moved without its history', NEW.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'milestone_days_say_why';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER {MILESTONES}_days BEFORE UPDATE OF planned_on, forecast_on
  ON {MILESTONES} FOR EACH ROW EXECUTE FUNCTION programmes_guard_milestone_days()
"""
NO_DAYS = f"""
DROP TRIGGER {MILESTONES}_days ON {MILESTONES};
DROP FUNCTION programmes_guard_milestone_days()
"""

WRITTEN = f"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {FORECASTS}
  FOR EACH ROW EXECUTE FUNCTION programmes_append_only()
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0022_action_plan")]

    operations = [
        migrations.RunSQL(STEPS, NO_STEPS),
        migrations.RunSQL(DAYS, NO_DAYS),
        migrations.RunSQL(WRITTEN, f"DROP TRIGGER append_only ON {FORECASTS}"),
    ]
