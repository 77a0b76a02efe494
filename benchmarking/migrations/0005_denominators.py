"""Denominators, frozen per year: what volumes of a lab are divided by."""

import django.core.validators
import django.db.models.deletion
import rules.contrib.models
import servindus.clock
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarking", "0004_guard_questions_and_exchanges"),
        ("programmes", "0031_sums_begin_whole"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Denominator",
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
                            ("population", "population"),
                            ("industrial_establishments", "industrial sites"),
                            ("industrial_jobs", "industrial jobs"),
                        ],
                        max_length=32,
                        verbose_name="measure",
                    ),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(2000),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="year",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(
                        decimal_places=1, max_digits=11, verbose_name="value"
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                ("source_on", models.DateField(verbose_name="date of the source")),
                (
                    "is_fictitious",
                    models.BooleanField(verbose_name="invented for the demonstration"),
                ),
                (
                    "frozen_at",
                    models.DateTimeField(
                        default=servindus.clock.now,
                        editable=False,
                        verbose_name="frozen on",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="why it is corrected"
                    ),
                ),
                (
                    "frozen_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="frozen by",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="denominators",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="benchmarking.denominator",
                        verbose_name="corrects",
                    ),
                ),
            ],
            options={
                "verbose_name": "frozen denominator",
                "verbose_name_plural": "frozen denominators",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["-year", "kind", "lab"], name="denominator_by_year"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes", None)),
                        fields=("lab", "kind", "year"),
                        name="denominator_begins_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__gt", 0)), name="denominator_divides"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="denominator_has_its_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("year__gte", 2000), ("year__lte", 2100)),
                        name="denominator_of_a_likely_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", ""), ("supersedes", None)),
                            models.Q(
                                ("supersedes__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="denominator_corrected_says_why",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
