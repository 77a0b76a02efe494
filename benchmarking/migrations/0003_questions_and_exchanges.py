"""Questions between the labs with their answers, and exchanges of the labs."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("benchmarking", "0002_guard_practices"),
        ("programmes", "0031_sums_begin_whole"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
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
                ("text", models.TextField(max_length=3000, verbose_name="question")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "asked"),
                            ("answered", "answered"),
                            ("accepted", "answer accepted"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="asked",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                ("since_on", models.DateField(verbose_name="counted from")),
                (
                    "due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="next step by"
                    ),
                ),
                (
                    "next_step",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="what the lab does with it",
                    ),
                ),
                (
                    "accepted_on",
                    models.DateField(blank=True, null=True, verbose_name="accepted on"),
                ),
                (
                    "reopened_because",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="why it is asked again",
                    ),
                ),
                (
                    "withdrawn_because",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="why it is withdrawn"
                    ),
                ),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        models.Func("title", function="servindus_fold"),
                                        config="simple",
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        models.Func("title", function="servindus_fold"),
                                        config="french",
                                    ),
                                    django.contrib.postgres.search.SearchConfig(
                                        "simple"
                                    ),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    models.Func("text", function="servindus_fold"),
                                    config="simple",
                                ),
                                django.contrib.postgres.search.SearchConfig("simple"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                models.Func("text", function="servindus_fold"),
                                config="french",
                            ),
                            django.contrib.postgres.search.SearchConfig("simple"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "asked_labs",
                    models.ManyToManyField(
                        related_name="questions_asked",
                        to="programmes.lab",
                        verbose_name="labs asked",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="programmes.lab",
                        verbose_name="lab that asks",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="programmes.topic",
                        verbose_name="topic",
                    ),
                ),
                (
                    "workstream",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="programmes.workstream",
                        verbose_name="axis",
                    ),
                ),
            ],
            options={
                "verbose_name": "question",
                "verbose_name_plural": "questions",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Exchange",
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
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                ("ends_at", models.DateTimeField(verbose_name="ends")),
                (
                    "place",
                    models.CharField(blank=True, max_length=200, verbose_name="place"),
                ),
                (
                    "video_url",
                    models.URLField(
                        blank=True, max_length=400, verbose_name="video address"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("held", "held"),
                            ("minuted", "minutes sent"),
                            ("cancelled", "cancelled"),
                        ],
                        default="planned",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "cancel_reason",
                    models.TextField(
                        blank=True, max_length=600, verbose_name="why it is cancelled"
                    ),
                ),
                (
                    "held_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="held on"),
                ),
                (
                    "minutes_due_on",
                    models.DateField(blank=True, null=True, verbose_name="minutes by"),
                ),
                (
                    "minutes",
                    models.TextField(
                        blank=True, max_length=6000, verbose_name="what was said"
                    ),
                ),
                (
                    "minuted_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="minutes sent on"
                    ),
                ),
                ("ics_sequence", models.PositiveIntegerField(default=0)),
                (
                    "invited_labs",
                    models.ManyToManyField(
                        related_name="exchanges_invited",
                        to="programmes.lab",
                        verbose_name="labs invited",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exchanges",
                        to="programmes.lab",
                        verbose_name="host",
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="planned by",
                    ),
                ),
                (
                    "questions",
                    models.ManyToManyField(
                        blank=True,
                        related_name="exchanges",
                        to="benchmarking.question",
                        verbose_name="questions",
                    ),
                ),
            ],
            options={
                "verbose_name": "exchange",
                "verbose_name_plural": "exchanges",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="QuestionAnswer",
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
                ("text", models.TextField(max_length=3000, verbose_name="answer")),
                (
                    "corrected_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="corrected on"
                    ),
                ),
                ("helps", models.BooleanField(default=False, verbose_name="helps")),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.SearchVector(
                                models.Func("text", function="servindus_fold"),
                                config="simple",
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                models.Func("text", function="servindus_fold"),
                                config="french",
                            ),
                            django.contrib.postgres.search.SearchConfig("simple"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="answered by",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="question_answers",
                        to="programmes.lab",
                        verbose_name="lab that answers",
                    ),
                ),
                (
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="benchmarking.question",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "answer of a lab",
                "verbose_name_plural": "answers of labs",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ExchangeAction",
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
                    "text",
                    models.TextField(
                        max_length=1000, verbose_name="what is to be done"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="until")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "to do"),
                            ("done", "done"),
                            ("dropped", "dropped"),
                        ],
                        default="open",
                        max_length=7,
                        verbose_name="status",
                    ),
                ),
                (
                    "closing",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="what came of it"
                    ),
                ),
                (
                    "closed_on",
                    models.DateField(blank=True, null=True, verbose_name="closed on"),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="benchmarking.exchange",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exchange_actions",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exchange_actions",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="carried by",
                    ),
                ),
            ],
            options={
                "verbose_name": "action of an exchange",
                "verbose_name_plural": "actions of exchanges",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["owner", "due_on", "id"],
                        name="exchange_action_of",
                    ),
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["due_on", "id"],
                        name="exchange_action_due",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="exchange_action_is_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("closing", ""), _negated=True),
                                models.Q(("status", "open"), _negated=True),
                                ("closed_on__isnull", False),
                            ),
                            models.Q(
                                ("closed_on", None), ("closing", ""), ("status", "open")
                            ),
                            _connector="OR",
                        ),
                        name="exchange_action_closed_says_what",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ExchangeAttendance",
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
                    "presence",
                    models.CharField(
                        choices=[
                            ("came", "came"),
                            ("excused", "excused"),
                            ("absent", "absent"),
                        ],
                        max_length=7,
                        verbose_name="presence",
                    ),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attendances",
                        to="benchmarking.exchange",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "presence at an exchange",
                "verbose_name_plural": "presences at exchanges",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("exchange", "person"), name="exchange_attended_once"
                    )
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ExchangeDecision",
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
                ("text", models.TextField(max_length=1000, verbose_name="decision")),
                (
                    "decided_by",
                    models.CharField(max_length=200, verbose_name="decided by"),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="benchmarking.exchange",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision of an exchange",
                "verbose_name_plural": "decisions of exchanges",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            models.Q(("decided_by", ""), _negated=True),
                        ),
                        name="exchange_decision_is_said",
                    )
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ExchangeItem",
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
                ("title", models.CharField(max_length=160, verbose_name="point")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="benchmarking.exchange",
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
                        verbose_name="presented by",
                    ),
                ),
            ],
            options={
                "verbose_name": "point of the agenda",
                "verbose_name_plural": "agenda",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("exchange", "rank"), name="exchange_item_once_per_rank"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("title", ""), _negated=True),
                            ("minutes__gte", 1),
                            ("minutes__lte", 480),
                            ("rank__gte", 1),
                            ("rank__lte", 8),
                        ),
                        name="exchange_item_is_said",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(fields=["-created_at", "-id"], name="question_by_date"),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                fields=["status", "-created_at", "-id"], name="question_by_status"
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                fields=["lab", "-created_at", "-id"], name="question_of_lab"
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                condition=models.Q(("status__in", ("asked", "answered"))),
                fields=["due_on", "id"],
                name="question_due",
            ),
        ),
        migrations.AddIndex(
            model_name="question",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words"], name="question_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True),
                    models.Q(("text", ""), _negated=True),
                ),
                name="question_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("due_on__gt", models.F("since_on")),
                        ("due_on__isnull", False),
                        ("status__in", ("asked", "answered")),
                    ),
                    models.Q(
                        models.Q(("status__in", ("asked", "answered")), _negated=True),
                        ("due_on", None),
                    ),
                    _connector="OR",
                ),
                name="question_open_has_next_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("next_step", ""), _negated=True),
                        ("accepted_on__isnull", False),
                        ("status", "accepted"),
                    ),
                    models.Q(
                        models.Q(("status", "accepted"), _negated=True),
                        ("accepted_on", None),
                        ("next_step", ""),
                    ),
                    _connector="OR",
                ),
                name="question_accepted_says_what_next",
            ),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("withdrawn_because", ""), _negated=True),
                        ("status", "withdrawn"),
                    ),
                    models.Q(
                        models.Q(("status", "withdrawn"), _negated=True),
                        ("withdrawn_because", ""),
                    ),
                    _connector="OR",
                ),
                name="question_withdrawn_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(
                fields=["status", "starts_at", "id"], name="exchange_by_status"
            ),
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(fields=["-starts_at", "-id"], name="exchange_by_date"),
        ),
        migrations.AddIndex(
            model_name="exchange",
            index=models.Index(
                fields=["lab", "starts_at", "id"], name="exchange_of_lab"
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                name="exchange_ends_after_its_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("place", ""), _negated=True),
                    models.Q(("video_url", ""), _negated=True),
                    _connector="OR",
                ),
                name="exchange_is_somewhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("held_at__gte", models.F("starts_at")),
                        ("held_at__isnull", False),
                        ("minutes_due_on__isnull", False),
                        ("status__in", ["held", "minuted"]),
                    ),
                    models.Q(
                        models.Q(("status__in", ["held", "minuted"]), _negated=True),
                        ("held_at", None),
                        ("minutes_due_on", None),
                    ),
                    _connector="OR",
                ),
                name="exchange_held_owes_minutes",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        models.Q(("minutes", ""), _negated=True),
                        ("minuted_at__isnull", False),
                        ("status", "minuted"),
                    ),
                    models.Q(
                        models.Q(("status", "minuted"), _negated=True),
                        ("minuted_at", None),
                        ("minutes", ""),
                    ),
                    _connector="OR",
                ),
                name="exchange_minuted_says_what",
            ),
        ),
        migrations.AddConstraint(
            model_name="exchange",
            constraint=models.CheckConstraint(
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
                name="exchange_cancelled_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="questionanswer",
            index=models.Index(fields=["question", "id"], name="answer_in_order"),
        ),
        migrations.AddIndex(
            model_name="questionanswer",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words"], name="answer_words"
            ),
        ),
        migrations.AddConstraint(
            model_name="questionanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="answer_says_something",
            ),
        ),
    ]
