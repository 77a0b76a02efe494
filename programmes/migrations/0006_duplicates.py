"""Pairs of organisations that may be one, and what a merge of them moved."""

import uuid

import django.db.models.deletion
import rules.contrib.models
from django.conf import settings
from django.db import migrations, models

import servindus.clock

GUARD = (
    "CREATE TRIGGER programmes_duplicate_status BEFORE UPDATE OF status"
    " ON programmes_duplicate FOR EACH ROW"
    " EXECUTE FUNCTION servindus_guard_status('programmes.duplicate')"
)
UNGUARD = "DROP TRIGGER programmes_duplicate_status ON programmes_duplicate"


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0005_merged_organisations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Duplicate",
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
                ("score", models.PositiveSmallIntegerField(verbose_name="likeness")),
                ("reasons", models.JSONField(default=list, verbose_name="reasons")),
                (
                    "seen_at",
                    models.DateTimeField(default=servindus.clock.now, editable=False),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("suggested", "to look at"),
                            ("dismissed", "two companies"),
                            ("merged", "merged"),
                        ],
                        default="suggested",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "dismissal",
                    models.CharField(
                        blank=True,
                        max_length=400,
                        verbose_name="why these are two companies",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("score__gte", 1), ("score__lte", 100)),
                        name="duplicate_score_is_a_percentage",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "dismissed"), _negated=True),
                            models.Q(("dismissal", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="duplicate_dismissed_has_reason",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["status", "-score", "id"], name="duplicate_by_status"
                    )
                ],
                "verbose_name": "possible duplicate",
                "verbose_name_plural": "possible duplicates",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="OrganisationMerge",
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
                ("done_at", models.DateTimeField()),
                ("survivor_before", models.JSONField(default=dict)),
                ("survivor_after", models.JSONField(default=dict)),
                ("merged_before", models.JSONField(default=dict)),
                ("moved", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "ordering": ("-pk",),
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="first",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="programmes.organisation",
                verbose_name="one",
            ),
        ),
        migrations.AddField(
            model_name="duplicate",
            name="second",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="programmes.organisation",
                verbose_name="the other",
            ),
        ),
        migrations.AddField(
            model_name="organisationmerge",
            name="duplicate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merges",
                to="programmes.duplicate",
            ),
        ),
        migrations.AddField(
            model_name="organisationmerge",
            name="merged",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.organisation",
            ),
        ),
        migrations.AddField(
            model_name="organisationmerge",
            name="survivor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.organisation",
            ),
        ),
        migrations.AddField(
            model_name="organisationmerge",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.UniqueConstraint(
                fields=("first", "second"), name="duplicate_pair_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicate",
            constraint=models.CheckConstraint(
                condition=models.Q(("first__lt", models.F("second"))),
                name="duplicate_is_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("survivor", models.F("merged")), _negated=True),
                name="organisation_merge_joins_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("merged",),
                name="organisation_merged_once",
            ),
        ),
        migrations.RunSQL(GUARD, UNGUARD),
    ]
