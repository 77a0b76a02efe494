"""When decision makers are away, what calls have brought, and who has to be called."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("matchmaking", "0010_index_meetings_by_date"),
        ("programmes", "0010_learn_words"),
        ("servindus", "0007_occurrence"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Absence",
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
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(verbose_name="last day")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="absence_ends_after_start",
                    )
                ],
                "verbose_name": "absence",
                "verbose_name_plural": "absences",
                "ordering": ("first_day",),
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="CallNote",
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
                    "result",
                    models.CharField(
                        choices=[
                            ("spoken", "spoken with: the answer will come"),
                            ("no_answer", "nobody answered"),
                            ("message", "message left"),
                            ("wrong", "wrong number, or no longer there"),
                        ],
                        max_length=10,
                        verbose_name="result",
                    ),
                ),
                (
                    "again_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="call again on"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("again_on", None),
                            models.Q(("result", "spoken"), _negated=True),
                            _connector="OR",
                        ),
                        name="call_again_only_when_not_reached",
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("again_on__isnull", False)),
                        fields=["again_on"],
                        name="call_again",
                    )
                ],
                "verbose_name": "call",
                "verbose_name_plural": "calls",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="introduction",
            name="flagged_at",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="to call since"
            ),
        ),
        migrations.AddIndex(
            model_name="introduction",
            index=models.Index(
                condition=models.Q(("flagged_at__isnull", False)),
                fields=["lab", "next_on", "id"],
                name="introduction_to_call",
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="backup",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="matchmaking.decisionmaker",
                verbose_name="colleague meanwhile",
            ),
        ),
        migrations.AddField(
            model_name="absence",
            name="decision_maker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="absences",
                to="matchmaking.decisionmaker",
            ),
        ),
        migrations.AddField(
            model_name="callnote",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="servindus.journalentry",
            ),
        ),
        migrations.AddField(
            model_name="callnote",
            name="introduction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="calls",
                to="matchmaking.introduction",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("backup", None),
                    models.Q(("backup", models.F("decision_maker")), _negated=True),
                    _connector="OR",
                ),
                name="absence_has_another_backup",
            ),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    (
                        models.Func(
                            models.F("decision_maker"),
                            models.F("decision_maker"),
                            models.Value("[]"),
                            function="int8range",
                            output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                        ),
                        "&&",
                    ),
                    (
                        models.Func(
                            models.F("first_day"),
                            models.F("last_day"),
                            models.Value("[]"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                ],
                name="absence_once_at_a_time",
            ),
        ),
    ]
