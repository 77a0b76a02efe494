"""Exports: who takes which list out, and the file for its days."""

import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("servindus", "0003_staff_notes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
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
                ("dataset", models.CharField(max_length=60, verbose_name="list")),
                (
                    "format",
                    models.CharField(
                        choices=[
                            ("csv", "CSV"),
                            ("xlsx", "XLSX"),
                            ("ods", "ODS"),
                            ("json", "JSON"),
                        ],
                        max_length=4,
                        verbose_name="format",
                    ),
                ),
                ("query", models.TextField(blank=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "French"), ("en", "English")],
                        default="fr",
                        max_length=2,
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "being prepared"),
                            ("done", "ready"),
                            ("failed", "not made"),
                            ("forgotten", "deleted"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="rows")),
                (
                    "digest",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="fingerprint"
                    ),
                ),
                ("file", models.CharField(blank=True, max_length=80)),
                (
                    "file_name",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="file name"
                    ),
                ),
                (
                    "failure",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="why it failed"
                    ),
                ),
                (
                    "finished_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="finished at"
                    ),
                ),
                (
                    "expires_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="kept until"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["author", "-id"], name="export_of_person"),
                    models.Index(
                        condition=models.Q(("status", "waiting")),
                        fields=["id"],
                        name="export_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["done", "failed"])),
                        fields=["expires_at"],
                        name="export_to_forget",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("expires_at__isnull", True),
                                ("finished_at__isnull", True),
                                ("status", "waiting"),
                            ),
                            ("status", "forgotten"),
                            models.Q(
                                ("expires_at__isnull", False),
                                ("finished_at__isnull", False),
                                ("status__in", ["done", "failed"]),
                            ),
                            _connector="OR",
                        ),
                        name="export_end_has_its_times",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "done"), _negated=True),
                            models.Q(("digest", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="export_done_has_fingerprint",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "failed"), _negated=True),
                            models.Q(("failure", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="export_failed_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "forgotten"), _negated=True),
                            models.Q(("file", ""), ("file_name", ""), ("query", "")),
                            _connector="OR",
                        ),
                        name="export_forgotten_is_empty",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.RunSQL(
            "CREATE TRIGGER servindus_export_status BEFORE UPDATE OF status"
            " ON servindus_export FOR EACH ROW EXECUTE FUNCTION"
            " servindus_guard_status('servindus.export')",
            "DROP TRIGGER servindus_export_status ON servindus_export",
        ),
    ]
