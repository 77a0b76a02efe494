"""What a territory shares, and the requests of companies to use it."""

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
        ("programmes", "0011_places_of_communes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Facility",
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
                            ("workshop", "prototyping workshop"),
                            ("bench", "test bench"),
                            ("remote", "remote-maintenance platform"),
                            ("data_team", "data-engineering team"),
                            ("data_set", "open data set"),
                        ],
                        max_length=9,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="name")),
                (
                    "summary",
                    models.CharField(max_length=200, verbose_name="in one sentence"),
                ),
                (
                    "description",
                    models.TextField(
                        max_length=2000, verbose_name="what one can do there"
                    ),
                ),
                (
                    "conditions",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="conditions"
                    ),
                ),
                (
                    "price_kind",
                    models.CharField(
                        choices=[
                            ("free", "free of charge"),
                            ("fee", "at a fixed price"),
                            ("quote", "on quotation"),
                        ],
                        default="quote",
                        max_length=5,
                        verbose_name="price",
                    ),
                ),
                (
                    "price",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="price in words"
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="capacity"
                    ),
                ),
                ("website", models.URLField(blank=True, verbose_name="website")),
                (
                    "address",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="address"
                    ),
                ),
                (
                    "contact_name",
                    models.CharField(
                        blank=True, max_length=160, verbose_name="contact"
                    ),
                ),
                (
                    "contact_phone",
                    models.CharField(blank=True, max_length=32, verbose_name="phone"),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("draft", "being written"),
                            ("open", "open to companies"),
                            ("closed", "closed"),
                        ],
                        default="draft",
                        max_length=6,
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
                                    django.contrib.postgres.search.CombinedSearchVector(
                                        django.contrib.postgres.search.CombinedSearchVector(
                                            django.contrib.postgres.search.SearchVector(
                                                models.Func(
                                                    "name", function="servindus_fold"
                                                ),
                                                config="simple",
                                            ),
                                            "||",
                                            django.contrib.postgres.search.SearchVector(
                                                models.Func(
                                                    "name", function="servindus_fold"
                                                ),
                                                config="french",
                                            ),
                                            django.contrib.postgres.search.SearchConfig(
                                                "simple"
                                            ),
                                        ),
                                        "||",
                                        django.contrib.postgres.search.SearchVector(
                                            models.Func(
                                                "summary", function="servindus_fold"
                                            ),
                                            config="simple",
                                        ),
                                        django.contrib.postgres.search.SearchConfig(
                                            "simple"
                                        ),
                                    ),
                                    "||",
                                    django.contrib.postgres.search.SearchVector(
                                        models.Func(
                                            "summary", function="servindus_fold"
                                        ),
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
                    "commune",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facilities",
                        to="programmes.commune",
                        verbose_name="commune",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facilities",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facilities",
                        to="programmes.organisation",
                        verbose_name="owner",
                    ),
                ),
                (
                    "topics",
                    models.ManyToManyField(
                        blank=True,
                        related_name="facilities",
                        to="programmes.topic",
                        verbose_name="topics",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "name"), name="facility_once_per_owner"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("price_kind", "fee"), _negated=True),
                            models.Q(("price", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="facility_price_is_said",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "data_set"),
                            ("commune__isnull", False),
                            _connector="OR",
                        ),
                        name="facility_is_somewhere",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "data_set"), _negated=True),
                            models.Q(("website", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="facility_data_has_address",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "open")),
                        fields=["sort_name", "id"],
                        name="facility_listed",
                    ),
                    models.Index(
                        fields=["lab", "sort_name", "id"], name="facility_of_lab"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["words"], name="facility_words"
                    ),
                ],
                "verbose_name": "facility",
                "verbose_name_plural": "facilities",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="AccessRequest",
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
                            ("requested", "asked for"),
                            ("waiting", "on the waiting list"),
                            ("accepted", "dates agreed"),
                            ("used", "used"),
                            ("declined", "declined"),
                            ("cancelled", "cancelled"),
                            ("untold", "nobody has said"),
                        ],
                        default="requested",
                        max_length=9,
                        verbose_name="status",
                    ),
                ),
                (
                    "purpose",
                    models.TextField(max_length=1000, verbose_name="what it is for"),
                ),
                (
                    "people",
                    models.PositiveSmallIntegerField(default=1, verbose_name="people"),
                ),
                ("wanted_from", models.DateField(verbose_name="wished from")),
                ("wanted_until", models.DateField(verbose_name="wished until")),
                ("answer_by", models.DateField(verbose_name="answer by")),
                (
                    "starts_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="first day agreed"
                    ),
                ),
                (
                    "ends_on",
                    models.DateField(
                        blank=True, null=True, verbose_name="last day agreed"
                    ),
                ),
                (
                    "answer",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="words of the owner"
                    ),
                ),
                (
                    "decline_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full", "no free date"),
                            ("unfit", "not made for this use"),
                            ("conditions", "the conditions are not met"),
                            ("other", "another reason"),
                        ],
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                (
                    "cancel_reason",
                    models.TextField(
                        blank=True, max_length=600, verbose_name="why cancelled"
                    ),
                ),
                (
                    "used_on",
                    models.DateField(blank=True, null=True, verbose_name="used from"),
                ),
                (
                    "useful",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("yes", "it helped"),
                            ("partly", "it helped in part"),
                            ("no", "it did not help"),
                        ],
                        max_length=6,
                        verbose_name="did it help?",
                    ),
                ),
                (
                    "review",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="what came of it"
                    ),
                ),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_requests",
                        to="programmes.organisation",
                        verbose_name="company",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked by",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="programmes.facility",
                        verbose_name="facility",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wanted_until__gte", models.F("wanted_from"))
                        ),
                        name="access_wanted_in_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("people__gte", 1), ("people__lte", 500)),
                        name="access_people_are_some",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ends_on__gte", models.F("starts_on")),
                                ("ends_on__isnull", False),
                                ("starts_on__isnull", False),
                                ("status__in", ["accepted", "used"]),
                            ),
                            ("status__in", ["cancelled", "untold"]),
                            models.Q(
                                ("ends_on", None),
                                ("starts_on", None),
                                ("status__in", ["requested", "waiting", "declined"]),
                            ),
                            _connector="OR",
                        ),
                        name="access_agreed_has_dates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("decline_code", ""), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                                ("status", "declined"),
                            ),
                            models.Q(
                                models.Q(("status", "declined"), _negated=True),
                                ("decline_code", ""),
                            ),
                            _connector="OR",
                        ),
                        name="access_declined_says_why",
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
                        name="access_cancelled_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "used"), ("used_on__isnull", False)),
                            models.Q(
                                models.Q(("status", "used"), _negated=True),
                                ("used_on", None),
                            ),
                            _connector="OR",
                        ),
                        name="access_used_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("review", ""), ("reviewed_at", None), ("useful", "")
                            ),
                            models.Q(
                                models.Q(("useful", ""), _negated=True),
                                ("reviewed_at__isnull", False),
                                ("status", "used"),
                            ),
                            _connector="OR",
                        ),
                        name="access_review_is_of_a_use",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["requested", "waiting"])),
                        fields=("facility", "organisation"),
                        name="access_asked_once_at_a_time",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["organisation", "status", "id"],
                        name="access_of_company",
                    ),
                    models.Index(
                        fields=["facility", "status", "id"], name="access_of_facility"
                    ),
                    models.Index(fields=["-created_at", "-id"], name="access_by_date"),
                    models.Index(
                        condition=models.Q(("status__in", ["requested", "waiting"])),
                        fields=["answer_by", "id"],
                        name="access_unanswered",
                    ),
                    models.Index(
                        condition=models.Q(
                            ("status", "accepted"),
                            models.Q(("reviewed_at", None), ("status", "used")),
                            _connector="OR",
                        ),
                        fields=["ends_on", "id"],
                        name="access_untold",
                    ),
                    models.Index(
                        condition=models.Q(("status", "used")),
                        fields=["organisation", "used_on", "id"],
                        name="access_first_uses",
                    ),
                ],
                "verbose_name": "request for access",
                "verbose_name_plural": "requests for access",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
