"""Nothing is written into a wave that was handed in: no line, no observation."""

from django.db import migrations

WAVE = "programmes_wave"
TABLES = ("programmes_burdenrow", "programmes_observation")

# The wave is held meanwhile: whoever hands it in at that moment waits, or is waited for.
WRITE = f"""
CREATE FUNCTION programmes_write_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  stage text;
BEGIN
  SELECT status INTO stage FROM {WAVE} WHERE id = NEW.wave_id FOR SHARE;
  IF stage NOT IN ('planned', 'open') THEN
    RAISE EXCEPTION 'nothing is written into a wave that is %', stage
      USING ERRCODE = 'check_violation', CONSTRAINT = 'wave_written_in_time';
  END IF;
  RETURN NEW;
END $$
""" + "".join(
    f"""
;CREATE TRIGGER written_in_time BEFORE INSERT ON {table}
  FOR EACH ROW EXECUTE FUNCTION programmes_write_in_time()
"""
    for table in TABLES
)
NO_WRITE = (
    "".join(f"DROP TRIGGER written_in_time ON {table};" for table in TABLES)
    + "DROP FUNCTION programmes_write_in_time()"
)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0027_definitions_that_fit")]

    operations = [migrations.RunSQL(WRITE, NO_WRITE)]
