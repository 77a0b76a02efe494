"""Dossiers with the ministry: escalations, questions, answers, and their clocks."""

import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("blockers", "0007_merges"),
        ("programmes", "0010_learn_words"),
        ("servindus", "0006_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="InformationRequest",
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
                    "question",
                    models.CharField(max_length=1000, verbose_name="question"),
                ),
                ("due_on", models.DateField(verbose_name="reply wanted by")),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                (
                    "answer",
                    models.CharField(blank=True, max_length=3000, verbose_name="reply"),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("question", ""), _negated=True),
                        name="question_says_something",
                    )
                ],
                "verbose_name": "question of an authority",
                "verbose_name_plural": "questions of authorities",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="clock",
            name="extended_on",
            field=models.DateField(blank=True, null=True, verbose_name="extended"),
        ),
        migrations.AlterField(
            model_name="clock",
            name="report",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clocks",
                to="blockers.report",
            ),
        ),
        migrations.CreateModel(
            name="Escalation",
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
                            ("sent", "Sent"),
                            ("acknowledged", "Acknowledged"),
                            ("in_review", "In review"),
                            ("info_requested", "Question to the lab"),
                            ("answered", "Answered"),
                            ("forwarded", "Forwarded"),
                            ("recalled", "Recalled"),
                        ],
                        default="sent",
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("sent_at", models.DateTimeField(verbose_name="sent")),
                ("since", models.DateField(verbose_name="with the State since")),
                (
                    "covering_note",
                    models.CharField(
                        blank=True, max_length=2000, verbose_name="covering note"
                    ),
                ),
                ("dossier", models.JSONField(verbose_name="dossier")),
                ("dossier_hash", models.CharField(max_length=64)),
                ("acknowledged_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="published"
                    ),
                ),
                (
                    "embargo_until",
                    models.DateField(blank=True, null=True, verbose_name="shown from"),
                ),
                ("recalled_at", models.DateTimeField(blank=True, null=True)),
                (
                    "end_reason",
                    models.CharField(blank=True, max_length=600, verbose_name="reason"),
                ),
                ("extended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "extension_reason",
                    models.CharField(
                        blank=True,
                        max_length=600,
                        verbose_name="why the answer takes longer",
                    ),
                ),
                ("acknowledge_by", models.DateField(verbose_name="to acknowledge by")),
                ("answer_by", models.DateField(verbose_name="to answer by")),
                (
                    "publish_by",
                    models.DateField(
                        blank=True, null=True, verbose_name="to publish by"
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="programmes.organisation",
                        verbose_name="authority",
                    ),
                ),
                (
                    "blocker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="blockers.blocker",
                        verbose_name="blocker",
                    ),
                ),
                (
                    "forwarded_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forwarded_to",
                        to="blockers.escalation",
                        verbose_name="forwarded from",
                    ),
                ),
                (
                    "liaison",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="liaison",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
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
                        condition=models.Q(
                            (
                                "status__in",
                                ["sent", "acknowledged", "in_review", "info_requested"],
                            )
                        ),
                        fields=("blocker", "authority"),
                        name="escalation_open_once_per_authority",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["sent", "forwarded", "recalled"]),
                            models.Q(
                                ("acknowledged_at__isnull", False),
                                ("liaison__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="escalation_read_is_acknowledged",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("answered_at__isnull", False),
                                ("publish_by__isnull", False),
                                ("status", "answered"),
                            ),
                            models.Q(
                                models.Q(("status", "answered"), _negated=True),
                                ("answered_at", None),
                                ("publish_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="escalation_answered_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("end_reason", ""), _negated=True),
                                ("status__in", ["forwarded", "recalled"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ["forwarded", "recalled"]),
                                    _negated=True,
                                ),
                                ("end_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="escalation_ended_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("recalled_at__isnull", False), ("status", "recalled")
                            ),
                            models.Q(
                                models.Q(("status", "recalled"), _negated=True),
                                ("recalled_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="escalation_recalled_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published_at", None),
                            models.Q(
                                ("published_at__gte", models.F("answered_at")),
                                ("status", "answered"),
                            ),
                            _connector="OR",
                        ),
                        name="escalation_published_is_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("embargo_until", None),
                            models.Q(
                                (
                                    "embargo_until__lte",
                                    models.Func(
                                        models.F("published_at"),
                                        output_field=models.DateField(),
                                        template="((%(expressions)s AT TIME ZONE 'Europe/Paris')::date + 15)",
                                    ),
                                ),
                                ("published_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="escalation_embargo_is_short",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("extended_at", None), ("extension_reason", "")),
                            models.Q(
                                models.Q(("extension_reason", ""), _negated=True),
                                ("extended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="escalation_extended_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "since__lte",
                                models.Func(
                                    models.F("sent_at"),
                                    output_field=models.DateField(),
                                    template="((%(expressions)s AT TIME ZONE 'Europe/Paris')::date)",
                                ),
                            )
                        ),
                        name="escalation_began_before_it_was_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("forwarded_from", None),
                            models.Q(("forwarded_from", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="escalation_comes_from_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("dossier_hash__regex", "^[0-9a-f]{64}$")),
                        name="escalation_hash_is_sha256",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["authority", "status", "answer_by", "id"],
                        name="escalation_queue",
                    ),
                    models.Index(
                        fields=["authority", "-id"], name="escalation_authority"
                    ),
                ],
                "verbose_name": "escalation",
                "verbose_name_plural": "escalations",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Answer",
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
                            ("lifted", "Lifted"),
                            ("derogation", "Derogation"),
                            ("feasible_as_is", "Possible under the rules as they are"),
                            ("practice_corrected", "Practice corrected"),
                            ("redirected", "Another authority decides"),
                            ("deferred", "Put off to a named text"),
                            ("explained_refusal", "Refused, with the reasons"),
                        ],
                        max_length=20,
                        verbose_name="answer",
                    ),
                ),
                (
                    "public_text",
                    models.CharField(
                        max_length=2000, verbose_name="answer for everybody"
                    ),
                ),
                (
                    "restricted_text",
                    models.CharField(
                        blank=True, max_length=2000, verbose_name="for the lab alone"
                    ),
                ),
                (
                    "legal_ground",
                    models.CharField(
                        blank=True, max_length=600, verbose_name="legal ground"
                    ),
                ),
                (
                    "public_interest",
                    models.CharField(
                        blank=True,
                        max_length=600,
                        verbose_name="public interest at stake",
                    ),
                ),
                (
                    "alternative",
                    models.CharField(
                        blank=True,
                        max_length=600,
                        verbose_name="what is possible instead",
                    ),
                ),
                (
                    "review_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="looked at again on"
                    ),
                ),
                (
                    "vehicle",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        verbose_name="which text will settle it",
                    ),
                ),
                (
                    "instruction",
                    models.CharField(
                        blank=True,
                        max_length=300,
                        verbose_name="instruction given, or unit that corrects",
                    ),
                ),
                (
                    "commitment_what",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="commitment"
                    ),
                ),
                (
                    "commitment_who",
                    models.CharField(
                        blank=True, max_length=160, verbose_name="who keeps it"
                    ),
                ),
                (
                    "commitment_due_on",
                    models.DateField(blank=True, null=True, verbose_name="kept by"),
                ),
                (
                    "act_reference",
                    models.CharField(
                        blank=True, max_length=80, verbose_name="number of the act"
                    ),
                ),
                (
                    "in_force_on",
                    models.DateField(blank=True, null=True, verbose_name="in force on"),
                ),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="ends on"),
                ),
                (
                    "territory",
                    models.CharField(blank=True, max_length=120, verbose_name="where"),
                ),
                (
                    "signed_by",
                    models.CharField(max_length=160, verbose_name="signed by"),
                ),
                ("signed_role", models.CharField(max_length=160, verbose_name="as")),
                ("decided_on", models.DateField(verbose_name="decided on")),
                (
                    "ask",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="blockers.ask",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "competent_authority",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.organisation",
                        verbose_name="authority that decides",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="servindus.journalentry",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="blockers.answer",
                    ),
                ),
                (
                    "escalation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="blockers.escalation",
                    ),
                ),
                (
                    "redirected_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="redirected_by",
                        to="blockers.escalation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("supersedes", None)),
                        fields=("escalation", "ask"),
                        name="answer_first_once_per_ask",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("public_text", ""), _negated=True),
                            models.Q(("signed_by", ""), _negated=True),
                            models.Q(("signed_role", ""), _negated=True),
                        ),
                        name="answer_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("commitment_what", ""), _negated=True),
                                models.Q(("commitment_who", ""), _negated=True),
                                ("commitment_due_on__isnull", False),
                            ),
                            models.Q(
                                ("commitment_due_on", None),
                                ("commitment_what", ""),
                                ("commitment_who", ""),
                            ),
                            _connector="OR",
                        ),
                        name="answer_commitment_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "lifted"), _negated=True),
                            models.Q(("act_reference", ""), _negated=True),
                            models.Q(
                                models.Q(("commitment_what", ""), _negated=True),
                                models.Q(("commitment_who", ""), _negated=True),
                                ("commitment_due_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="answer_lifted_by_act_or_commitment",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "derogation"), _negated=True),
                            models.Q(
                                models.Q(
                                    models.Q(("commitment_what", ""), _negated=True),
                                    models.Q(("commitment_who", ""), _negated=True),
                                    ("commitment_due_on__isnull", False),
                                ),
                                models.Q(("territory", ""), _negated=True),
                                ("ends_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="answer_derogation_has_where_and_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            models.Q(
                                models.Q(
                                    ("in_force_on", None),
                                    ("ends_on__gt", models.F("in_force_on")),
                                    _connector="OR",
                                ),
                                ("ends_on__gt", models.F("decided_on")),
                            ),
                            _connector="OR",
                        ),
                        name="answer_derogation_ends_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "feasible_as_is"), _negated=True),
                            models.Q(("legal_ground", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="answer_feasible_has_legal_ground",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "practice_corrected"), _negated=True),
                            models.Q(
                                models.Q(("instruction", ""), _negated=True),
                                ("in_force_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="answer_corrected_has_instruction_and_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("competent_authority__isnull", False),
                                ("kind", "redirected"),
                                ("redirected_to__isnull", False),
                            ),
                            models.Q(
                                models.Q(("kind", "redirected"), _negated=True),
                                ("competent_authority", None),
                                ("redirected_to", None),
                            ),
                            _connector="OR",
                        ),
                        name="answer_redirected_goes_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "deferred"), _negated=True),
                            models.Q(
                                models.Q(("vehicle", ""), _negated=True),
                                ("review_on__gt", models.F("decided_on")),
                                ("review_on__isnull", False),
                                (
                                    "review_on__lte",
                                    models.Func(
                                        models.F("decided_on"),
                                        output_field=models.DateField(),
                                        template="(%(expressions)s + INTERVAL '12 months')",
                                    ),
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="answer_deferred_is_read_again_within_a_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "explained_refusal"), _negated=True),
                            models.Q(
                                models.Q(
                                    models.Q(("alternative", ""), _negated=True),
                                    ("review_on__isnull", False),
                                    _connector="OR",
                                ),
                                models.Q(("legal_ground", ""), _negated=True),
                                models.Q(("public_interest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="answer_refusal_is_explained",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("supersedes", None),
                            models.Q(("supersedes", models.F("pk")), _negated=True),
                            _connector="OR",
                        ),
                        name="answer_supersedes_another",
                    ),
                ],
                "verbose_name": "answer of an authority",
                "verbose_name_plural": "answers of authorities",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Addendum",
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
                ("text", models.CharField(max_length=3000, verbose_name="text")),
                ("added_at", models.DateTimeField(verbose_name="added")),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="servindus.journalentry",
                    ),
                ),
                (
                    "escalation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="addenda",
                        to="blockers.escalation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="addendum_says_something",
                    )
                ],
                "verbose_name": "addendum",
                "verbose_name_plural": "addenda",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="clock",
            name="escalation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clocks",
                to="blockers.escalation",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stopped_on", None)),
                fields=("escalation", "code"),
                name="clock_of_escalation_runs_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("escalation", None), ("report__isnull", False)),
                    models.Q(("escalation__isnull", False), ("report", None)),
                    _connector="OR",
                ),
                name="clock_is_of_one_case",
            ),
        ),
        migrations.AddField(
            model_name="informationrequest",
            name="answered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="informationrequest",
            name="asked_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="informationrequest",
            name="escalation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="questions",
                to="blockers.escalation",
            ),
        ),
        migrations.AddConstraint(
            model_name="informationrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None)),
                fields=("escalation",),
                name="question_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="informationrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""), ("answered_at", None), ("answered_by", None)
                    ),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="question_reply_is_whole",
            ),
        ),
    ]
