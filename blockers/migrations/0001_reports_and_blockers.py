import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import rules.contrib.models
import servindus.clock
import uuid
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("programmes", "0010_learn_words"),
        ("servindus", "0006_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Clock",
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
                    "code",
                    models.CharField(
                        choices=[
                            ("C1", "first contact"),
                            ("C2", "qualification"),
                            ("C3", "acknowledgement"),
                            ("C4", "official answer"),
                            ("C5", "publication"),
                            ("C6", "commitment"),
                            ("C7", "verification"),
                            ("C8", "second reading"),
                            ("C9", "end of a derogation"),
                        ],
                        max_length=2,
                    ),
                ),
                (
                    "version",
                    models.PositiveSmallIntegerField(
                        verbose_name="version of the rule"
                    ),
                ),
                (
                    "owed_by",
                    models.CharField(
                        choices=[
                            ("lab", "the lab"),
                            ("liaison", "the ministry’s liaison"),
                            ("ministry", "the ministry"),
                            ("company", "the company"),
                        ],
                        max_length=8,
                    ),
                ),
                ("amount", models.PositiveSmallIntegerField()),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            ("working_days", "working_days"),
                            ("days", "days"),
                            ("weeks", "weeks"),
                            ("months", "months"),
                        ],
                        max_length=12,
                    ),
                ),
                ("started_on", models.DateField(verbose_name="started")),
                ("due_on", models.DateField(verbose_name="due")),
                (
                    "stopped_on",
                    models.DateField(blank=True, null=True, verbose_name="stopped"),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__gte", models.F("started_on")),
                            models.Q(
                                ("stopped_on", None),
                                ("stopped_on__gte", models.F("started_on")),
                                _connector="OR",
                            ),
                        ),
                        name="clock_goes_forward",
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("stopped_on", None)),
                        fields=["code", "due_on"],
                        name="clock_running",
                    )
                ],
                "verbose_name": "clock",
                "verbose_name_plural": "clocks",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Blocker",
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
                ("year", models.PositiveSmallIntegerField(editable=False)),
                ("number", models.PositiveIntegerField(editable=False)),
                ("title", models.CharField(max_length=120, verbose_name="in one line")),
                (
                    "public_summary",
                    models.CharField(
                        blank=True,
                        max_length=1000,
                        verbose_name="summary for everybody",
                    ),
                ),
                (
                    "summary",
                    models.CharField(
                        blank=True,
                        max_length=3000,
                        verbose_name="summary for the administration",
                    ),
                ),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("text_legislative", "a law"),
                            ("text_regulatory", "a decree or an order"),
                            ("text_local", "a local rule"),
                            ("text_eu", "a rule of the European Union"),
                            ("administrative_practice", "an administration’s practice"),
                            ("individual_decision", "a decision about us alone"),
                            ("delay_silence", "a delay, or no answer"),
                            ("conflicting_rules", "rules that contradict each other"),
                            ("legal_void", "no rule says what to do"),
                            ("digital_procedure", "an online procedure"),
                            ("other", "something else"),
                        ],
                        max_length=24,
                        verbose_name="what blocks",
                    ),
                ),
                (
                    "is_systemic",
                    models.BooleanField(
                        default=False, verbose_name="every company meets it"
                    ),
                ),
                (
                    "local_attempt",
                    models.CharField(
                        blank=True,
                        max_length=600,
                        verbose_name="local door tried, and its answer",
                    ),
                ),
                (
                    "no_text_found",
                    models.BooleanField(default=False, verbose_name="no text found"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("qualifying", "In qualification"),
                            ("qualified", "Qualified"),
                            ("escalated", "With the ministry"),
                            ("answered", "Answered"),
                            ("implementing", "Commitment under way"),
                            ("verifying", "To verify on site"),
                            ("closed", "Closed"),
                            ("merged", "Merged into another"),
                        ],
                        default="qualifying",
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("qualified_at", models.DateTimeField(blank=True, null=True)),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector(
                                    models.Func("title", function="servindus_fold"),
                                    config="french",
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    models.Func("title", function="servindus_fold"),
                                    config="simple",
                                ),
                                django.contrib.postgres.search.SearchConfig("french"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                models.Func("summary", function="servindus_fold"),
                                config="french",
                            ),
                            django.contrib.postgres.search.SearchConfig("french"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="blockers",
                        to="programmes.lab",
                        verbose_name="leading lab",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="blockers.blocker",
                        verbose_name="merged into",
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
                        verbose_name="in charge",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lab", "year", "number"), name="blocker_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["qualifying", "merged"]),
                            models.Q(
                                models.Q(("nature", ""), _negated=True),
                                models.Q(("local_attempt", ""), _negated=True),
                                ("qualified_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="blocker_qualified_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("merged_into__isnull", False)),
                                models.Q(
                                    ("merged_into", models.F("pk")), _negated=True
                                ),
                                ("status", "merged"),
                            ),
                            models.Q(
                                models.Q(("status", "merged"), _negated=True),
                                ("merged_into__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="blocker_merged_points_to_another",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["lab", "status", "-id"], name="blocker_lab"),
                    models.Index(fields=["topic", "status"], name="blocker_topic"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="blocker_search"
                    ),
                ],
                "verbose_name": "blocker",
                "verbose_name_plural": "blockers",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Ask",
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
                    "wording",
                    models.CharField(max_length=600, verbose_name="what we ask"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("change_text", "change the text"),
                            ("derogation", "a derogation"),
                            ("interpretation", "say how the text is to be read"),
                            ("practice", "change the practice"),
                            ("deadline", "answer within a time"),
                            ("form", "change a form or a procedure"),
                        ],
                        max_length=14,
                        verbose_name="kind",
                    ),
                ),
                (
                    "territory",
                    models.CharField(blank=True, max_length=120, verbose_name="where"),
                ),
                (
                    "duration_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="for how many months"
                    ),
                ),
                (
                    "blocker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asks",
                        to="blockers.blocker",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "derogation"), _negated=True),
                            models.Q(
                                models.Q(("territory", ""), _negated=True),
                                ("duration_months__gte", 1),
                                ("duration_months__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ask_derogation_has_where_and_how_long",
                    )
                ],
                "verbose_name": "ask",
                "verbose_name_plural": "asks",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ClockPause",
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
                ("span", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "clock",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="pauses",
                        to="blockers.clock",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="servindus.journalentry",
                    ),
                ),
            ],
            options={
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("clock_id"),
                                    models.F("clock_id"),
                                    models.Value("[]"),
                                    function="int8range",
                                    output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField(),
                                ),
                                "&&",
                            ),
                            ("span", "&&"),
                        ],
                        name="clock_pauses_never_overlap",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("span__isempty", False), ("span__lower_inf", False)
                        ),
                        name="clock_pause_has_a_beginning",
                    ),
                ],
                "verbose_name": "pause of a clock",
                "verbose_name_plural": "pauses of clocks",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="NormReference",
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
                    "level",
                    models.CharField(
                        choices=[
                            ("eu", "European Union"),
                            ("law", "law"),
                            ("decree", "decree"),
                            ("order", "ministerial order"),
                            ("circular", "circular or instruction"),
                            ("local", "local text"),
                            ("practice", "practice, no text"),
                        ],
                        max_length=8,
                        verbose_name="who wrote it",
                    ),
                ),
                ("title", models.CharField(max_length=240, verbose_name="title")),
                (
                    "identifier",
                    models.CharField(blank=True, max_length=80, verbose_name="number"),
                ),
                (
                    "article",
                    models.CharField(blank=True, max_length=40, verbose_name="article"),
                ),
                (
                    "quote",
                    models.CharField(
                        blank=True, max_length=3000, verbose_name="text in force"
                    ),
                ),
                ("address", models.URLField(blank=True, verbose_name="address")),
                ("checked_on", models.DateField(verbose_name="read on")),
                (
                    "blocker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="norms",
                        to="blockers.blocker",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("identifier", ""), _negated=True),
                        fields=("blocker", "identifier", "article"),
                        name="norm_once_per_blocker",
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("identifier", ""), _negated=True),
                        fields=["identifier"],
                        name="norm_number",
                    )
                ],
                "verbose_name": "text",
                "verbose_name_plural": "texts",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Report",
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
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True, editable=False, null=True
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(blank=True, editable=False, null=True),
                ),
                (
                    "company_name",
                    models.CharField(
                        blank=True, max_length=160, verbose_name="company’s name"
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "form"),
                            ("visit", "visit"),
                            ("phone", "telephone"),
                            ("import", "file"),
                            ("introduction", "introduction"),
                        ],
                        default="web",
                        max_length=12,
                        verbose_name="how it came",
                    ),
                ),
                (
                    "title",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="in one line"
                    ),
                ),
                (
                    "situation",
                    models.CharField(
                        blank=True, max_length=2000, verbose_name="situation"
                    ),
                ),
                (
                    "project",
                    models.CharField(
                        blank=True, max_length=600, verbose_name="project"
                    ),
                ),
                (
                    "prevented",
                    models.CharField(
                        blank=True, max_length=600, verbose_name="what is prevented"
                    ),
                ),
                ("path", models.JSONField(blank=True, default=dict)),
                (
                    "nature",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("text_legislative", "a law"),
                            ("text_regulatory", "a decree or an order"),
                            ("text_local", "a local rule"),
                            ("text_eu", "a rule of the European Union"),
                            ("administrative_practice", "an administration’s practice"),
                            ("individual_decision", "a decision about us alone"),
                            ("delay_silence", "a delay, or no answer"),
                            ("conflicting_rules", "rules that contradict each other"),
                            ("legal_void", "no rule says what to do"),
                            ("digital_procedure", "an online procedure"),
                            ("other", "something else"),
                        ],
                        max_length=24,
                        verbose_name="what blocks",
                    ),
                ),
                (
                    "norm_level",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("eu", "European Union"),
                            ("law", "law"),
                            ("decree", "decree"),
                            ("order", "ministerial order"),
                            ("circular", "circular or instruction"),
                            ("local", "local text"),
                            ("practice", "practice, no text"),
                        ],
                        max_length=8,
                        verbose_name="who wrote the text",
                    ),
                ),
                (
                    "norm_title",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="which text"
                    ),
                ),
                (
                    "norm_identifier",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="number of the text"
                    ),
                ),
                (
                    "since_when",
                    models.DateField(blank=True, null=True, verbose_name="since"),
                ),
                (
                    "irritations",
                    models.JSONField(
                        blank=True, default=list, verbose_name="what is hard"
                    ),
                ),
                (
                    "consequences",
                    models.CharField(
                        blank=True, max_length=600, verbose_name="consequences"
                    ),
                ),
                (
                    "cost_per_month",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=12,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0"))
                        ],
                        verbose_name="cost a month, in euros",
                    ),
                ),
                (
                    "jobs_at_stake",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=7,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0"))
                        ],
                        verbose_name="jobs at stake, full-time",
                    ),
                ),
                (
                    "months_of_delay",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(600)],
                        verbose_name="months lost",
                    ),
                ),
                (
                    "confidentiality",
                    models.CharField(
                        choices=[
                            ("restricted", "the lab alone"),
                            ("labs", "the four labs"),
                            ("ministry", "the labs and the ministry that must answer"),
                            ("public_redacted", "everybody, without your name"),
                        ],
                        default="labs",
                        max_length=16,
                        verbose_name="who may read it",
                    ),
                ),
                (
                    "name_shared_at",
                    models.DateTimeField(
                        blank=True,
                        null=True,
                        verbose_name="agreed that the name is given",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "With the lab"),
                            ("needs_info", "To complete"),
                            ("attached", "In the register"),
                            ("declined", "Not kept"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "submitted_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="handed in"
                    ),
                ),
                (
                    "contacted_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="first contact"
                    ),
                ),
                (
                    "contact_by",
                    models.DateField(
                        blank=True, null=True, verbose_name="to contact by"
                    ),
                ),
                (
                    "qualify_by",
                    models.DateField(
                        blank=True, null=True, verbose_name="to qualify by"
                    ),
                ),
                (
                    "complete_by",
                    models.DateField(
                        blank=True, null=True, verbose_name="to complete by"
                    ),
                ),
                ("attached_at", models.DateTimeField(blank=True, null=True)),
                (
                    "decline_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("feasible", "it can be done under the rules as they are"),
                            ("funding", "it is a request for funding"),
                            ("court", "it is before a court"),
                            ("outside", "it is outside the four territories"),
                            ("spam", "it is not a report"),
                            ("too_little", "too little is known, after two reminders"),
                            ("decided", "it has been decided already"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appealed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="appealed"
                    ),
                ),
                (
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.CombinedSearchVector(
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.SearchVector(
                                            models.Func(
                                                "title", function="servindus_fold"
                                            ),
                                            config="french",
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            models.Func(
                                                "title", function="servindus_fold"
                                            ),
                                            config="simple",
                                        ),
                                        django.contrib.postgres.search.SearchConfig(
                                            "french"
                                        ),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        models.Func(
                                            "prevented", function="servindus_fold"
                                        ),
                                        config="french",
                                    ),
                                    django.contrib.postgres.search.SearchConfig(
                                        "french"
                                    ),
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    models.Func(
                                        "norm_title", function="servindus_fold"
                                    ),
                                    config="simple",
                                ),
                                django.contrib.postgres.search.SearchConfig("french"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                models.Func(
                                    "norm_identifier", function="servindus_fold"
                                ),
                                config="simple",
                            ),
                            django.contrib.postgres.search.SearchConfig("french"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "blocker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="blockers.blocker",
                        verbose_name="blocker",
                    ),
                ),
                (
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.commune",
                        verbose_name="commune",
                    ),
                ),
                (
                    "declined_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "on_behalf_of_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written down by",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="programmes.organisation",
                        verbose_name="company",
                    ),
                ),
                (
                    "reporter",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reported by",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.topic",
                        verbose_name="topic",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lab", "year", "number"), name="report_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "withdrawn"]),
                            models.Q(
                                models.Q(("title", ""), _negated=True),
                                models.Q(("situation", ""), _negated=True),
                                models.Q(("prevented", ""), _negated=True),
                                models.Q(("nature", ""), _negated=True),
                                ("contact_by__isnull", False),
                                ("number__isnull", False),
                                ("qualify_by__isnull", False),
                                ("submitted_at__isnull", False),
                                ("year__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="report_handed_in_is_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "withdrawn"]),
                            ("organisation__isnull", False),
                            models.Q(("company_name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="report_names_a_company",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("attached_at__isnull", False),
                                ("blocker__isnull", False),
                                ("status", "attached"),
                            ),
                            models.Q(
                                models.Q(("status", "attached"), _negated=True),
                                ("blocker", None),
                            ),
                            _connector="OR",
                        ),
                        name="report_attached_has_its_blocker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "declined"), _negated=True),
                            models.Q(
                                models.Q(("decline_code", ""), _negated=True),
                                ("declined_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="report_declined_has_code",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "needs_info"), _negated=True),
                            ("complete_by__isnull", False),
                            _connector="OR",
                        ),
                        name="report_to_complete_has_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("appealed_at", None),
                            models.Q(
                                ("appealed_at__gte", models.F("declined_at")),
                                ("declined_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="report_appealed_after_refusal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("cost_per_month", None),
                                ("cost_per_month__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("jobs_at_stake", None),
                                ("jobs_at_stake__gte", 0),
                                _connector="OR",
                            ),
                            models.Q(
                                ("months_of_delay", None),
                                ("months_of_delay__lte", 600),
                                _connector="OR",
                            ),
                        ),
                        name="report_costs_are_no_gain",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "submitted")),
                        fields=["lab", "qualify_by", "id"],
                        name="report_to_qualify",
                    ),
                    models.Index(fields=["lab", "status", "-id"], name="report_lab"),
                    models.Index(fields=["reporter", "-id"], name="report_reporter"),
                    models.Index(fields=["organisation", "-id"], name="report_company"),
                    models.Index(fields=["blocker"], name="report_of_blocker"),
                    models.Index(
                        condition=models.Q(("norm_identifier", ""), _negated=True),
                        fields=["norm_identifier"],
                        name="report_norm",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="report_search"
                    ),
                ],
                "verbose_name": "report",
                "verbose_name_plural": "reports",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Remark",
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
                ("text", models.CharField(max_length=600, verbose_name="text")),
                (
                    "audience",
                    models.CharField(
                        choices=[("company", "the company"), ("lab", "the lab alone")],
                        max_length=8,
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="servindus.journalentry",
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="remarks",
                        to="blockers.report",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("entry", "audience"), name="report_remark_once_per_act"
                    )
                ],
                "verbose_name": "remark",
                "verbose_name_plural": "remarks",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="clock",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="clocks",
                to="blockers.report",
            ),
        ),
        migrations.CreateModel(
            name="ReportFile",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="blockers.report",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("position__gte", 1), ("position__lte", 3)),
                        name="report_file_within_limits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("size__gte", 1),
                            ("size__lte", 5242880),
                            ("kind__in", ["pdf", "png", "jpeg"]),
                            models.Q(("name", ""), _negated=True),
                            models.Q(("file", ""), _negated=True),
                        ),
                        name="report_file_is_whole",
                    ),
                    models.UniqueConstraint(
                        fields=("report", "position"), name="report_file_place"
                    ),
                    models.UniqueConstraint(
                        fields=("report", "digest"), name="report_file_once"
                    ),
                ],
                "indexes": [models.Index(fields=["file"], name="report_file_file")],
                "verbose_name": "file of a report",
                "verbose_name_plural": "files of reports",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ReportLink",
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
                    "email",
                    models.EmailField(max_length=254, verbose_name="e-mail address"),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "confirmed_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="address proven"
                    ),
                ),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="blockers.report",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("report"),
                        django.db.models.functions.text.Lower("email"),
                        name="report_link_once_per_address",
                    )
                ],
                "verbose_name": "link to a report",
                "verbose_name_plural": "links to reports",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="SameVerdict",
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
                    "verdict",
                    models.CharField(
                        choices=[("same", "the same"), ("not_same", "not the same")],
                        max_length=8,
                    ),
                ),
                (
                    "reason",
                    models.CharField(blank=True, max_length=300, verbose_name="reason"),
                ),
                ("at", models.DateTimeField()),
                (
                    "blocker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="blockers.blocker",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="verdicts",
                        to="blockers.report",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("report", "blocker"), name="verdict_once_per_pair"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verdict", "same"),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="verdict_not_same_says_why",
                    ),
                ],
                "verbose_name": "verdict",
                "verbose_name_plural": "verdicts",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.UniqueConstraint(
                condition=models.Q(("stopped_on", None)),
                fields=("report", "code"),
                name="clock_runs_once",
            ),
        ),
    ]
