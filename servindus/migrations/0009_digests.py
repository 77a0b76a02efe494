"""Addresses that get mails, what they have chosen, and their digests."""

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import rules.contrib.models
import servindus.clock
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("servindus", "0008_journal_click"),
    ]

    operations = [
        migrations.CreateModel(
            name="Digest",
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
                ("period", models.DateField(verbose_name="period")),
                ("since", models.DateTimeField()),
                ("at", models.DateTimeField(default=servindus.clock.now)),
            ],
            options={
                "verbose_name": "digest",
                "verbose_name_plural": "digests",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Subscriber",
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
                (
                    "email",
                    models.EmailField(
                        max_length=254, unique=True, verbose_name="e-mail address"
                    ),
                ),
                (
                    "name",
                    models.CharField(blank=True, max_length=160, verbose_name="name"),
                ),
                ("language", models.CharField(default="fr", max_length=2)),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("daily", "each working day"),
                            ("weekly", "once a week"),
                            ("never", "never"),
                        ],
                        default="weekly",
                        max_length=8,
                        verbose_name="digest",
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "Monday"),
                            (2, "Tuesday"),
                            (3, "Wednesday"),
                            (4, "Thursday"),
                            (5, "Friday"),
                            (6, "Saturday"),
                            (7, "Sunday"),
                        ],
                        default=1,
                        verbose_name="day",
                    ),
                ),
                (
                    "hour",
                    models.PositiveSmallIntegerField(
                        default=8,
                        validators=[
                            django.core.validators.MinValueValidator(6),
                            django.core.validators.MaxValueValidator(21),
                        ],
                        verbose_name="hour",
                    ),
                ),
                (
                    "zone",
                    models.CharField(
                        default="Europe/Paris", max_length=64, verbose_name="time zone"
                    ),
                ),
                (
                    "paused_until",
                    models.DateField(
                        blank=True, null=True, verbose_name="no mail before"
                    ),
                ),
                (
                    "ceiling",
                    models.PositiveSmallIntegerField(
                        default=10,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="mails a day at most",
                    ),
                ),
                ("deliveries", models.JSONField(blank=True, default=dict)),
                (
                    "bounce",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hard", "the address does not exist"),
                            ("spam", "reported as spam"),
                        ],
                        max_length=8,
                        verbose_name="unreachable",
                    ),
                ),
                (
                    "bounced_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="since"),
                ),
                (
                    "next_digest_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="next digest"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", django.db.models.functions.text.Lower("email"))
                        ),
                        name="subscriber_email_is_folded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weekday__range", (1, 7))),
                        name="subscriber_weekday",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("hour__range", (6, 21))),
                        name="subscriber_hour",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("bounce", ""), ("bounced_at__isnull", True)),
                            models.Q(
                                models.Q(("bounce", ""), _negated=True),
                                ("bounced_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="subscriber_bounce_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rhythm", "never"), _negated=True),
                            models.Q(
                                ("next_digest_at__isnull", True),
                                ("paused_until__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="subscriber_never_has_no_next",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("bounce", ""), ("next_digest_at__isnull", False)
                        ),
                        fields=["next_digest_at", "id"],
                        name="subscriber_due",
                    )
                ],
                "verbose_name": "subscriber",
                "verbose_name_plural": "subscribers",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.RemoveIndex(
            model_name="outboxemail",
            name="outbox_owed",
        ),
        migrations.AlterField(
            model_name="outboxemail",
            name="state",
            field=models.CharField(
                choices=[
                    ("owed", "to send"),
                    ("sent", "handed over"),
                    ("failed", "given up"),
                    ("dropped", "no longer due"),
                    ("held", "held back"),
                    ("digest", "waits for the digest"),
                    ("told", "told in a digest"),
                ],
                default="owed",
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxemail",
            index=models.Index(
                condition=models.Q(
                    ("state", "owed"), models.Q(("kind", "digest"), _negated=True)
                ),
                fields=["next_try_at", "id"],
                name="outbox_letters",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxemail",
            index=models.Index(
                condition=models.Q(("kind", "digest"), ("state", "owed")),
                fields=["next_try_at", "id"],
                name="outbox_digests",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxemail",
            index=models.Index(
                condition=models.Q(("kind", "digest")),
                fields=["created_at"],
                name="outbox_digests_by_day",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxemail",
            index=models.Index(
                condition=models.Q(("state", "digest")),
                fields=["recipient", "id"],
                name="outbox_for_digest",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxemail",
            index=models.Index(
                condition=models.Q(("state", "sent")),
                fields=["recipient", "sent_at"],
                name="outbox_sent_to",
            ),
        ),
        migrations.AddField(
            model_name="digest",
            name="subscriber",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="digests",
                to="servindus.subscriber",
            ),
        ),
        migrations.AddConstraint(
            model_name="digest",
            constraint=models.UniqueConstraint(
                fields=("subscriber", "period"), name="digest_once_a_period"
            ),
        ),
    ]
