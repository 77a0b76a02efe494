"""Somebody else can carry an action: by the act, with its line in the journal."""

from django.db import migrations

KEEP = """
CREATE OR REPLACE FUNCTION benchmarking_keep_action() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'open' THEN
    RAISE EXCEPTION 'an action that is closed never changes'
      USING ERRCODE = 'check_violation';
  END IF;
  IF (NEW.exchange_id, {kept}NEW.text, NEW.due_on)
    <> (OLD.exchange_id, {was}OLD.text, OLD.due_on) THEN
    RAISE EXCEPTION 'an action stays as it was undertaken'
      USING ERRCODE = 'check_violation';
  END IF;
{handed}  RETURN NEW;
END
$$;
"""
# Who carried it in the minutes is read in the journal.
HANDED = """  IF (NEW.lab_id, NEW.owner_id) <> (OLD.lab_id, OLD.owner_id) AND NOT EXISTS (
    SELECT FROM servindus_journalentry j
    WHERE j.object_type = 'benchmarking.exchangeaction' AND j.object_id = NEW.id
      AND j.verb = 'hand_exchange_action' AND j.transaction = txid_current()
  ) THEN
    RAISE EXCEPTION 'an action is handed on with a line of the journal'
      USING ERRCODE = 'check_violation';
  END IF;
"""
AFTER = KEEP.format(kept="", was="", handed=HANDED)
BEFORE = KEEP.format(
    kept="NEW.lab_id, NEW.owner_id, ", was="OLD.lab_id, OLD.owner_id, ", handed=""
)


class Migration(migrations.Migration):
    dependencies = [("benchmarking", "0010_guard_links")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
