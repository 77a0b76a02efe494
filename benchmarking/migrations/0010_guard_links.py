"""A link moves by declared steps; another lab judges it, and a lift was verified."""

from django.db import migrations

STATUS = """
CREATE TRIGGER guard_status BEFORE UPDATE OF status ON benchmarking_practiceblockerlink
  FOR EACH ROW EXECUTE FUNCTION
  servindus_guard_status('benchmarking.practiceblockerlink');
"""
NO_STATUS = "DROP TRIGGER guard_status ON benchmarking_practiceblockerlink;"
KEEP = """
-- What is tied can be taken by everybody, and the blocker is not a merged one.
CREATE FUNCTION benchmarking_fit_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM benchmarking_practiceversion
    WHERE practice_id = NEW.practice_id AND status IN ('published', 'labelled')
  ) AND NOT EXISTS (
    SELECT FROM benchmarking_tool WHERE id = NEW.tool_id AND status = 'shared'
  ) THEN
    RAISE EXCEPTION 'what is tied stands in the library or on the shelf'
      USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (
    SELECT FROM blockers_blocker WHERE id = NEW.blocker_id AND status = 'merged'
  ) THEN
    RAISE EXCEPTION 'what was merged is tied where it goes on'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER fits_link BEFORE INSERT ON benchmarking_practiceblockerlink
  FOR EACH ROW EXECUTE FUNCTION benchmarking_fit_link();
-- Whether a company of this lab tells the lift in the present time of verifying, and no
-- site of the blocker has said otherwise since.
CREATE FUNCTION benchmarking_lift_holds(tied bigint, lab bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT EXISTS (
    SELECT FROM blockers_verification v
    JOIN blockers_report r ON r.id = v.report_id
    JOIN blockers_blocker b ON b.id = r.blocker_id
    JOIN blockers_blocker told ON told.id = $1
    WHERE b.id = coalesce(told.merged_into_id, told.id)
      AND r.lab_id = $2 AND r.status = 'attached' AND v.solved = 'solved'
      AND b.status IN ('verifying', 'closed')
      AND b.verified_at IS NOT NULL AND v.asked_at >= b.verifying_since
      AND NOT EXISTS (
        SELECT FROM blockers_verification later
        JOIN blockers_report site ON site.id = later.report_id
        WHERE site.blocker_id = b.id AND later.ended_at > v.ended_at
          AND (later.solved = 'not_solved'
            OR (later.solved = 'partly' AND later.report_id = v.report_id))
      )
  )
$$;
-- Neither the lab whose practice or tool it is judges, nor the one that claims (which a
-- constraint holds); a lift is confirmed once a company of the lab has verified it. What
-- was confirmed and holds is refuted by a third lab.
CREATE FUNCTION benchmarking_judge_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM benchmarking_practice
    WHERE id = NEW.practice_id AND lab_id = NEW.judged_lab_id
  ) OR EXISTS (
    SELECT FROM benchmarking_tool
    WHERE id = NEW.tool_id AND lab_id = NEW.judged_lab_id
  ) THEN
    RAISE EXCEPTION 'a lab does not judge its own practice or tool'
      USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.status = 'confirmed' AND NEW.relation = 'lifts'
    AND NOT benchmarking_lift_holds(NEW.blocker_id, NEW.lab_id) THEN
    RAISE EXCEPTION 'no company of this lab has verified the lift'
      USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'UPDATE' THEN
    IF OLD.status = 'confirmed' AND NEW.status = 'refuted'
      AND (NEW.judged_lab_id = OLD.judged_lab_id
        OR NEW.judged_by_id = OLD.judged_by_id)
      AND (NEW.relation <> 'lifts'
        OR benchmarking_lift_holds(NEW.blocker_id, NEW.lab_id)) THEN
      RAISE EXCEPTION 'what holds is refuted by a third lab'
        USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER judges_link BEFORE INSERT OR UPDATE OF status
  ON benchmarking_practiceblockerlink
  FOR EACH ROW EXECUTE FUNCTION benchmarking_judge_link();
CREATE FUNCTION benchmarking_keep_link() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a link is withdrawn or refuted, never deleted'
      USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.status IN ('refuted', 'withdrawn') THEN
    RAISE EXCEPTION 'a link that was refuted or withdrawn never changes'
      USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.practice_id, NEW.tool_id, NEW.blocker_id, NEW.lab_id, NEW.relation,
      NEW.text, NEW.claimed_by_id)
    IS DISTINCT FROM (OLD.practice_id, OLD.tool_id, OLD.blocker_id, OLD.lab_id,
      OLD.relation, OLD.text, OLD.claimed_by_id) THEN
    RAISE EXCEPTION 'a link stays as it was claimed'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keeps_link BEFORE UPDATE OR DELETE ON benchmarking_practiceblockerlink
  FOR EACH ROW EXECUTE FUNCTION benchmarking_keep_link();
"""
NO_KEEP = """
DROP FUNCTION benchmarking_fit_link() CASCADE;
DROP FUNCTION benchmarking_judge_link() CASCADE;
DROP FUNCTION benchmarking_lift_holds(bigint, bigint);
DROP FUNCTION benchmarking_keep_link() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarking", "0009_links"),
        ("servindus", "0009_digests"),
    ]

    operations = [
        migrations.RunSQL(STATUS, NO_STATUS),
        migrations.RunSQL(KEEP, NO_KEEP),
    ]
