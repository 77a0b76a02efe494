"""A transfer moves by declared steps; what was seen, shown and decided stays."""

from django.db import migrations

STATUS = """
CREATE TRIGGER guard_status BEFORE UPDATE OF status ON benchmarking_transfer
  FOR EACH ROW EXECUTE FUNCTION servindus_guard_status('benchmarking.transfer');
"""
NO_STATUS = "DROP TRIGGER guard_status ON benchmarking_transfer;"
KEEP = """
-- The version is of the practice, the practice of the giver, and it stands.
CREATE FUNCTION benchmarking_fit_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM benchmarking_practiceversion v
    JOIN benchmarking_practice p ON p.id = v.practice_id
    WHERE v.id = NEW.version_id AND p.id = NEW.practice_id
      AND p.lab_id = NEW.giver_id AND v.status IN ('published', 'labelled')
  ) THEN
    RAISE EXCEPTION 'what is carried over stands in the library, as its own lab''s'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER fits_transfer BEFORE INSERT ON benchmarking_transfer
  FOR EACH ROW EXECUTE FUNCTION benchmarking_fit_transfer();
CREATE FUNCTION benchmarking_keep_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a transfer is stopped, never deleted'
      USING ERRCODE = 'check_violation';
  END IF;
  -- What is over stays; a name that everybody reads may be taken out of it.
  IF OLD.status IN ('sustained', 'declined', 'stopped')
    AND to_jsonb(OLD) - ARRAY['use_text', 'end_text', 'updated_at']
      <> to_jsonb(NEW) - ARRAY['use_text', 'end_text', 'updated_at'] THEN
    RAISE EXCEPTION 'a transfer that is over never changes'
      USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.practice_id, NEW.version_id, NEW.giver_id, NEW.receiver_id,
      NEW.proposed_by_id, NEW.proposed_lab_id, NEW.why)
    IS DISTINCT FROM (OLD.practice_id, OLD.version_id, OLD.giver_id, OLD.receiver_id,
      OLD.proposed_by_id, OLD.proposed_lab_id, OLD.why) THEN
    RAISE EXCEPTION 'a transfer stays as it was proposed'
      USING ERRCODE = 'check_violation';
  END IF;
  -- Both have noted the visit: neither writes it anew alone.
  IF OLD.understood_on IS NOT NULL AND (NEW.contact_kind, NEW.contact_on,
      NEW.contact_text, NEW.contact_by_id, NEW.contact_lab_id, NEW.heard_text,
      NEW.heard_by_id, NEW.understood_on)
    IS DISTINCT FROM (OLD.contact_kind, OLD.contact_on, OLD.contact_text, OLD.contact_by_id,
      OLD.contact_lab_id, OLD.heard_text, OLD.heard_by_id, OLD.understood_on) THEN
    RAISE EXCEPTION 'what both labs have noted stays' USING ERRCODE = 'check_violation';
  END IF;
  -- What shows that it is in use, and what it is held against, stays.
  IF OLD.status = 'in_use' AND (NEW.plan, NEW.indicator, NEW.baseline, NEW.target,
      NEW.target_on, NEW.kept, NEW.adapted, NEW.dropped, NEW.used_on,
      NEW.use_source, NEW.use_value)
    IS DISTINCT FROM (OLD.plan, OLD.indicator, OLD.baseline, OLD.target,
      OLD.target_on, OLD.kept, OLD.adapted, OLD.dropped, OLD.used_on,
      OLD.use_source, OLD.use_value) THEN
    RAISE EXCEPTION 'what shows that it is in use stays'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keeps_transfer BEFORE UPDATE OR DELETE ON benchmarking_transfer
  FOR EACH ROW EXECUTE FUNCTION benchmarking_keep_transfer();
"""
NO_KEEP = """
DROP FUNCTION benchmarking_fit_transfer() CASCADE;
DROP FUNCTION benchmarking_keep_transfer() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarking", "0007_transfers"),
        ("servindus", "0009_digests"),
    ]

    operations = [
        migrations.RunSQL(STATUS, NO_STATUS),
        migrations.RunSQL(KEEP, NO_KEEP),
    ]
