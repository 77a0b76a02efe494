"""The action plan: actions, milestones, and the history of their days."""

import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0021_guard_witnesses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanAction",
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
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("aim", models.TextField(max_length=1000, verbose_name="aim")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("due_on", models.DateField(verbose_name="last day")),
                (
                    "cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="cost in euros",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("running", "under way"),
                            ("done", "done"),
                            ("dropped", "dropped"),
                        ],
                        default="planned",
                        max_length=7,
                        verbose_name="status",
                    ),
                ),
                (
                    "started_on",
                    models.DateField(blank=True, null=True, verbose_name="started on"),
                ),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="ended on"),
                ),
                (
                    "reason",
                    models.TextField(blank=True, max_length=300, verbose_name="reason"),
                ),
                (
                    "is_published",
                    models.BooleanField(default=False, verbose_name="published"),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_actions",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_actions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="carried by",
                    ),
                ),
                (
                    "workstream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plan_actions",
                        to="programmes.workstream",
                        verbose_name="axis",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gte", models.F("starts_on"))),
                        name="plan_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("aim", ""), _negated=True),
                        ),
                        name="plan_is_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cost", None),
                            models.Q(
                                ("cost__gte", 0),
                                ("cost__isnull", False),
                                ("cost__lte", 99999999),
                            ),
                            _connector="OR",
                        ),
                        name="plan_cost_is_euros",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("started_on", None), ("status", "planned")),
                            models.Q(
                                ("started_on__isnull", False),
                                ("status__in", ["running", "done"]),
                            ),
                            ("status", "dropped"),
                            _connector="OR",
                        ),
                        name="plan_started_since",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_on__isnull", False),
                                ("status__in", ["done", "dropped"]),
                            ),
                            models.Q(
                                ("ended_on", None),
                                ("status__in", ["planned", "running"]),
                            ),
                            _connector="OR",
                        ),
                        name="plan_ended_since",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("reason", ""), _negated=True),
                                ("status", "dropped"),
                            ),
                            models.Q(
                                models.Q(("status", "dropped"), _negated=True),
                                ("reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="plan_dropped_says_why",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["due_on", "id"], name="plan_by_due"),
                    models.Index(
                        fields=["lab", "status", "due_on"], name="plan_of_lab"
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("planned", "running"))),
                        fields=["owner", "due_on"],
                        name="plan_of_owner",
                    ),
                ],
                "verbose_name": "action of the plan",
                "verbose_name_plural": "actions of the plan",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Milestone",
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
                ("title", models.CharField(max_length=160, verbose_name="title")),
                ("planned_on", models.DateField(verbose_name="planned on")),
                ("forecast_on", models.DateField(verbose_name="forecast for")),
                (
                    "actual_on",
                    models.DateField(blank=True, null=True, verbose_name="reached on"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "to come"),
                            ("reached", "reached"),
                            ("dropped", "dropped"),
                        ],
                        default="open",
                        max_length=7,
                        verbose_name="status",
                    ),
                ),
                (
                    "evidence",
                    models.TextField(
                        blank=True, max_length=600, verbose_name="what shows it"
                    ),
                ),
                (
                    "evidence_url",
                    models.URLField(
                        blank=True, verbose_name="address of what shows it"
                    ),
                ),
                (
                    "reason",
                    models.TextField(blank=True, max_length=300, verbose_name="reason"),
                ),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="milestones",
                        to="programmes.planaction",
                        verbose_name="action of the plan",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("title", ""), _negated=True),
                        name="milestone_is_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(
                                    ("evidence", ""),
                                    ("evidence_url", ""),
                                    _negated=True,
                                ),
                                ("actual_on__isnull", False),
                                ("status", "reached"),
                            ),
                            models.Q(
                                models.Q(("status", "reached"), _negated=True),
                                ("actual_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="milestone_reached_is_shown",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("reason", ""), _negated=True),
                                ("status", "dropped"),
                            ),
                            models.Q(
                                models.Q(("status", "dropped"), _negated=True),
                                ("reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="milestone_dropped_says_why",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["action", "planned_on", "id"], name="milestone_of"
                    ),
                    models.Index(
                        fields=["forecast_on", "id"], name="milestone_by_forecast"
                    ),
                ],
                "verbose_name": "milestone",
                "verbose_name_plural": "milestones",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="MilestoneForecast",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("forecast", "new forecast"),
                            ("correction", "planned day corrected"),
                            ("reopened", "reopened"),
                        ],
                        max_length=10,
                        verbose_name="change",
                    ),
                ),
                ("from_on", models.DateField(verbose_name="from")),
                ("to_on", models.DateField(verbose_name="to")),
                ("why", models.CharField(max_length=300, verbose_name="why")),
                (
                    "said_at",
                    models.DateTimeField(default=servindus.clock.now, editable=False),
                ),
                (
                    "milestone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forecasts",
                        to="programmes.milestone",
                        verbose_name="milestone",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "forecast of a milestone",
                "verbose_name_plural": "forecasts of milestones",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["milestone", "said_at", "id"], name="forecast_of"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True),
                        name="forecast_says_why",
                    )
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
