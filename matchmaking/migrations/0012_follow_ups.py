"""What each side says later on of what came of a meeting."""

import django.core.validators
import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matchmaking", "0011_absences_and_calls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
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
                    "side",
                    models.CharField(
                        choices=[
                            ("startup", "startup"),
                            ("manager", "industrial company"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "round",
                    models.CharField(
                        choices=[
                            ("j10", "after ten days"),
                            ("m3", "after three months"),
                            ("m6", "after six months"),
                            ("m12", "after a year"),
                        ],
                        max_length=4,
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                (
                    "answered_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="answered"
                    ),
                ),
                (
                    "satisfaction",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (0, "no"),
                            (1, "a little"),
                            (2, "yes"),
                            (3, "yes, very much"),
                        ],
                        null=True,
                        verbose_name="was the meeting worth its time?",
                    ),
                ),
                (
                    "comment",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="comment"
                    ),
                ),
                (
                    "may_share",
                    models.BooleanField(
                        default=False, verbose_name="the other side may read it"
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="matchmaking.introduction",
                    ),
                ),
                (
                    "link",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="follow_ups",
                        to="matchmaking.answerlink",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("introduction", "side", "round"),
                        name="follow_up_once_a_round",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("satisfaction", None),
                            models.Q(("round", "j10"), ("satisfaction__lte", 3)),
                            _connector="OR",
                        ),
                        name="follow_up_satisfaction_in_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("answered_at__isnull", False),
                            models.Q(
                                ("comment", ""),
                                ("may_share", False),
                                ("satisfaction", None),
                            ),
                            _connector="OR",
                        ),
                        name="follow_up_unanswered_says_nothing",
                    ),
                ],
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="OutcomeClaim",
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
                    "side",
                    models.CharField(
                        choices=[
                            ("startup", "startup"),
                            ("manager", "industrial company"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("second_meeting", "a second meeting"),
                            ("visit", "a visit"),
                            ("trial", "a trial"),
                            ("quote", "a quote"),
                            ("contract", "an order or a contract"),
                            ("jobs_created", "jobs created"),
                            ("jobs_kept", "jobs kept"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "amount",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="value",
                    ),
                ),
                ("said_at", models.DateTimeField(verbose_name="said")),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="confirmed"
                    ),
                ),
                (
                    "follow_up",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="matchmaking.followup",
                    ),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="matchmaking.introduction",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("introduction", "side", "kind"),
                        name="claim_once_a_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount", None), ("amount__gte", 0), _connector="OR"
                        ),
                        name="claim_amount_is_no_debt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ["jobs_created", "jobs_kept"]),
                                _negated=True,
                            ),
                            models.Q(("amount__gt", 0), ("amount__isnull", False)),
                            _connector="OR",
                        ),
                        name="claim_of_jobs_says_how_many",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount", None),
                            ("kind__in", ["contract", "jobs_created", "jobs_kept"]),
                            _connector="OR",
                        ),
                        name="claim_amount_where_it_means_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("confirmed_at", None),
                            ("confirmed_at__gte", models.F("said_at")),
                            _connector="OR",
                        ),
                        name="claim_confirmed_after_it_was_said",
                    ),
                ],
                "verbose_name": "outcome",
                "verbose_name_plural": "outcomes",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
