"""What a practice or tool has done to a blocker, in the lab that tried it."""

import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarking", "0008_guard_transfers"),
        ("blockers", "0018_count_sent_steps"),
        ("programmes", "0031_sums_begin_whole"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PracticeBlockerLink",
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
                    "relation",
                    models.CharField(
                        choices=[
                            ("lifts", "lifts it"),
                            ("works_around", "works around it"),
                            ("prevents", "prevents it"),
                            ("tried_no_effect", "tried, no effect"),
                        ],
                        max_length=15,
                        verbose_name="what came of it",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("claimed", "claimed"),
                            ("confirmed", "confirmed"),
                            ("refuted", "refuted"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="claimed",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "text",
                    models.TextField(max_length=600, verbose_name="what happened"),
                ),
                (
                    "judged_on",
                    models.DateField(blank=True, null=True, verbose_name="judged on"),
                ),
                (
                    "reason",
                    models.TextField(
                        blank=True, max_length=600, verbose_name="why it is refuted"
                    ),
                ),
                (
                    "blocker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="blockers.blocker",
                        verbose_name="blocker",
                    ),
                ),
                (
                    "claimed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="claimed by",
                    ),
                ),
                (
                    "judged_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="judged by",
                    ),
                ),
                (
                    "judged_lab",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.lab",
                        verbose_name="lab that judged it",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="programmes.lab",
                        verbose_name="tried in the lab",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="benchmarking.practice",
                        verbose_name="good practice",
                    ),
                ),
                (
                    "tool",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="benchmarking.tool",
                        verbose_name="tool",
                    ),
                ),
            ],
            options={
                "verbose_name": "link between a practice and a blocker",
                "verbose_name_plural": "links between practices and blockers",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["-created_at", "-id"], name="link_by_date"),
                    models.Index(
                        fields=["status", "-created_at", "-id"], name="link_status"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("practice__isnull", False), ("tool__isnull", True)
                            ),
                            models.Q(
                                ("practice__isnull", True), ("tool__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="link_of_a_practice_or_a_tool",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["claimed", "confirmed"])),
                        fields=("practice", "tool", "blocker", "lab"),
                        name="link_one_live",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="link_says_what_happened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("judged_by__isnull", False),
                                ("judged_lab__isnull", False),
                                ("judged_on__isnull", False),
                                ("status__in", ["confirmed", "refuted"]),
                            ),
                            models.Q(
                                ("judged_by", None),
                                ("judged_lab", None),
                                ("judged_on", None),
                                ("status__in", ["claimed", "withdrawn"]),
                            ),
                            _connector="OR",
                        ),
                        name="link_judged_says_who_and_when",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("judged_lab", None),
                            models.Q(("judged_lab", models.F("lab")), _negated=True),
                            _connector="OR",
                        ),
                        name="link_judged_by_another_lab",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("judged_by", None),
                            models.Q(
                                ("judged_by", models.F("claimed_by")), _negated=True
                            ),
                            _connector="OR",
                        ),
                        name="link_judged_by_somebody_else",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("reason", ""), _negated=True),
                                ("status", "refuted"),
                            ),
                            models.Q(
                                models.Q(("status", "refuted"), _negated=True),
                                ("reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="link_refuted_says_why",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
