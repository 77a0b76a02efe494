"""Rewordings, appeals, ready answers, and who noted an answer by phone."""

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
        ("matchmaking", "0003_attachments"),
        ("programmes", "0002_status_guards"),
        ("servindus", "0003_staff_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnswerTemplate",
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
                    "act",
                    models.CharField(
                        choices=[
                            ("ask_info", "ask for more"),
                            ("reword", "reword"),
                            ("reject", "refuse"),
                        ],
                        max_length=8,
                        verbose_name="act",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="title")),
                (
                    "reject_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_need", "No real need is named"),
                            ("wrong_person", "Not the right person"),
                            ("unclear", "What is asked is not clear"),
                            ("confidential", "It says something confidential"),
                            ("mass_text", "A text sent to many"),
                            ("tone", "The tone does not suit"),
                            ("out_of_scope", "Outside the programme"),
                        ],
                        help_text="For a refusal: the reason that the answer chooses.",
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                (
                    "text_fr",
                    models.TextField(
                        help_text="300 characters at most: the startup reads it.",
                        verbose_name="text in French",
                    ),
                ),
                (
                    "text_en",
                    models.TextField(
                        blank=True,
                        help_text="For startups that read English; else the French text is used.",
                        verbose_name="text in English",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            models.Q(("text_fr", ""), _negated=True),
                        ),
                        name="answer_template_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reject_code", ""), ("act", "reject"), _connector="OR"
                        ),
                        name="answer_template_reason_of_refusal",
                    ),
                ],
                "verbose_name": "ready answer",
                "verbose_name_plural": "ready answers",
                "ordering": ["act", "title", "pk"],
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Rewording",
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
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("subject_before", models.CharField(max_length=80)),
                ("why_you_before", models.CharField(max_length=600)),
                (
                    "ask_before",
                    models.CharField(
                        choices=[
                            ("understand", "Understand the need"),
                            ("show", "Show"),
                            ("trial", "Offer a trial"),
                            ("supply", "Become a supplier"),
                            ("advice", "Ask for advice"),
                        ],
                        max_length=10,
                    ),
                ),
                ("subject", models.CharField(max_length=80, verbose_name="subject")),
                ("why_you", models.CharField(max_length=600, verbose_name="why")),
                (
                    "ask",
                    models.CharField(
                        choices=[
                            ("understand", "Understand the need"),
                            ("show", "Show"),
                            ("trial", "Offer a trial"),
                            ("supply", "Become a supplier"),
                            ("advice", "Ask for advice"),
                        ],
                        max_length=10,
                        verbose_name="what you expect",
                    ),
                ),
                ("checklist", models.JSONField(default=dict)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("void_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agreed_at", None), ("void_at", None), _connector="OR"
                        ),
                        name="rewording_ends_one_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("version__gte", 1),
                            models.Q(("subject", ""), _negated=True),
                            models.Q(("why_you", ""), _negated=True),
                            models.Q(("ask", ""), _negated=True),
                        ),
                        name="rewording_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ask", models.F("ask_before")),
                            ("subject", models.F("subject_before")),
                            ("why_you", models.F("why_you_before")),
                            _negated=True,
                        ),
                        name="rewording_changes_something",
                    ),
                ],
                "verbose_name": "rewording",
                "verbose_name_plural": "rewordings",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="introduction",
            name="appealed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="appealed"),
        ),
        migrations.AddField(
            model_name="introduction",
            name="noted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="introduction",
            name="refused_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="introduction",
            name="refused_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("appealed_at", None),
                    models.Q(
                        ("appealed_at__gte", models.F("refused_at")),
                        (
                            "appealed_at__lte",
                            django.db.models.expressions.CombinedExpression(
                                models.F("refused_at"),
                                "+",
                                models.Value(datetime.timedelta(days=31)),
                            ),
                        ),
                        ("refused_at__isnull", False),
                        ("refused_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="introduction_appealed_after_refusal",
            ),
        ),
        migrations.AddConstraint(
            model_name="introduction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("appealed_at", None),
                    ("moderator", None),
                    models.Q(("moderator", models.F("refused_by")), _negated=True),
                    _connector="OR",
                ),
                name="introduction_appeal_goes_to_another",
            ),
        ),
        migrations.AddField(
            model_name="answertemplate",
            name="lab",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="programmes.lab",
                verbose_name="lab",
            ),
        ),
        migrations.AddField(
            model_name="rewording",
            name="entry",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="servindus.journalentry",
            ),
        ),
        migrations.AddField(
            model_name="rewording",
            name="introduction",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rewordings",
                to="matchmaking.introduction",
            ),
        ),
        migrations.AddConstraint(
            model_name="answertemplate",
            constraint=models.UniqueConstraint(
                fields=("lab", "act", "title"), name="answer_template_title"
            ),
        ),
        migrations.AddConstraint(
            model_name="rewording",
            constraint=models.UniqueConstraint(
                fields=("introduction", "version"), name="rewording_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="rewording",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agreed_at", None), ("void_at", None)),
                fields=("introduction",),
                name="rewording_waits_once",
            ),
        ),
    ]
