"""Jobs move by declared steps, are counted within a company's growth, stay written."""

from django.db import migrations

TABLE, CHECKS = "programmes_jobsrecord", "programmes_jobscheck"
MERGED = "EXECUTE FUNCTION programmes_refuse_merged('organisation_id')"

STEPS = f"""
CREATE TRIGGER {TABLE}_status BEFORE UPDATE OF status ON {TABLE}
  FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('programmes.jobsrecord');
CREATE TRIGGER organisation_id_made BEFORE INSERT ON {TABLE} FOR EACH ROW
  WHEN (NEW.organisation_id IS NOT NULL) {MERGED};
CREATE TRIGGER organisation_id_moved BEFORE UPDATE OF organisation_id ON {TABLE}
  FOR EACH ROW WHEN (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id)
  {MERGED}
"""
NO_STEPS = f"""
DROP TRIGGER {TABLE}_status ON {TABLE};
DROP TRIGGER organisation_id_made ON {TABLE};
DROP TRIGGER organisation_id_moved ON {TABLE}
"""

# The counted creations of a company, all of them, are no more than what it has grown
# from its first count to its last. The company's row is locked first: of two that are
# counted at once the second looks again once the first is certain.
GROWTH = f"""
CREATE FUNCTION programmes_jobs_within_growth() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  linked numeric;
  grown numeric;
BEGIN
  PERFORM 1 FROM programmes_organisation
    WHERE id = NEW.organisation_id FOR NO KEY UPDATE;
  SELECT sum(fte),
    (array_agg(fte_now ORDER BY as_of DESC, id DESC))[1]
    - (array_agg(fte_before ORDER BY as_of, id))[1]
    INTO linked, grown FROM {TABLE}
    WHERE organisation_id = NEW.organisation_id
      AND kind = 'created' AND status = 'confirmed';
  IF linked > grown THEN
    RAISE EXCEPTION 'organisation %: % FTE linked to the programme, % FTE grown',
      NEW.organisation_id, linked, grown
      USING ERRCODE = 'check_violation', CONSTRAINT = 'jobs_within_growth';
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER jobs_within_growth
  AFTER INSERT OR UPDATE OF
    status, kind, fte, fte_before, fte_now, as_of, organisation_id
  ON {TABLE} DEFERRABLE INITIALLY IMMEDIATE
  FOR EACH ROW EXECUTE FUNCTION programmes_jobs_within_growth()
"""
NO_GROWTH = f"""
DROP TRIGGER jobs_within_growth ON {TABLE};
DROP FUNCTION programmes_jobs_within_growth()
"""

WRITTEN = f"""
CREATE FUNCTION programmes_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
    USING ERRCODE = 'check_violation';
END
$$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {CHECKS}
  FOR EACH ROW EXECUTE FUNCTION programmes_append_only()
"""
NOT_WRITTEN = f"""
DROP TRIGGER append_only ON {CHECKS};
DROP FUNCTION programmes_append_only()
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0016_jobs_register")]

    operations = [
        migrations.RunSQL(STEPS, NO_STEPS),
        migrations.RunSQL(GROWTH, NO_GROWTH),
        migrations.RunSQL(WRITTEN, NOT_WRITTEN),
    ]
