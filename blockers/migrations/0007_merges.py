"""Blockers are merged one level deep, and what moves remembers where it came from."""

import uuid

import django.db.models.deletion
import rules.contrib.models
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

import servindus.clock

# Whoever points to another one is pointed to by nobody, and the other one to none. The
# other row is locked: of two merges that cross, one waits and then sees the first.
GUARD = """
CREATE FUNCTION blockers_merge_one_level() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE above bigint;
BEGIN
  -- A blocker that points to itself is refused by its own constraint.
  IF NEW.merged_into_id = NEW.id THEN RETURN NEW; END IF;
  SELECT merged_into_id INTO above FROM blockers_blocker
    WHERE id = NEW.merged_into_id FOR SHARE;
  IF above IS NOT NULL OR EXISTS (
    SELECT 1 FROM blockers_blocker WHERE merged_into_id = NEW.id
  ) THEN
    RAISE EXCEPTION 'blockers are merged one level deep'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER merged_made BEFORE INSERT ON blockers_blocker FOR EACH ROW
  WHEN (NEW.merged_into_id IS NOT NULL) EXECUTE FUNCTION blockers_merge_one_level();
CREATE TRIGGER merged_moved BEFORE UPDATE OF merged_into_id ON blockers_blocker
  FOR EACH ROW WHEN (NEW.merged_into_id IS NOT NULL
    AND NEW.merged_into_id IS DISTINCT FROM OLD.merged_into_id)
  EXECUTE FUNCTION blockers_merge_one_level();
"""
UNGUARD = """
DROP TRIGGER merged_made ON blockers_blocker;
DROP TRIGGER merged_moved ON blockers_blocker;
DROP FUNCTION blockers_merge_one_level();
"""


def came_from() -> models.ForeignKey:
    return models.ForeignKey(
        "blockers.blocker",
        null=True,
        blank=True,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
    )


def to_blocker(name: str) -> models.ForeignKey:
    return models.ForeignKey(
        "blockers.blocker",
        on_delete=django.db.models.deletion.PROTECT,
        related_name=name,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("blockers", "0006_outcomes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField("report", "came_from", came_from()),
        migrations.AddField("normreference", "came_from", came_from()),
        migrations.AddField("ask", "came_from", came_from()),
        migrations.AddConstraint(
            "report",
            models.CheckConstraint(
                name="report_came_from_another",
                condition=Q(came_from=None)
                | Q(Q(blocker__isnull=False), ~Q(came_from=F("blocker"))),
            ),
        ),
        migrations.CreateModel(
            name="BlockerMerge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=servindus.clock.now,
                        editable=False,
                        verbose_name="made on",
                    ),
                ),
                (
                    "updated_at",
                    models.DateTimeField(
                        default=servindus.clock.now,
                        editable=False,
                        verbose_name="changed on",
                    ),
                ),
                ("status_before", models.CharField(max_length=12)),
                ("done_at", models.DateTimeField()),
                (
                    "object_until",
                    models.DateField("objection until", blank=True, null=True),
                ),
                (
                    "objection",
                    models.CharField("objection", blank=True, max_length=600),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("merged", to_blocker("merges")),
                ("survivor", to_blocker("absorbed")),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "merge of blockers",
                "verbose_name_plural": "merges of blockers",
                "ordering": ("-pk",),
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(survivor=F("merged")),
                        name="blocker_merge_joins_two",
                    ),
                    models.CheckConstraint(
                        condition=Q(objection="") | Q(undone_at__isnull=False),
                        name="blocker_merge_objected_is_undone",
                    ),
                    models.UniqueConstraint(
                        condition=Q(undone_at__isnull=True),
                        fields=("merged",),
                        name="blocker_merged_once",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
