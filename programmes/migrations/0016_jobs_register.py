"""The jobs register: declarations of companies, and counts twelve months later."""

import django.db.models.deletion
import django.db.models.expressions
import rules.contrib.models
import servindus.clock
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blockers", "0001_reports_and_blockers"),
        ("matchmaking", "0001_initial"),
        ("programmes", "0015_guard_pilots"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="JobsRecord",
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
                            ("created", "created"),
                            ("maintained", "maintained"),
                            ("announced", "announced"),
                        ],
                        max_length=10,
                        verbose_name="jobs",
                    ),
                ),
                (
                    "fte_before",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=8,
                        verbose_name="FTE before, average of twelve months",
                    ),
                ),
                (
                    "fte_now",
                    models.DecimalField(
                        decimal_places=2, max_digits=8, verbose_name="FTE now"
                    ),
                ),
                ("as_of", models.DateField(verbose_name="day of the count")),
                (
                    "check_on",
                    models.DateField(editable=False, verbose_name="to count again on"),
                ),
                (
                    "fte",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=8,
                        verbose_name="FTE linked to the programme",
                    ),
                ),
                (
                    "service_fte",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=8,
                        verbose_name="of which in services",
                    ),
                ),
                (
                    "higher_tertiary_fte",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("0"),
                        max_digits=8,
                        verbose_name="of which higher tertiary",
                    ),
                ),
                (
                    "attribution",
                    models.CharField(
                        choices=[
                            ("A", "A, attested with a document"),
                            ("B", "B, plausible"),
                            ("C", "C, at the same time only"),
                        ],
                        max_length=1,
                        verbose_name="attribution",
                    ),
                ),
                (
                    "how",
                    models.TextField(
                        blank=True,
                        max_length=600,
                        verbose_name="how the programme helped",
                    ),
                ),
                (
                    "document",
                    models.CharField(
                        blank=True, max_length=160, verbose_name="document"
                    ),
                ),
                (
                    "document_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="date of the document"
                    ),
                ),
                (
                    "document_kept",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="where it is kept"
                    ),
                ),
                (
                    "document_url",
                    models.URLField(blank=True, verbose_name="its address"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "being written"),
                            ("submitted", "to confirm"),
                            ("confirmed", "counted"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "reason",
                    models.TextField(blank=True, max_length=300, verbose_name="reason"),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="counted since"
                    ),
                ),
                (
                    "blocker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="blockers.blocker",
                        verbose_name="blocker",
                    ),
                ),
                (
                    "declared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="declared by",
                    ),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matchmaking.introduction",
                        verbose_name="introduction",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs_records",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="jobs_records",
                        to="programmes.organisation",
                        verbose_name="company",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fte__gt", 0),
                            ("fte_before__gte", 0),
                            ("fte_now__gte", 0),
                            ("higher_tertiary_fte__gte", 0),
                            ("service_fte__gte", 0),
                        ),
                        name="jobs_are_no_less_than_none",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("higher_tertiary_fte__lte", models.F("fte")),
                            ("service_fte__lte", models.F("fte")),
                        ),
                        name="jobs_parts_within_the_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "created"), _negated=True),
                            (
                                "fte__lte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("fte_now"), "-", models.F("fte_before")
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="jobs_created_within_growth",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "maintained"), _negated=True),
                            ("fte__lte", models.F("fte_now")),
                            _connector="OR",
                        ),
                        name="jobs_maintained_are_there",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("attribution", "A"), _negated=True),
                            models.Q(
                                models.Q(("document", ""), _negated=True),
                                models.Q(
                                    ("document_kept", ""),
                                    ("document_url", ""),
                                    _negated=True,
                                ),
                                ("document_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="jobs_attested_has_document",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attribution", "C"),
                            models.Q(("how", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="jobs_linked_say_how",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("reason", ""), _negated=True),
                                ("status__in", ["refused", "withdrawn"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ["refused", "withdrawn"]),
                                    _negated=True,
                                ),
                                ("reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="jobs_turned_down_say_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("status__in", ["confirmed", "withdrawn"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ["confirmed", "withdrawn"]),
                                    _negated=True,
                                ),
                                ("confirmed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="jobs_counted_since",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("check_on__gt", models.F("as_of"))),
                        name="jobs_checked_after_the_count",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["-created_at", "-id"], name="jobs_by_date"),
                    models.Index(
                        fields=["lab", "status", "-created_at"], name="jobs_of_lab"
                    ),
                    models.Index(
                        fields=["organisation", "status", "as_of", "id"],
                        name="jobs_of_company",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("kind__in", ["created", "maintained"]),
                            ("status", "confirmed"),
                        ),
                        fields=["check_on", "id"],
                        name="jobs_to_check",
                    ),
                ],
                "verbose_name": "declaration of jobs",
                "verbose_name_plural": "declarations of jobs",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="JobsCheck",
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
                ("checked_on", models.DateField(verbose_name="counted on")),
                (
                    "fte_there",
                    models.DecimalField(
                        decimal_places=2, max_digits=8, verbose_name="FTE still there"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        max_length=200, verbose_name="who or what says so"
                    ),
                ),
                (
                    "said_at",
                    models.DateTimeField(default=servindus.clock.now, editable=False),
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
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="programmes.jobsrecord",
                        verbose_name="declaration of jobs",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fte_there__gte", 0),
                            models.Q(("source", ""), _negated=True),
                        ),
                        name="jobs_there_are_no_less_than_none",
                    )
                ],
                "indexes": [
                    models.Index(
                        fields=["record", "-checked_on", "-id"],
                        name="jobs_check_latest",
                    )
                ],
                "verbose_name": "count at twelve months",
                "verbose_name_plural": "counts at twelve months",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
