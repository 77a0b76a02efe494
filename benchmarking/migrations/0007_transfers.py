"""What one lab takes over from another, stage by stage."""

import datetime
import django.db.models.deletion
import django.db.models.expressions
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarking", "0006_guard_denominators"),
        ("programmes", "0031_sums_begin_whole"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Transfer",
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
                            ("proposed", "proposed"),
                            ("understanding", "seen and understood"),
                            ("planned", "planned"),
                            ("adapting", "being adapted"),
                            ("in_use", "in use"),
                            ("sustained", "kept for a year"),
                            ("declined", "declined"),
                            ("stopped", "stopped"),
                        ],
                        default="proposed",
                        max_length=13,
                        verbose_name="status",
                    ),
                ),
                ("why", models.TextField(max_length=1000, verbose_name="what for")),
                (
                    "contact_kind",
                    models.CharField(
                        blank=True,
                        choices=[("visit", "visit"), ("call", "call")],
                        max_length=5,
                        verbose_name="visit or call",
                    ),
                ),
                (
                    "contact_on",
                    models.DateField(blank=True, null=True, verbose_name="seen on"),
                ),
                (
                    "contact_text",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="what was seen or heard",
                    ),
                ),
                (
                    "heard_text",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="what the other lab keeps of it",
                    ),
                ),
                (
                    "understood_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="understood on"
                    ),
                ),
                (
                    "plan",
                    models.TextField(blank=True, max_length=3000, verbose_name="plan"),
                ),
                (
                    "indicator",
                    models.CharField(
                        blank=True, max_length=160, verbose_name="what is counted"
                    ),
                ),
                (
                    "baseline",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=11,
                        null=True,
                        verbose_name="today",
                    ),
                ),
                (
                    "target",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=11,
                        null=True,
                        verbose_name="target",
                    ),
                ),
                (
                    "target_on",
                    models.DateField(blank=True, null=True, verbose_name="in use by"),
                ),
                (
                    "kept",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="what is kept, and why",
                    ),
                ),
                (
                    "adapted",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="what is adapted, and why",
                    ),
                ),
                (
                    "dropped",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="what is dropped, and why",
                    ),
                ),
                (
                    "legal_state",
                    models.CharField(
                        choices=[
                            ("to_check", "still to be checked"),
                            ("not_needed", "nothing to check"),
                            ("checked", "checked"),
                        ],
                        default="to_check",
                        max_length=10,
                        verbose_name="what the law says here",
                    ),
                ),
                (
                    "legal_text",
                    models.TextField(
                        blank=True,
                        max_length=600,
                        verbose_name="what was checked, and by whom",
                    ),
                ),
                (
                    "planned_on",
                    models.DateField(blank=True, null=True, verbose_name="planned on"),
                ),
                (
                    "started_on",
                    models.DateField(blank=True, null=True, verbose_name="begun on"),
                ),
                (
                    "used_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="in use since"
                    ),
                ),
                (
                    "use_text",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="what shows that it is in use",
                    ),
                ),
                (
                    "use_value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=11,
                        null=True,
                        verbose_name="measured",
                    ),
                ),
                (
                    "use_source",
                    models.CharField(blank=True, max_length=200, verbose_name="source"),
                ),
                (
                    "check_text",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="what the third lab has seen",
                    ),
                ),
                (
                    "check_value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=11,
                        null=True,
                        verbose_name="measured a year later",
                    ),
                ),
                (
                    "sustained_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="confirmed on"
                    ),
                ),
                (
                    "end_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_need", "the problem is not there, or not the same"),
                            ("no_means", "people or money are missing"),
                            ("legal", "a rule stands in the way"),
                            ("place", "it depends on the place where it began"),
                            ("no_effect", "tried, no effect"),
                            ("other", "another reason"),
                        ],
                        max_length=9,
                        verbose_name="reason",
                    ),
                ),
                (
                    "end_text",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="what the next lab should know",
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(blank=True, null=True, verbose_name="ended on"),
                ),
                (
                    "due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="next step by"
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "checked_lab",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.lab",
                        verbose_name="third lab",
                    ),
                ),
                (
                    "contact_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="noted by",
                    ),
                ),
                (
                    "contact_lab",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.lab",
                        verbose_name="lab that noted it",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_given",
                        to="programmes.lab",
                        verbose_name="from the lab",
                    ),
                ),
                (
                    "heard_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="confirmed by",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who carries it",
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="benchmarking.practice",
                        verbose_name="good practice",
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
                    "proposed_lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.lab",
                        verbose_name="lab that proposes",
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers_received",
                        to="programmes.lab",
                        verbose_name="into the lab",
                    ),
                ),
                (
                    "sponsor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who backs it",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="benchmarking.practiceversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "transfer",
                "verbose_name_plural": "transfers",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["status", "-created_at", "-id"],
                        name="transfer_by_status",
                    ),
                    models.Index(
                        fields=["-created_at", "-id"], name="transfer_by_date"
                    ),
                    models.Index(
                        fields=["giver", "receiver", "status"], name="transfer_matrix"
                    ),
                    models.Index(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "proposed",
                                    "understanding",
                                    "planned",
                                    "adapting",
                                    "in_use",
                                ],
                            )
                        ),
                        fields=["due_on", "id"],
                        name="transfer_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "proposed",
                                    "understanding",
                                    "planned",
                                    "adapting",
                                    "in_use",
                                ],
                            )
                        ),
                        fields=("practice", "receiver"),
                        name="transfer_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("giver", models.F("receiver")), _negated=True
                        ),
                        name="transfer_between_two_labs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("why", ""), _negated=True),
                            models.Q(
                                ("proposed_lab", models.F("giver")),
                                ("proposed_lab", models.F("receiver")),
                                _connector="OR",
                            ),
                        ),
                        name="transfer_proposed_by_a_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("contact_by", None),
                                ("contact_kind", ""),
                                ("contact_lab", None),
                                ("contact_on", None),
                                ("contact_text", ""),
                            ),
                            models.Q(
                                models.Q(("contact_kind", ""), _negated=True),
                                models.Q(("contact_text", ""), _negated=True),
                                ("contact_by__isnull", False),
                                ("contact_lab__isnull", False),
                                ("contact_on__isnull", False),
                                models.Q(
                                    ("contact_lab", models.F("giver")),
                                    ("contact_lab", models.F("receiver")),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_seen_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    [
                                        "understanding",
                                        "planned",
                                        "adapting",
                                        "in_use",
                                        "sustained",
                                    ],
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                models.Q(("heard_text", ""), _negated=True),
                                models.Q(
                                    ("heard_by", models.F("contact_by")), _negated=True
                                ),
                                ("contact_on__isnull", False),
                                ("heard_by__isnull", False),
                                ("understood_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_understood_by_both",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "status__in",
                                    ["planned", "adapting", "in_use", "sustained"],
                                ),
                                _negated=True,
                            ),
                            models.Q(
                                models.Q(("plan", ""), _negated=True),
                                models.Q(("indicator", ""), _negated=True),
                                models.Q(("kept", ""), _negated=True),
                                ("baseline__isnull", False),
                                ("owner__isnull", False),
                                ("planned_on__isnull", False),
                                ("sponsor__isnull", False),
                                ("target__isnull", False),
                                ("target_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_planned_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["adapting", "in_use", "sustained"]),
                                _negated=True,
                            ),
                            models.Q(
                                models.Q(
                                    ("legal_state", "not_needed"),
                                    models.Q(
                                        models.Q(("legal_text", ""), _negated=True),
                                        ("legal_state", "checked"),
                                    ),
                                    _connector="OR",
                                ),
                                ("started_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_started_is_lawful",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["in_use", "sustained"]), _negated=True
                            ),
                            models.Q(
                                models.Q(("use_text", ""), _negated=True),
                                models.Q(("use_source", ""), _negated=True),
                                ("used_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_in_use_shows_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("status", "sustained"), _negated=True),
                                ("check_text", ""),
                                ("checked_by", None),
                                ("checked_lab", None),
                                ("sustained_on", None),
                            ),
                            models.Q(
                                models.Q(("check_text", ""), _negated=True),
                                models.Q(
                                    ("checked_lab", models.F("giver")), _negated=True
                                ),
                                models.Q(
                                    ("checked_lab", models.F("receiver")), _negated=True
                                ),
                                ("checked_by__isnull", False),
                                ("checked_lab__isnull", False),
                                ("status", "sustained"),
                                (
                                    "sustained_on__gte",
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("used_on"),
                                        "+",
                                        models.Value(datetime.timedelta(days=365)),
                                    ),
                                ),
                                ("sustained_on__isnull", False),
                                ("used_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_sustained_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("end_code", ""), _negated=True),
                                models.Q(("end_text", ""), _negated=True),
                                ("ended_on__isnull", False),
                                ("status__in", ["declined", "stopped"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ["declined", "stopped"]),
                                    _negated=True,
                                ),
                                ("end_code", ""),
                                ("end_text", ""),
                                ("ended_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_ended_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_on__isnull", False),
                                (
                                    "status__in",
                                    [
                                        "proposed",
                                        "understanding",
                                        "planned",
                                        "adapting",
                                        "in_use",
                                    ],
                                ),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "status__in",
                                        [
                                            "proposed",
                                            "understanding",
                                            "planned",
                                            "adapting",
                                            "in_use",
                                        ],
                                    ),
                                    _negated=True,
                                ),
                                ("due_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_open_has_a_day",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
