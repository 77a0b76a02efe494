"""A merged organisation keeps its row and points to the one that goes on."""

import django.db.models.deletion
from django.db import migrations, models

# The words of a name in order, without legal form, articles and points: "S.A.S. Les
# Câbleries du Nord" is "cableries nord". The body is bound when it is created, so that
# a restore, which has no search path, can fill the generated columns.
NAME_KEY = """
CREATE FUNCTION programmes_name_key(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(string_agg(word, ' ' ORDER BY word COLLATE "C"), '')
  FROM unnest(string_to_array(
    regexp_replace(replace(servindus_fold(value), '.', ''), '[^a-z0-9]+', ' ', 'g'),
    ' ')) AS word
  WHERE word <> '' AND word <> ALL (ARRAY[
    'sa', 'sas', 'sasu', 'sarl', 'eurl', 'sci', 'snc', 'scop', 'scic', 'se', 'gie',
    'ste', 'societe', 'ets', 'etablissements', 'cie', 'compagnie', 'groupe', 'france',
    'le', 'la', 'les', 'l', 'de', 'du', 'des', 'd', 'et', 'en', 'a', 'au', 'aux']);
END
"""

# A row that is made or moved while its organisation goes would point to nobody. The
# lock waits for a merge in hand; a foreign key takes the same one a moment later.
REFUSE_MERGED = """
CREATE FUNCTION programmes_refuse_merged() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  target bigint;
  found_status text;
BEGIN
  EXECUTE format('SELECT ($1).%I', TG_ARGV[0]) USING NEW INTO target;
  SELECT status INTO found_status FROM programmes_organisation
    WHERE id = target FOR KEY SHARE;
  IF found_status = 'merged' THEN
    RAISE EXCEPTION '%.% would point to organisation %, which was merged',
      TG_TABLE_NAME, TG_ARGV[0], target USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END
$$
"""

POINTING = (
    ("programmes_site", "organisation_id"),
    ("programmes_membership", "organisation_id"),
    ("programmes_invitation", "organisation_id"),
    ("programmes_organisation", "parent_id"),
    ("programmes_organisation", "merged_into_id"),
    ("programmes_lab", "operator_id"),
    ("programmes_programme", "operator_id"),
)


def create(table: str, column: str) -> str:
    call = f"EXECUTE FUNCTION programmes_refuse_merged('{column}')"
    return (
        f"CREATE TRIGGER {column}_made BEFORE INSERT ON {table} FOR EACH ROW"
        f" WHEN (NEW.{column} IS NOT NULL) {call};"
        f"CREATE TRIGGER {column}_moved BEFORE UPDATE OF {column} ON {table}"
        f" FOR EACH ROW WHEN (NEW.{column} IS DISTINCT FROM OLD.{column}"
        f" AND NEW.{column} IS NOT NULL) {call}"
    )


def drop(table: str, column: str) -> str:
    return (
        f"DROP TRIGGER {column}_made ON {table}; DROP TRIGGER {column}_moved ON {table}"
    )


class Migration(migrations.Migration):
    dependencies = [("programmes", "0004_column_mappings")]

    operations = [
        migrations.RunSQL(NAME_KEY, "DROP FUNCTION programmes_name_key(text)"),
        migrations.AddField(
            model_name="organisation",
            name="acronym_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("acronym", function="programmes_name_key"),
                output_field=models.CharField(max_length=300),
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="name_key",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func("name", function="programmes_name_key"),
                output_field=models.CharField(max_length=600),
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="programmes.organisation",
                verbose_name="merged into",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="settled_fields",
            field=models.JSONField(blank=True, default=list, editable=False),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="status",
            field=models.CharField(
                choices=[
                    ("pending", "to confirm"),
                    ("verified", "confirmed"),
                    ("refused", "refused"),
                    ("merged", "merged into another"),
                ],
                default="verified",
                max_length=8,
                verbose_name="status",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                fields=["name_key"],
                name="organisation_name_key",
                opclasses=["varchar_pattern_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(("acronym_key", ""), _negated=True),
                fields=["acronym_key"],
                name="organisation_acronym_key",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(
                    ("siren__isnull", True),
                    models.Q(("status", "merged"), _negated=True),
                ),
                fields=["id"],
                name="organisation_without_siren",
            ),
        ),
        migrations.AddIndex(
            model_name="site",
            index=models.Index(
                models.Func("address", function="servindus_fold"),
                models.F("postcode"),
                condition=models.Q(("address", ""), _negated=True),
                name="site_by_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("merged_into__isnull", False)),
                        models.Q(("merged_into", models.F("pk")), _negated=True),
                        ("siren__isnull", True),
                        ("status", "merged"),
                    ),
                    models.Q(
                        models.Q(("status", "merged"), _negated=True),
                        ("merged_into__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="organisation_merged_points_to_another",
            ),
        ),
        migrations.RunSQL(REFUSE_MERGED, "DROP FUNCTION programmes_refuse_merged()"),
        *[
            migrations.RunSQL(create(table, column), drop(table, column))
            for table, column in POINTING
        ],
    ]
