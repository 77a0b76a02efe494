"""Indicators, targets, sheets of readings."""

import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0023_guard_action_plan"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Indicator",
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
                    "name_fr",
                    models.CharField(max_length=120, verbose_name="name in French"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=120, verbose_name="name in English"),
                ),
                (
                    "code",
                    models.SlugField(max_length=40, unique=True, verbose_name="code"),
                ),
                (
                    "definition_fr",
                    models.TextField(verbose_name="definition in French"),
                ),
                (
                    "definition_en",
                    models.TextField(verbose_name="definition in English"),
                ),
                (
                    "unit_fr",
                    models.CharField(max_length=40, verbose_name="unit in French"),
                ),
                (
                    "unit_en",
                    models.CharField(max_length=40, verbose_name="unit in English"),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("input", "means"),
                            ("output", "work done"),
                            ("outcome", "effect"),
                        ],
                        max_length=7,
                        verbose_name="level",
                    ),
                ),
                (
                    "direction",
                    models.CharField(
                        choices=[
                            ("higher", "higher is better"),
                            ("lower", "lower is better"),
                            ("none", "neither way is better"),
                        ],
                        max_length=6,
                        verbose_name="direction",
                    ),
                ),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("count", "count"),
                            ("sum", "sum"),
                            ("ratio", "ratio"),
                            ("average", "average"),
                            ("stock", "number on the last day"),
                        ],
                        max_length=7,
                        verbose_name="measure",
                    ),
                ),
                (
                    "is_cumulative",
                    models.BooleanField(
                        default=False, verbose_name="piles up over time"
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("month", "month"),
                            ("quarter", "quarter"),
                            ("year", "year"),
                        ],
                        max_length=7,
                        verbose_name="read each",
                    ),
                ),
                (
                    "numerator_fr",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="numerator in French"
                    ),
                ),
                (
                    "numerator_en",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="numerator in English"
                    ),
                ),
                (
                    "denominator_fr",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="denominator in French"
                    ),
                ),
                (
                    "denominator_en",
                    models.CharField(
                        blank=True,
                        max_length=120,
                        verbose_name="denominator in English",
                    ),
                ),
                (
                    "is_computed",
                    models.BooleanField(
                        default=False, verbose_name="is the sum of its parts"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "rank",
                    models.PositiveSmallIntegerField(default=0, verbose_name="order"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.organisation",
                        verbose_name="looked after by",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="programmes.indicator",
                        verbose_name="part of",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(
                                    ("numerator_en", ""),
                                    ("numerator_fr", ""),
                                    _negated=True,
                                ),
                                models.Q(
                                    ("denominator_en", ""),
                                    ("denominator_fr", ""),
                                    _negated=True,
                                ),
                                ("measure__in", ["ratio", "average"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("measure__in", ["ratio", "average"]), _negated=True
                                ),
                                ("denominator_en", ""),
                                ("denominator_fr", ""),
                                ("numerator_en", ""),
                                ("numerator_fr", ""),
                            ),
                            _connector="OR",
                        ),
                        name="indicator_pairs_name_both",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_cumulative", True), ("measure", "stock"), _negated=True
                        ),
                        name="indicator_stock_does_not_pile_up",
                    ),
                ],
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
                "ordering": ("rank", "code"),
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Period",
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
                            ("month", "month"),
                            ("quarter", "quarter"),
                            ("year", "year"),
                        ],
                        max_length=7,
                        verbose_name="kind",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
            ],
            options={
                "verbose_name": "period",
                "verbose_name_plural": "periods",
                "ordering": ("starts_on", "kind"),
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "starts_on"), name="period_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("starts_on__day", 1),
                            models.Q(
                                ("kind", "month"),
                                models.Q(
                                    ("kind", "quarter"),
                                    ("starts_on__month__in", [1, 4, 7, 10]),
                                ),
                                models.Q(("kind", "year"), ("starts_on__month", 1)),
                                _connector="OR",
                            ),
                        ),
                        name="period_starts_on_its_first_day",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ReadingSheet",
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
                            ("draft", "being filled in"),
                            ("submitted", "to approve"),
                            ("approved", "approved"),
                            ("locked", "locked"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "approved_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="approved on"
                    ),
                ),
                (
                    "reason",
                    models.TextField(blank=True, max_length=300, verbose_name="reason"),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reading_sheets",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sheets",
                        to="programmes.period",
                        verbose_name="period",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="sent by",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lab", "period"), name="sheet_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("status__in", ["approved", "locked"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ["approved", "locked"]),
                                    _negated=True,
                                ),
                                ("approved_at", None),
                                ("approved_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="sheet_approved_since",
                    ),
                ],
                "verbose_name": "sheet of readings",
                "verbose_name_plural": "sheets of readings",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Reading",
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
                    "value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=16,
                        null=True,
                        verbose_name="value",
                    ),
                ),
                (
                    "numerator",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=16,
                        null=True,
                        verbose_name="numerator",
                    ),
                ),
                (
                    "denominator",
                    models.DecimalField(
                        blank=True,
                        decimal_places=4,
                        max_digits=16,
                        null=True,
                        verbose_name="denominator",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="how it was read"
                    ),
                ),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("A", "A, with evidence"),
                            ("B", "B, plausible"),
                            ("C", "C, declared"),
                        ],
                        max_length=1,
                        verbose_name="confidence",
                    ),
                ),
                (
                    "written_at",
                    models.DateTimeField(default=servindus.clock.now, editable=False),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="programmes.indicator",
                        verbose_name="indicator",
                    ),
                ),
                (
                    "revises",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revised_by",
                        to="programmes.reading",
                        verbose_name="revises",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="programmes.readingsheet",
                        verbose_name="sheet of readings",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revises__isnull", True)),
                        fields=("indicator", "sheet"),
                        name="reading_begins_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("denominator__isnull", True),
                                ("numerator__isnull", True),
                                ("value__isnull", False),
                            ),
                            models.Q(
                                ("denominator__gte", 0),
                                ("denominator__isnull", False),
                                ("numerator__isnull", False),
                                ("value__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="reading_is_a_number_or_a_pair",
                    ),
                ],
                "verbose_name": "reading",
                "verbose_name_plural": "readings",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Target",
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
                    "value",
                    models.DecimalField(
                        decimal_places=4, max_digits=16, verbose_name="target"
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        decimal_places=4, max_digits=16, verbose_name="baseline"
                    ),
                ),
                (
                    "indicator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="targets",
                        to="programmes.indicator",
                        verbose_name="indicator",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.period",
                        verbose_name="period",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("indicator", "lab", "period"),
                        name="target_once",
                        nulls_distinct=False,
                    )
                ],
                "verbose_name": "target",
                "verbose_name_plural": "targets",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
