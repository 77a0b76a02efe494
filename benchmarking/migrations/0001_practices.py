"""Good practices in versions, what peers think of them, and tools."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("programmes", "0031_sums_begin_whole"),
        ("servindus", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Practice",
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
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "origin",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="who does it"
                    ),
                ),
                (
                    "origin_country",
                    models.CharField(blank=True, max_length=60, verbose_name="country"),
                ),
                (
                    "origin_url",
                    models.URLField(
                        blank=True, max_length=400, verbose_name="address of the source"
                    ),
                ),
                (
                    "source_key",
                    models.CharField(blank=True, editable=False, max_length=120),
                ),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80),
                        blank=True,
                        default=list,
                        size=12,
                        verbose_name="keywords",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practices",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
            ],
            options={
                "verbose_name": "good practice",
                "verbose_name_plural": "good practices",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["keywords"], name="practice_keywords"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lab", "number"), name="practice_number_once_per_lab"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("source_key", ""), _negated=True),
                        fields=("lab", "source_key"),
                        name="practice_source_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source_key", ""),
                            models.Q(("origin", ""), _negated=True),
                            models.Q(("origin_url", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="practice_found_elsewhere_says_where",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="PracticeVersion",
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
                    "number",
                    models.PositiveSmallIntegerField(default=1, verbose_name="version"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("submitted", "submitted"),
                            ("peer_review", "read by peers"),
                            ("published", "published"),
                            ("labelled", "labelled"),
                            ("retired", "retired"),
                        ],
                        default="draft",
                        max_length=11,
                        verbose_name="status",
                    ),
                ),
                (
                    "need",
                    models.CharField(
                        max_length=200, verbose_name="the problem in one sentence"
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        max_length=160, verbose_name="what is done, in one line"
                    ),
                ),
                (
                    "problem",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="the problem"
                    ),
                ),
                (
                    "solution",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="how it is done"
                    ),
                ),
                (
                    "conditions",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="what it depends on"
                    ),
                ),
                (
                    "person_days",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=6,
                        null=True,
                        verbose_name="person-days",
                    ),
                ),
                (
                    "euros",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        verbose_name="euros",
                    ),
                ),
                (
                    "skills",
                    models.TextField(blank=True, max_length=600, verbose_name="skills"),
                ),
                (
                    "difficulties",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="what was hard"
                    ),
                ),
                (
                    "failures",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="what failed"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("declared", "declared"),
                            ("measured", "measured"),
                            ("checked", "checked by others"),
                        ],
                        default="declared",
                        max_length=8,
                        verbose_name="evidence",
                    ),
                ),
                (
                    "started_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="in use since"
                    ),
                ),
                (
                    "ended_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="in use until"
                    ),
                ),
                (
                    "reading",
                    models.PositiveSmallIntegerField(default=0, verbose_name="reading"),
                ),
                (
                    "due_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="next step by"
                    ),
                ),
                (
                    "return_reason",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="what is missing"
                    ),
                ),
                (
                    "published_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="published on"
                    ),
                ),
                (
                    "labelled_on",
                    models.DateField(blank=True, null=True, verbose_name="labelled on"),
                ),
                (
                    "review_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="to be looked at again by"
                    ),
                ),
                (
                    "looked_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="last looked at on"
                    ),
                ),
                (
                    "retire_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("replaced", "a newer version replaces it"),
                            ("outdated", "the rules or the place have changed"),
                            ("harmful", "it did harm, or it does not work"),
                            ("other", "another reason"),
                        ],
                        max_length=8,
                        verbose_name="reason",
                    ),
                ),
                (
                    "retire_reason",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="why retired"
                    ),
                ),
                (
                    "words",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.CombinedSearchVector(
                                            django.contrib.postgres.search.SearchVector(
                                                models.Func(
                                                    "need", function="servindus_fold"
                                                ),
                                                config="simple",
                                            ),
                                            "||",
                                            django.contrib.postgres.search.SearchVector(
                                                models.Func(
                                                    "need", function="servindus_fold"
                                                ),
                                                config="french",
                                            ),
                                            django.contrib.postgres.search.SearchConfig(
                                                "simple"
                                            ),
                                        ),
                                        "||",
                                        django.contrib.postgres.search.CombinedSearchVector(
                                            django.contrib.postgres.search.SearchVector(
                                                models.Func(
                                                    "title", function="servindus_fold"
                                                ),
                                                config="simple",
                                            ),
                                            "||",
                                            django.contrib.postgres.search.SearchVector(
                                                models.Func(
                                                    "title", function="servindus_fold"
                                                ),
                                                config="french",
                                            ),
                                            django.contrib.postgres.search.SearchConfig(
                                                "simple"
                                            ),
                                        ),
                                        django.contrib.postgres.search.SearchConfig(
                                            "simple"
                                        ),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.SearchVector(
                                            models.Func(
                                                "problem", function="servindus_fold"
                                            ),
                                            config="simple",
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            models.Func(
                                                "problem", function="servindus_fold"
                                            ),
                                            config="french",
                                        ),
                                        django.contrib.postgres.search.SearchConfig(
                                            "simple"
                                        ),
                                    ),
                                    django.contrib.postgres.search.SearchConfig(
                                        "simple"
                                    ),
                                ),
                                "||",
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.SearchVector(
                                        models.Func(
                                            "solution", function="servindus_fold"
                                        ),
                                        config="simple",
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        models.Func(
                                            "solution", function="servindus_fold"
                                        ),
                                        config="french",
                                    ),
                                    django.contrib.postgres.search.SearchConfig(
                                        "simple"
                                    ),
                                ),
                                django.contrib.postgres.search.SearchConfig("simple"),
                            ),
                            "||",
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector(
                                    models.Func(
                                        "conditions", function="servindus_fold"
                                    ),
                                    config="simple",
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    models.Func(
                                        "conditions", function="servindus_fold"
                                    ),
                                    config="french",
                                ),
                                django.contrib.postgres.search.SearchConfig("simple"),
                            ),
                            django.contrib.postgres.search.SearchConfig("simple"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="benchmarking.practice",
                        verbose_name="good practice",
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
                        verbose_name="handed in by",
                    ),
                ),
                (
                    "topics",
                    models.ManyToManyField(
                        blank=True,
                        related_name="practice_versions",
                        to="programmes.topic",
                        verbose_name="topics",
                    ),
                ),
                (
                    "workstream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practice_versions",
                        to="programmes.workstream",
                        verbose_name="axis",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a good practice",
                "verbose_name_plural": "versions of good practices",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["published", "labelled"])),
                        fields=["-published_on", "-id"],
                        name="version_library",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["published", "labelled"])),
                        fields=["workstream", "-published_on", "-id"],
                        name="version_of_axis",
                    ),
                    models.Index(fields=["status", "-id"], name="version_by_status"),
                    models.Index(fields=["-created_at", "-id"], name="version_by_date"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="version_words"
                    ),
                    models.Index(
                        condition=models.Q(
                            ("status__in", ["submitted", "peer_review"])
                        ),
                        fields=["due_on", "id"],
                        name="version_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["published", "labelled"])),
                        fields=["review_on", "id"],
                        name="version_to_renew",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "number"), name="version_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["published", "labelled"])),
                        fields=("practice",),
                        name="version_one_in_library",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "submitted", "peer_review"])
                        ),
                        fields=("practice",),
                        name="version_one_in_hand",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "draft"),
                            models.Q(("published_on", None), ("status", "retired")),
                            models.Q(
                                models.Q(("need", ""), _negated=True),
                                models.Q(("title", ""), _negated=True),
                                models.Q(("problem", ""), _negated=True),
                                models.Q(("solution", ""), _negated=True),
                                models.Q(("difficulties", ""), _negated=True),
                                models.Q(("failures", ""), _negated=True),
                                ("reading__gte", 1),
                                ("started_on__isnull", False),
                                ("submitted_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="version_handed_in_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_on__isnull", False),
                                ("status__in", ["submitted", "peer_review"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ["submitted", "peer_review"]),
                                    _negated=True,
                                ),
                                ("due_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="version_waiting_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("looked_on__gte", models.F("published_on")),
                                ("looked_on__isnull", False),
                                ("published_on__isnull", False),
                                ("review_on__gt", models.F("looked_on")),
                                ("review_on__isnull", False),
                                ("status__in", ["published", "labelled", "retired"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ["published", "labelled"]),
                                    _negated=True,
                                ),
                                ("looked_on", None),
                                ("published_on", None),
                                ("review_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="version_published_has_days",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("labelled_on__isnull", False), ("status", "labelled")
                            ),
                            ("status", "retired"),
                            models.Q(
                                models.Q(
                                    ("status__in", ["labelled", "retired"]),
                                    _negated=True,
                                ),
                                ("labelled_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="version_labelled_has_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("retire_code", ""), _negated=True),
                                ("status", "retired"),
                            ),
                            models.Q(
                                models.Q(("status", "retired"), _negated=True),
                                ("retire_code", ""),
                                ("retire_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="version_retired_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None),
                            models.Q(
                                ("ended_on__gte", models.F("started_on")),
                                ("started_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="version_days_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("person_days", None),
                                models.Q(
                                    ("person_days__gte", 0), ("person_days__lte", 9999)
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("euros", None),
                                models.Q(("euros__gte", 0), ("euros__lte", 10000000)),
                                _connector="OR",
                            ),
                        ),
                        name="version_resources_are_some",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="PracticeScratch",
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
                ("number", models.PositiveSmallIntegerField()),
                ("said", models.JSONField()),
                ("at", models.DateTimeField()),
                ("sent", models.PositiveIntegerField(default=0)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scratches",
                        to="benchmarking.practiceversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "unfinished step",
                "verbose_name_plural": "unfinished steps",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "number"),
                        name="practice_scratch_once_per_step",
                    )
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="PeerReview",
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
                ("reading", models.PositiveSmallIntegerField(verbose_name="reading")),
                ("evidence", models.PositiveSmallIntegerField(verbose_name="Evidence")),
                ("clarity", models.PositiveSmallIntegerField(verbose_name="Clarity")),
                (
                    "cost_known",
                    models.PositiveSmallIntegerField(verbose_name="Cost known"),
                ),
                (
                    "transferability",
                    models.PositiveSmallIntegerField(
                        verbose_name="Can be carried over"
                    ),
                ),
                (
                    "legal_solidity",
                    models.PositiveSmallIntegerField(verbose_name="Legally sound"),
                ),
                ("opinion", models.TextField(max_length=2000, verbose_name="opinion")),
                (
                    "has_interest",
                    models.BooleanField(
                        default=False, verbose_name="has an interest in it"
                    ),
                ),
                (
                    "interest",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="which interest"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(default=servindus.clock.now, editable=False),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="peer_reviews",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="benchmarking.practiceversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "peer review",
                "verbose_name_plural": "peer reviews",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "reading", "lab"),
                        name="peer_review_once_per_lab",
                    ),
                    models.UniqueConstraint(
                        fields=("version", "reading", "reviewer"),
                        name="peer_review_once_per_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("clarity__gte", 1),
                            ("clarity__lte", 4),
                            ("cost_known__gte", 1),
                            ("cost_known__lte", 4),
                            ("evidence__gte", 1),
                            ("evidence__lte", 4),
                            ("legal_solidity__gte", 1),
                            ("legal_solidity__lte", 4),
                            ("transferability__gte", 1),
                            ("transferability__lte", 4),
                        ),
                        name="peer_review_marks_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("opinion", ""), _negated=True),
                        name="peer_review_is_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("interest", ""), _negated=True),
                                ("has_interest", True),
                            ),
                            models.Q(("has_interest", False), ("interest", "")),
                            _connector="OR",
                        ),
                        name="peer_review_interest_is_said",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Evidence",
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
                (
                    "claim",
                    models.CharField(max_length=200, verbose_name="what it shows"),
                ),
                (
                    "indicator",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what is counted"
                    ),
                ),
                (
                    "numerator",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="count",
                    ),
                ),
                (
                    "denominator",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        verbose_name="out of",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="counted from"
                    ),
                ),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="counted until"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "source_url",
                    models.URLField(
                        blank=True, max_length=400, verbose_name="address of the source"
                    ),
                ),
                (
                    "checked_by",
                    models.CharField(
                        blank=True,
                        help_text="Somebody outside the lab and outside the companies.",
                        max_length=160,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="evidence",
                        to="benchmarking.practiceversion",
                        verbose_name="version",
                    ),
                ),
            ],
            options={
                "verbose_name": "piece of evidence",
                "verbose_name_plural": "evidence",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "rank"), name="evidence_once_per_rank"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("claim", ""), _negated=True),
                            models.Q(("source", ""), _negated=True),
                            ("rank__gte", 1),
                        ),
                        name="evidence_is_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("denominator", None),
                            models.Q(
                                ("denominator__gt", 0), ("numerator__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="evidence_counts_out_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("numerator", None),
                            models.Q(
                                models.Q(("indicator", ""), _negated=True),
                                ("numerator__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_count_says_what",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on", None),
                            models.Q(
                                ("ends_on__gte", models.F("starts_on")),
                                ("starts_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="evidence_days_in_order",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Tool",
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
                            ("order", "template of an order"),
                            ("note", "legal note"),
                            ("agreement", "template of an agreement"),
                            ("script", "script or program"),
                            ("guide", "guide"),
                            ("other", "other tool"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "description",
                    models.TextField(max_length=1000, verbose_name="what it does"),
                ),
                ("release", models.CharField(max_length=40, verbose_name="version")),
                (
                    "licence",
                    models.CharField(
                        choices=[
                            ("etalab-2.0", "Licence Ouverte 2.0"),
                            ("cc-by-4.0", "CC BY 4.0"),
                            ("cc-by-sa-4.0", "CC BY-SA 4.0"),
                            ("cc0-1.0", "CC0 1.0"),
                            ("mit", "MIT"),
                            ("eupl-1.2", "EUPL 1.2"),
                            ("other", "other terms, said in the description"),
                        ],
                        max_length=12,
                        verbose_name="licence",
                    ),
                ),
                (
                    "website",
                    models.URLField(blank=True, max_length=400, verbose_name="address"),
                ),
                (
                    "checked_by",
                    models.CharField(
                        blank=True, max_length=160, verbose_name="checked by"
                    ),
                ),
                (
                    "checked_on",
                    models.DateField(blank=True, null=True, verbose_name="checked on"),
                ),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="valid until"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "draft"),
                            ("shared", "shared"),
                            ("withdrawn", "taken off the shelf"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "sort_name",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func("name", function="servindus_fold"),
                        output_field=models.CharField(max_length=600),
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
                                        models.Func("name", function="servindus_fold"),
                                        config="simple",
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        models.Func("name", function="servindus_fold"),
                                        config="french",
                                    ),
                                    django.contrib.postgres.search.SearchConfig(
                                        "simple"
                                    ),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    models.Func(
                                        "description", function="servindus_fold"
                                    ),
                                    config="simple",
                                ),
                                django.contrib.postgres.search.SearchConfig("simple"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                models.Func("description", function="servindus_fold"),
                                config="french",
                            ),
                            django.contrib.postgres.search.SearchConfig("simple"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tools",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "practices",
                    models.ManyToManyField(
                        blank=True,
                        related_name="tools",
                        to="benchmarking.practice",
                        verbose_name="good practices",
                    ),
                ),
            ],
            options={
                "verbose_name": "tool",
                "verbose_name_plural": "tools",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "shared")),
                        fields=["sort_name", "id"],
                        name="tool_shelf",
                    ),
                    models.Index(fields=["lab", "sort_name", "id"], name="tool_of_lab"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="tool_words"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lab", "name", "release"), name="tool_release_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checked_by", ""), ("checked_on", None)),
                            models.Q(
                                models.Q(("checked_by", ""), _negated=True),
                                ("checked_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="tool_check_has_who_and_when",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ToolFile",
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
                ("name", models.CharField(max_length=120, verbose_name="file name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("png", "PNG"), ("jpeg", "JPEG")],
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("digest", models.CharField(max_length=64, verbose_name="fingerprint")),
                (
                    "file",
                    models.FileField(max_length=80, upload_to="", verbose_name="file"),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "tool",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="benchmarking.tool",
                    ),
                ),
            ],
            options={
                "verbose_name": "file of a tool",
                "verbose_name_plural": "files of tools",
                "abstract": False,
                "default_permissions": (),
                "indexes": [models.Index(fields=["file"], name="tool_file_file")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1), ("position__lte", 5)),
                        name="tool_file_within_limits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("size__gte", 1),
                            ("size__lte", 5242880),
                            ("kind__in", ["pdf", "png", "jpeg"]),
                            models.Q(("name", ""), _negated=True),
                            models.Q(("file", ""), _negated=True),
                        ),
                        name="tool_file_is_whole",
                    ),
                    models.UniqueConstraint(
                        fields=("tool", "position"), name="tool_file_place"
                    ),
                    models.UniqueConstraint(
                        fields=("tool", "digest"), name="tool_file_once"
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="EvidenceFile",
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
                ("name", models.CharField(max_length=120, verbose_name="file name")),
                (
                    "kind",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("png", "PNG"), ("jpeg", "JPEG")],
                        max_length=4,
                        verbose_name="kind",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size")),
                ("digest", models.CharField(max_length=64, verbose_name="fingerprint")),
                (
                    "file",
                    models.FileField(max_length=80, upload_to="", verbose_name="file"),
                ),
                (
                    "piece",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="paper",
                        to="benchmarking.evidence",
                    ),
                ),
            ],
            options={
                "verbose_name": "paper of a piece of evidence",
                "verbose_name_plural": "papers of evidence",
                "abstract": False,
                "default_permissions": (),
                "indexes": [models.Index(fields=["file"], name="evidence_file_file")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("size__gte", 1),
                            ("size__lte", 5242880),
                            ("kind__in", ["pdf", "png", "jpeg"]),
                            models.Q(("name", ""), _negated=True),
                            models.Q(("file", ""), _negated=True),
                        ),
                        name="evidence_file_is_whole",
                    )
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
