"""Witness companies, their waves, what was seen and what weighs."""

import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blockers", "0017_name_the_lab_of_clocks"),
        ("programmes", "0019_jobs_of_pilots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="WitnessEngagement",
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
                    "status",
                    models.CharField(
                        choices=[
                            ("prepared", "charter to sign"),
                            ("running", "running"),
                            ("ended", "ended"),
                        ],
                        default="prepared",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "charter_signed_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="charter signed on"
                    ),
                ),
                (
                    "share_indicators",
                    models.BooleanField(
                        default=False, verbose_name="shares its figures"
                    ),
                ),
                (
                    "share_quotes",
                    models.BooleanField(default=False, verbose_name="shares quotes"),
                ),
                (
                    "share_photos",
                    models.BooleanField(default=False, verbose_name="shares photos"),
                ),
                (
                    "share_name",
                    models.BooleanField(default=False, verbose_name="shares its name"),
                ),
                (
                    "starts_on",
                    models.DateField(blank=True, null=True, verbose_name="first day"),
                ),
                (
                    "planned_end_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="planned last day"
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="ended on"),
                ),
                (
                    "end_reason",
                    models.TextField(
                        blank=True, max_length=300, verbose_name="why it ended"
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="witness_engagements",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="witness_engagements",
                        to="programmes.organisation",
                        verbose_name="company",
                    ),
                ),
                (
                    "referent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="referent",
                    ),
                ),
                (
                    "second_referent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="second referent",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("prepared", "running"))),
                        fields=("organisation",),
                        name="witness_one_engagement_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_referent", None),
                            models.Q(
                                models.Q(("second_referent__isnull", False)),
                                models.Q(
                                    ("second_referent", models.F("referent")),
                                    _negated=True,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="witness_referents_are_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "running"), _negated=True),
                            models.Q(
                                ("charter_signed_on__isnull", False),
                                ("planned_end_on__isnull", False),
                                ("starts_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="witness_running_has_charter",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("charter_signed_on__isnull", False),
                            models.Q(
                                ("share_indicators", False),
                                ("share_name", False),
                                ("share_photos", False),
                                ("share_quotes", False),
                            ),
                            _connector="OR",
                        ),
                        name="witness_shares_with_charter_only",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on", None),
                            models.Q(
                                ("charter_signed_on__isnull", False),
                                ("planned_end_on__gt", models.F("starts_on")),
                                ("planned_end_on__isnull", False),
                                ("starts_on__gte", models.F("charter_signed_on")),
                                ("starts_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="witness_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("end_reason", ""), _negated=True),
                                ("ended_on__isnull", False),
                                ("status", "ended"),
                            ),
                            models.Q(
                                models.Q(("status", "ended"), _negated=True),
                                ("end_reason", ""),
                                ("ended_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="witness_ended_says_why",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["lab", "status", "id"], name="witness_of_lab"),
                    models.Index(fields=["-created_at", "-id"], name="witness_by_date"),
                ],
                "verbose_name": "witness company",
                "verbose_name_plural": "witness companies",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Wave",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("t0", "T0, baseline"),
                            ("quarterly", "quarterly"),
                            ("t12", "T+12 months"),
                            ("t24", "T+24 months"),
                        ],
                        max_length=9,
                        verbose_name="wave",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="due on")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("open", "being entered"),
                            ("entered", "to approve"),
                            ("approved", "approved"),
                        ],
                        default="planned",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "hourly_cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=6,
                        null=True,
                        verbose_name="cost of an hour in euros",
                    ),
                ),
                (
                    "entered_on",
                    models.DateField(blank=True, null=True, verbose_name="entered on"),
                ),
                (
                    "approved_on",
                    models.DateField(blank=True, null=True, verbose_name="approved on"),
                ),
                (
                    "remark",
                    models.TextField(
                        blank=True, max_length=300, verbose_name="what is missing"
                    ),
                ),
                (
                    "engagement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="waves",
                        to="programmes.witnessengagement",
                        verbose_name="witness company",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("engagement", "kind", "due_on"),
                        name="wave_once_per_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("entered_on", None),
                                ("status__in", ["planned", "open"]),
                            ),
                            models.Q(
                                ("entered_on__isnull", False),
                                ("status__in", ["entered", "approved"]),
                            ),
                            _connector="OR",
                        ),
                        name="wave_entered_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_on__isnull", False), ("status", "approved")
                            ),
                            models.Q(
                                models.Q(("status", "approved"), _negated=True),
                                ("approved_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="wave_approved_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hourly_cost", None),
                            models.Q(
                                ("hourly_cost__gt", 0),
                                ("hourly_cost__isnull", False),
                                ("hourly_cost__lte", 1000),
                            ),
                            _connector="OR",
                        ),
                        name="wave_hour_costs_something",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["planned", "open"])),
                        fields=["due_on", "id"],
                        name="wave_due",
                    ),
                    models.Index(
                        fields=["status", "due_on", "id"], name="wave_by_status"
                    ),
                ],
                "verbose_name": "wave",
                "verbose_name_plural": "waves",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Observation",
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
                    "kind",
                    models.CharField(
                        choices=[
                            ("visit", "half-day visit"),
                            ("call", "call"),
                            ("self_report", "told by the company"),
                        ],
                        max_length=11,
                        verbose_name="how",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="day")),
                (
                    "flow",
                    models.CharField(max_length=120, verbose_name="flow observed"),
                ),
                (
                    "text",
                    models.TextField(max_length=2000, verbose_name="what happened"),
                ),
                (
                    "quote",
                    models.TextField(blank=True, max_length=300, verbose_name="quote"),
                ),
                (
                    "quote_audience",
                    models.CharField(
                        choices=[
                            ("lab", "the company and its lab alone"),
                            ("programme", "the programme"),
                            ("public", "everybody"),
                        ],
                        default="lab",
                        max_length=9,
                        verbose_name="who may read the quote",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "revises",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revised_by",
                        to="programmes.observation",
                        verbose_name="corrects",
                    ),
                ),
                (
                    "second_author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="with",
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="observations",
                        to="programmes.wave",
                        verbose_name="wave",
                    ),
                ),
            ],
            options={
                "verbose_name": "observation",
                "verbose_name_plural": "observations",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["wave", "-happened_on", "-id"], name="seen_in_wave"
                    ),
                    models.Index(fields=["-created_at", "-id"], name="seen_by_date"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("flow", ""), _negated=True),
                            models.Q(("text", ""), _negated=True),
                        ),
                        name="observation_is_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "visit"), _negated=True),
                            ("second_author__isnull", False),
                            _connector="OR",
                        ),
                        name="observation_visit_has_two_authors",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_author", None),
                            models.Q(
                                models.Q(("second_author__isnull", False)),
                                models.Q(
                                    ("second_author", models.F("author")), _negated=True
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="observation_authors_are_two_people",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quote", ""), _negated=True),
                            ("quote_audience", "lab"),
                            _connector="OR",
                        ),
                        name="observation_no_quote_no_audience",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("revises", None),
                            models.Q(
                                models.Q(("revises__isnull", False)),
                                models.Q(("revises", models.F("id")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="observation_corrects_another",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="BurdenRow",
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
                ("number", models.PositiveSmallIntegerField(verbose_name="number")),
                (
                    "obligation",
                    models.CharField(max_length=160, verbose_name="obligation"),
                ),
                (
                    "hours_per_year",
                    models.DecimalField(
                        decimal_places=1, max_digits=8, verbose_name="hours a year"
                    ),
                ),
                (
                    "euros_per_year",
                    models.DecimalField(
                        decimal_places=2, max_digits=12, verbose_name="euros a year"
                    ),
                ),
                (
                    "workability",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "workable"),
                            (2, "with effort"),
                            (3, "with difficulty"),
                            (4, "not workable"),
                        ],
                        verbose_name="workable?",
                    ),
                ),
                (
                    "reasons",
                    models.TextField(blank=True, max_length=1000, verbose_name="why"),
                ),
                (
                    "irritations",
                    models.JSONField(
                        blank=True, default=list, verbose_name="what is hard"
                    ),
                ),
                (
                    "is_struck",
                    models.BooleanField(default=False, verbose_name="struck out"),
                ),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="blockers.report",
                        verbose_name="report",
                    ),
                ),
                (
                    "wave",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="burdens",
                        to="programmes.wave",
                        verbose_name="wave",
                    ),
                ),
            ],
            options={
                "verbose_name": "burden",
                "verbose_name_plural": "burdens",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["-created_at", "-id"], name="burden_by_date")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("wave", "number"), name="burden_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("obligation", ""), _negated=True),
                            ("number__gte", 1),
                        ),
                        name="burden_is_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("euros_per_year__gte", 0),
                            ("euros_per_year__lte", 100000000),
                            ("hours_per_year__gte", 0),
                            ("hours_per_year__lte", 100000),
                        ),
                        name="burden_weighs_within_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("workability__gte", 1), ("workability__lte", 4)
                        ),
                        name="burden_has_a_grade",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("workability__lt", 4),
                            models.Q(("reasons", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="burden_not_workable_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("report", None),
                            models.Q(
                                ("is_struck", False),
                                ("report__isnull", False),
                                ("workability", 4),
                            ),
                            _connector="OR",
                        ),
                        name="burden_reported_is_not_workable",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
