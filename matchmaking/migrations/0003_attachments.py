"""Files of requests and profiles."""

import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matchmaking", "0002_guard_statuses"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
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
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="file name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("png", "PNG"), ("jpeg", "JPEG")],
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("digest", models.CharField(max_length=64, verbose_name="fingerprint")),
                (
                    "file",
                    models.FileField(max_length=80, upload_to="", verbose_name="file"),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="matchmaking.introduction",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="documents",
                        to="matchmaking.startupprofile",
                    ),
                ),
            ],
            options={
                "verbose_name": "attachment",
                "verbose_name_plural": "attachments",
                "abstract": False,
                "default_permissions": (),
                "indexes": [models.Index(fields=["file"], name="attachment_file")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("introduction__isnull", True),
                            ("profile__isnull", True),
                            _connector="XOR",
                        ),
                        name="attachment_has_one_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("position__gte", 1),
                            models.Q(
                                models.Q(
                                    ("introduction__isnull", False),
                                    ("position__lte", 2),
                                ),
                                models.Q(
                                    ("position__lte", 3), ("profile__isnull", False)
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="attachment_within_limits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("size__gte", 1),
                            ("size__lte", 5242880),
                            ("kind__in", ["pdf", "png", "jpeg"]),
                            models.Q(("name", ""), _negated=True),
                            models.Q(("file", ""), _negated=True),
                        ),
                        name="attachment_is_whole",
                    ),
                    models.UniqueConstraint(
                        fields=("introduction", "position"),
                        name="attachment_place_of_request",
                    ),
                    models.UniqueConstraint(
                        fields=("profile", "position"),
                        name="attachment_place_of_profile",
                    ),
                    models.UniqueConstraint(
                        fields=("introduction", "digest"),
                        name="attachment_once_per_request",
                    ),
                    models.UniqueConstraint(
                        fields=("profile", "digest"), name="attachment_once_per_profile"
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
