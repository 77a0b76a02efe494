"""What everybody reads of a blocker, and what its companies say of the words."""

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
        ("blockers", "0011_guard_follow_up"),
        ("programmes", "0010_learn_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Approval",
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
                ("card_hash", models.CharField(max_length=64)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "Asked"),
                            ("agreed", "Agreed"),
                            ("change", "Asks for a change"),
                        ],
                        default="asked",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked")),
                ("due_on", models.DateField(verbose_name="to answer by")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "text",
                    models.CharField(
                        blank=True, max_length=1000, verbose_name="change asked for"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("status", "asked")),
                            models.Q(
                                models.Q(("status", "asked"), _negated=True),
                                ("answered_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="approval_answered_has_its_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("text", ""), _negated=True),
                                ("status", "change"),
                            ),
                            models.Q(
                                models.Q(("status", "change"), _negated=True),
                                ("text", ""),
                            ),
                            _connector="OR",
                        ),
                        name="approval_change_says_which",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("card_hash__regex", "^[0-9a-f]{64}$")),
                        name="approval_names_its_words",
                    ),
                ],
                "verbose_name": "approval of a card",
                "verbose_name_plural": "approvals of cards",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="blocker",
            name="public_hash",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="blocker",
            name="public_status",
            field=models.CharField(
                choices=[
                    ("hidden", "Nothing"),
                    ("listed", "Title, steps and dates"),
                    ("full", "The whole card"),
                ],
                default="hidden",
                max_length=6,
                verbose_name="for everybody",
            ),
        ),
        migrations.AddField(
            model_name="blocker",
            name="public_since",
            field=models.DateTimeField(
                blank=True, null=True, verbose_name="public since"
            ),
        ),
        migrations.AddField(
            model_name="blocker",
            name="public_search",
            field=models.GeneratedField(
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
                        models.Func(
                            models.Case(
                                models.When(
                                    public_status="full",
                                    then=models.F("public_summary"),
                                ),
                                default=models.Value(""),
                                output_field=models.CharField(),
                            ),
                            function="servindus_fold",
                        ),
                        config="simple",
                    ),
                    django.contrib.postgres.search.SearchConfig("french"),
                ),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="blocker",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["public_search"], name="blocker_public_search"
            ),
        ),
        migrations.AddIndex(
            model_name="blocker",
            index=models.Index(
                condition=models.Q(("public_status", "hidden"), _negated=True),
                fields=["-public_since", "-id"],
                name="blocker_public",
            ),
        ),
        migrations.AddConstraint(
            model_name="blocker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("public_hash", ""),
                        ("public_since", None),
                        ("public_status", "hidden"),
                    ),
                    models.Q(
                        models.Q(("public_status", "hidden"), _negated=True),
                        models.Q(("public_hash", ""), _negated=True),
                        models.Q(("status", "merged"), _negated=True),
                        ("public_since__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="blocker_public_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="blocker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("public_status", "full"), _negated=True),
                    models.Q(("public_summary", ""), _negated=True),
                    _connector="OR",
                ),
                name="blocker_full_says_it",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="blocker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals",
                to="blockers.blocker",
            ),
        ),
        migrations.AddField(
            model_name="approval",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="approvals",
                to="blockers.report",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                fields=("report", "blocker", "card_hash"),
                name="approval_once_per_words",
            ),
        ),
    ]
