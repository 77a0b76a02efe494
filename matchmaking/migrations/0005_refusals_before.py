"""Refusals from before appeals existed: who and when, as the journal says."""

from django.db import migrations

FORWARD = """
UPDATE matchmaking_introduction AS i SET refused_at = j.at, refused_by_id = j.user_id
FROM (
  SELECT DISTINCT ON (object_id) object_id, at, user_id
  FROM servindus_journalentry
  WHERE object_type = 'matchmaking.introduction' AND verb = 'reject_introduction'
    AND user_id IS NOT NULL
  ORDER BY object_id, id
) AS j
WHERE j.object_id = i.id AND i.refused_at IS NULL
"""


class Migration(migrations.Migration):
    dependencies = [("matchmaking", "0004_moderation")]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
