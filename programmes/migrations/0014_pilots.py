"""A trial between a startup and a plant, and what decides on go or no-go."""

import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blockers", "0017_name_the_lab_of_clocks"),
        ("matchmaking", "0014_earlier_seats"),
        ("programmes", "0013_guard_facilities"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Pilot",
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
                (
                    "question",
                    models.TextField(
                        max_length=1000, verbose_name="what it is to find out"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("idea", "idea"),
                            ("framed", "framed"),
                            ("running", "running"),
                            ("evaluated", "evaluated"),
                            ("extended", "extended"),
                            ("stopped", "stopped"),
                        ],
                        default="idea",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="next step by"
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(blank=True, null=True, verbose_name="first day"),
                ),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="last day"),
                ),
                (
                    "planned_cost",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="planned cost in euros",
                    ),
                ),
                (
                    "funding",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="who pays what"
                    ),
                ),
                (
                    "startup_agreed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="agreed by the startup"
                    ),
                ),
                (
                    "company_agreed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="agreed by the company"
                    ),
                ),
                (
                    "started_on",
                    models.DateField(blank=True, null=True, verbose_name="started on"),
                ),
                (
                    "evaluated_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="evaluated on"
                    ),
                ),
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
                    "result",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="what it gave"
                    ),
                ),
                (
                    "next_step",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="how it goes on"
                    ),
                ),
                (
                    "stop_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("criteria", "the criteria are not met"),
                            ("cost", "it costs too much"),
                            ("time", "nobody has the time"),
                            ("elsewhere", "another way was found"),
                            ("other", "another reason"),
                        ],
                        max_length=9,
                        verbose_name="reason",
                    ),
                ),
                (
                    "stop_reason",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="why stopped"
                    ),
                ),
                (
                    "blockers",
                    models.ManyToManyField(
                        blank=True,
                        related_name="pilots",
                        to="blockers.blocker",
                        verbose_name="blockers met",
                    ),
                ),
                (
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots_hosted",
                        to="programmes.organisation",
                        verbose_name="company",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots",
                        to="programmes.facility",
                        verbose_name="facility",
                    ),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots",
                        to="matchmaking.introduction",
                        verbose_name="introduction that it came from",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="proposed by",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots",
                        to="programmes.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "startup",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots_run",
                        to="programmes.organisation",
                        verbose_name="startup",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pilots",
                        to="programmes.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("startup", models.F("company")), _negated=True
                        ),
                        name="pilot_has_two_sides",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ends_on", None), ("starts_on", None)),
                            models.Q(
                                ("ends_on__gte", models.F("starts_on")),
                                ("ends_on__isnull", False),
                                ("starts_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="pilot_days_are_whole_and_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["idea", "stopped"]),
                            models.Q(
                                ("ends_on__isnull", False), ("starts_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="pilot_framed_has_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["running", "evaluated", "extended"]),
                                _negated=True,
                            ),
                            models.Q(
                                ("company_agreed_at__isnull", False),
                                ("started_on__isnull", False),
                                ("startup_agreed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="pilot_starts_agreed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["evaluated", "extended"]), _negated=True
                            ),
                            models.Q(
                                models.Q(("result", ""), _negated=True),
                                ("evaluated_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="pilot_judged_says_what_it_gave",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("next_step", ""), _negated=True),
                                ("status", "extended"),
                            ),
                            models.Q(
                                models.Q(("status", "extended"), _negated=True),
                                ("next_step", ""),
                            ),
                            _connector="OR",
                        ),
                        name="pilot_extended_says_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("stop_code", ""), _negated=True),
                                models.Q(("stop_reason", ""), _negated=True),
                                ("status", "stopped"),
                            ),
                            models.Q(
                                models.Q(("status", "stopped"), _negated=True),
                                ("stop_code", ""),
                                ("stop_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="pilot_stopped_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_on__isnull", False),
                                (
                                    "status__in",
                                    ("idea", "framed", "running", "evaluated"),
                                ),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "status__in",
                                        ("idea", "framed", "running", "evaluated"),
                                    ),
                                    _negated=True,
                                ),
                                ("due_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="pilot_open_has_next_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("planned_cost", None),
                                models.Q(
                                    ("planned_cost__gte", 0),
                                    ("planned_cost__isnull", False),
                                    ("planned_cost__lte", 10000000),
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("cost", None),
                                models.Q(
                                    ("cost__gte", 0),
                                    ("cost__isnull", False),
                                    ("cost__lte", 10000000),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="pilot_costs_are_euros",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["lab", "status", "id"], name="pilot_of_lab"),
                    models.Index(
                        fields=["company", "status", "id"], name="pilot_of_company"
                    ),
                    models.Index(
                        fields=["startup", "status", "id"], name="pilot_of_startup"
                    ),
                    models.Index(fields=["-created_at", "-id"], name="pilot_by_date"),
                    models.Index(
                        condition=models.Q(
                            ("status__in", ("idea", "framed", "running", "evaluated"))
                        ),
                        fields=["due_on", "id"],
                        name="pilot_due",
                    ),
                ],
                "verbose_name": "pilot",
                "verbose_name_plural": "pilots",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="PilotCriterion",
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
                ("rank", models.PositiveSmallIntegerField(verbose_name="order")),
                (
                    "measure",
                    models.CharField(max_length=200, verbose_name="what is measured"),
                ),
                ("threshold", models.CharField(max_length=120, verbose_name="go from")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "met"),
                            ("partly", "met in part"),
                            ("no", "not met"),
                        ],
                        max_length=6,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what was measured"
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="criteria",
                        to="programmes.pilot",
                        verbose_name="pilot",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("pilot", "rank"), name="criterion_once_per_rank"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("measure", ""), _negated=True),
                            models.Q(("threshold", ""), _negated=True),
                            ("rank__gte", 1),
                            ("rank__lte", 5),
                        ),
                        name="criterion_is_said",
                    ),
                ],
                "verbose_name": "criterion",
                "verbose_name_plural": "criteria",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
