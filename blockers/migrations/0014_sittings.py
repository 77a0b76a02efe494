"""Sittings of an authority, and the files on their agendas."""

import django.db.models.constraints
import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blockers", "0013_guard_approvals"),
        ("programmes", "0010_learn_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sitting",
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
                ("held_on", models.DateField(verbose_name="day of the sitting")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("held", "Held"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="planned",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True, max_length=600, verbose_name="why it is cancelled"
                    ),
                ),
                (
                    "chair",
                    models.CharField(blank=True, max_length=160, verbose_name="chair"),
                ),
                (
                    "attendees",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="present"
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True, max_length=6000, verbose_name="general remarks"
                    ),
                ),
                (
                    "closed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="minutes closed"
                    ),
                ),
                (
                    "minutes",
                    models.JSONField(blank=True, null=True, verbose_name="minutes"),
                ),
                ("minutes_hash", models.CharField(blank=True, max_length=64)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sittings",
                        to="programmes.organisation",
                        verbose_name="authority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "planned")),
                        fields=("authority", "held_on"),
                        name="sitting_planned_once_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("chair", ""), _negated=True),
                                ("closed_at__isnull", False),
                                ("minutes__isnull", False),
                                ("minutes_hash__regex", "^[0-9a-f]{64}$"),
                                ("status", "held"),
                            ),
                            models.Q(
                                models.Q(("status", "held"), _negated=True),
                                ("attendees", ""),
                                ("chair", ""),
                                ("closed_at", None),
                                ("minutes__isnull", True),
                                ("minutes_hash", ""),
                                ("text", ""),
                            ),
                            _connector="OR",
                        ),
                        name="sitting_held_has_minutes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("cancel_reason", ""), _negated=True),
                                ("status", "cancelled"),
                            ),
                            models.Q(
                                models.Q(("status", "cancelled"), _negated=True),
                                ("cancel_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="sitting_cancelled_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at", None),
                            (
                                "held_on__lte",
                                models.Func(
                                    models.F("closed_at"),
                                    output_field=models.DateField(),
                                    template="((%(expressions)s AT TIME ZONE 'Europe/Paris')::date)",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="sitting_closed_after_its_day",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["authority", "-held_on", "-id"], name="sitting_list"
                    )
                ],
                "verbose_name": "sitting",
                "verbose_name_plural": "sittings",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="SittingItem",
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
                    "position",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="place"
                    ),
                ),
                ("is_open", models.BooleanField(default=True, editable=False)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("decided", "Decided"),
                            ("adjourned", "Adjourned"),
                            ("asked", "Question put"),
                            ("forwarded", "Forwarded"),
                            ("settled", "Answered before the sitting"),
                            ("recalled", "Recalled by the lab"),
                        ],
                        max_length=9,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True, max_length=600, verbose_name="why it is adjourned"
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=3000, verbose_name="note for the minutes"
                    ),
                ),
                (
                    "note_shared",
                    models.BooleanField(
                        default=False, verbose_name="the lab reads the note"
                    ),
                ),
                (
                    "escalation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sitting_items",
                        to="blockers.escalation",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="blockers.sitting",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sitting", "escalation"),
                        name="sitting_item_once_per_file",
                    ),
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("sitting", "position"),
                        name="sitting_item_once_per_place",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)),
                        fields=("escalation",),
                        name="sitting_item_on_one_agenda",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("reason", ""), _negated=True),
                                ("outcome", "adjourned"),
                            ),
                            models.Q(
                                models.Q(("outcome", "adjourned"), _negated=True),
                                ("reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="sitting_item_adjourned_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("position", None), ("position__gte", 1), _connector="OR"
                        ),
                        name="sitting_item_place_from_one",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("note_shared", False),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="sitting_item_shares_a_note",
                    ),
                ],
                "verbose_name": "file of a sitting",
                "verbose_name_plural": "files of sittings",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
