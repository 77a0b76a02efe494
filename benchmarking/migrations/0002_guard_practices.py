"""Words stay as they were handed in; opinions are others', and a label needs two."""

from django.db import migrations

VERSION, EVIDENCE = "benchmarking_practiceversion", "benchmarking_evidence"
TOPICS, TOOL = "benchmarking_practiceversion_topics", "benchmarking_tool"
REVIEW, PAPER = "benchmarking_peerreview", "benchmarking_evidencefile"
GUARDED = {VERSION: "benchmarking.practiceversion", TOOL: "benchmarking.tool"}

# A version can be read by others as soon as it is no draft: its words then stay.
FREEZE = f"""
CREATE FUNCTION benchmarking_freeze_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'draft' AND
    (OLD.practice_id, OLD.number, OLD.workstream_id, OLD.need, OLD.title, OLD.problem,
     OLD.solution, OLD.conditions, OLD.person_days, OLD.euros, OLD.skills,
     OLD.difficulties, OLD.failures, OLD.level, OLD.started_on, OLD.ended_on,
     OLD.reading, OLD.submitted_by_id)
    IS DISTINCT FROM
    (NEW.practice_id, NEW.number, NEW.workstream_id, NEW.need, NEW.title, NEW.problem,
     NEW.solution, NEW.conditions, NEW.person_days, NEW.euros, NEW.skills,
     NEW.difficulties, NEW.failures, NEW.level, NEW.started_on, NEW.ended_on,
     NEW.reading, NEW.submitted_by_id) THEN
    RAISE EXCEPTION 'version % was handed in and stays as it is', OLD.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'version_stays_as_handed_in';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER version_is_frozen BEFORE UPDATE ON {VERSION}
  FOR EACH ROW EXECUTE FUNCTION benchmarking_freeze_version();
CREATE FUNCTION benchmarking_freeze_part() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  part jsonb; version bigint; stage text;
BEGIN
  IF TG_OP = 'DELETE' THEN
    part := to_jsonb(OLD);
  ELSE
    part := to_jsonb(NEW);
  END IF;
  version := coalesce(part ->> 'version_id', part ->> 'practiceversion_id');
  IF part ? 'piece_id' THEN
    SELECT version_id INTO version FROM {EVIDENCE}
     WHERE id = (part ->> 'piece_id')::bigint;
  END IF;
  SELECT status INTO stage FROM {VERSION} WHERE id = version;
  IF stage <> 'draft' OR TG_OP = 'UPDATE' THEN
    RAISE EXCEPTION 'version % was handed in and stays as it is', version
      USING ERRCODE = 'check_violation', CONSTRAINT = 'version_stays_as_handed_in';
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;
"""
PARTS = "".join(
    f"CREATE TRIGGER part_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION benchmarking_freeze_part();"
    for table in (EVIDENCE, TOPICS, PAPER)
)
THAW = f"""
DROP TRIGGER version_is_frozen ON {VERSION};
DROP TRIGGER part_is_frozen ON {EVIDENCE};
DROP TRIGGER part_is_frozen ON {TOPICS};
DROP TRIGGER part_is_frozen ON {PAPER};
DROP FUNCTION benchmarking_freeze_version();
DROP FUNCTION benchmarking_freeze_part();
"""

# Another lab's, on the words as they stand, once.
OPINIONS = f"""
CREATE FUNCTION benchmarking_guard_review() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  own bigint; round smallint; stage text;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    RAISE EXCEPTION 'an opinion is written once'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'peer_review_stays';
  END IF;
  SELECT practice.lab_id, version.reading, version.status INTO own, round, stage
    FROM {VERSION} version
    JOIN benchmarking_practice practice ON practice.id = version.practice_id
   WHERE version.id = NEW.version_id;
  IF own = NEW.lab_id THEN
    RAISE EXCEPTION 'a lab does not judge its own practice'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'peer_review_by_another_lab';
  END IF;
  IF round <> NEW.reading OR stage NOT IN ('peer_review', 'published') THEN
    RAISE EXCEPTION 'an opinion is on the words as they stand'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'peer_review_of_this_reading';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER review_is_of_others BEFORE INSERT OR UPDATE OR DELETE ON {REVIEW}
  FOR EACH ROW EXECUTE FUNCTION benchmarking_guard_review();
CREATE FUNCTION benchmarking_guard_label() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  labs integer;
BEGIN
  SELECT count(DISTINCT lab_id) INTO labs FROM {REVIEW}
   WHERE version_id = NEW.id AND reading = NEW.reading AND NOT has_interest;
  IF labs < 2 THEN
    RAISE EXCEPTION 'version % has the opinions of % other labs', NEW.id, labs
      USING ERRCODE = 'check_violation', CONSTRAINT = 'label_needs_two_labs';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER label_is_earned BEFORE UPDATE OF status ON {VERSION} FOR EACH ROW
  WHEN (NEW.status = 'labelled' AND OLD.status <> 'labelled')
  EXECUTE FUNCTION benchmarking_guard_label();
"""
FORGET = f"""
DROP TRIGGER review_is_of_others ON {REVIEW};
DROP TRIGGER label_is_earned ON {VERSION};
DROP FUNCTION benchmarking_guard_review();
DROP FUNCTION benchmarking_guard_label();
"""

# Months as the calendar has them, which a number of days could only come near.
AGEING = (
    f"""ALTER TABLE {VERSION} ADD CONSTRAINT version_looked_at_again CHECK
    (review_on IS NULL OR review_on <= looked_on + interval '18 months')""",
    f"ALTER TABLE {VERSION} DROP CONSTRAINT version_looked_at_again",
)


class Migration(migrations.Migration):
    dependencies = [("benchmarking", "0001_practices")]

    operations = [
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER guard_status BEFORE UPDATE OF status ON {table}"
                " FOR EACH ROW EXECUTE FUNCTION"
                f" servindus_guard_status('{label}')",
                f"DROP TRIGGER guard_status ON {table}",
            )
            for table, label in GUARDED.items()
        ),
        migrations.RunSQL(FREEZE + PARTS, THAW),
        migrations.RunSQL(OPINIONS, FORGET),
        migrations.RunSQL(*AGEING),
    ]
