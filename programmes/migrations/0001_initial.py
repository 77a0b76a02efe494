"""The tables of the frame."""

import datetime
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.db.models.functions.text
import programmes.models.imports
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lab",
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
                ("slug", models.SlugField(unique=True)),
                (
                    "code",
                    models.CharField(
                        max_length=3, unique=True, verbose_name="code in references"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "project_name",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="project"
                    ),
                ),
                (
                    "epci_siren",
                    models.CharField(
                        max_length=9, unique=True, verbose_name="SIREN of its EPCI"
                    ),
                ),
                ("epci_name", models.CharField(max_length=160, verbose_name="EPCI")),
                (
                    "contact_email",
                    models.EmailField(
                        max_length=254, verbose_name="address for replies"
                    ),
                ),
                (
                    "contact_phone",
                    models.CharField(blank=True, max_length=32, verbose_name="phone"),
                ),
                (
                    "starts_on",
                    models.DateField(blank=True, null=True, verbose_name="start"),
                ),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="end"),
                ),
                (
                    "language",
                    models.CharField(
                        default="fr", max_length=2, verbose_name="language"
                    ),
                ),
                (
                    "reveal_minutes",
                    models.PositiveSmallIntegerField(
                        default=10, verbose_name="minutes to change one's mind"
                    ),
                ),
                (
                    "quiet_from",
                    models.TimeField(
                        blank=True,
                        default=datetime.time(18, 0),
                        null=True,
                        verbose_name="no mail from",
                    ),
                ),
                (
                    "quiet_to",
                    models.TimeField(
                        blank=True,
                        default=datetime.time(8, 0),
                        null=True,
                        verbose_name="no mail until",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="lab_ends_after_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("quiet_from__isnull", True), ("quiet_to__isnull", True)
                            ),
                            models.Q(
                                ("quiet_from__isnull", False),
                                ("quiet_to__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="lab_quiet_hours_come_in_pairs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reveal_minutes__lte", 1440)),
                        name="lab_reveal_within_a_day",
                    ),
                ],
                "verbose_name": "lab",
                "verbose_name_plural": "labs",
                "ordering": ("name",),
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Workstream",
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
                    "name_fr",
                    models.CharField(max_length=120, verbose_name="name in French"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=120, verbose_name="name in English"),
                ),
                (
                    "number",
                    models.PositiveSmallIntegerField(
                        unique=True, verbose_name="number"
                    ),
                ),
                ("slug", models.SlugField(unique=True)),
                (
                    "promise_fr",
                    models.TextField(verbose_name="in one sentence, in French"),
                ),
                (
                    "promise_en",
                    models.TextField(verbose_name="in one sentence, in English"),
                ),
            ],
            options={
                "verbose_name": "axis",
                "verbose_name_plural": "axes",
                "ordering": ("number",),
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Commune",
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
                        max_length=5, unique=True, verbose_name="INSEE code"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("postcodes", models.JSONField(default=list, verbose_name="postcodes")),
                (
                    "population",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="population"
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                ("source_year", models.PositiveSmallIntegerField(verbose_name="year")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="programmes.commune",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="communes",
                        to="programmes.lab",
                    ),
                ),
            ],
            options={
                "verbose_name": "commune",
                "verbose_name_plural": "communes",
                "ordering": ("code",),
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="NafCode",
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
                    "version",
                    models.CharField(
                        choices=[
                            ("naf1993", "NAF 1993"),
                            ("nafrev1", "NAF rév. 1 (2003)"),
                            ("nafrev2", "NAF rév. 2 (2008)"),
                            ("naf2025", "NAF 2025"),
                        ],
                        max_length=8,
                        verbose_name="version",
                    ),
                ),
                ("code", models.CharField(max_length=6, verbose_name="code")),
                ("label", models.CharField(max_length=255, verbose_name="label")),
            ],
            options={
                "verbose_name": "activity code",
                "verbose_name_plural": "activity codes",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("version", "code"), name="naf_once")
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Organisation",
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
                            ("startup", "startup"),
                            ("industrial", "industrial company"),
                            ("agency", "lab operator"),
                            ("authority", "public authority"),
                            ("network", "network"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="name")),
                (
                    "acronym",
                    models.CharField(blank=True, max_length=80, verbose_name="acronym"),
                ),
                (
                    "siren",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        null=True,
                        unique=True,
                        verbose_name="SIREN",
                    ),
                ),
                (
                    "naf_version",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("naf1993", "NAF 1993"),
                            ("nafrev1", "NAF rév. 1 (2003)"),
                            ("nafrev2", "NAF rév. 2 (2008)"),
                            ("naf2025", "NAF 2025"),
                        ],
                        max_length=8,
                        verbose_name="version of the activity code",
                    ),
                ),
                (
                    "naf_code",
                    models.CharField(
                        blank=True, max_length=6, verbose_name="activity code"
                    ),
                ),
                (
                    "headcount_band",
                    models.CharField(
                        blank=True, max_length=4, verbose_name="headcount band"
                    ),
                ),
                (
                    "created_on",
                    models.DateField(blank=True, null=True, verbose_name="founded on"),
                ),
                (
                    "closed_on",
                    models.DateField(blank=True, null=True, verbose_name="closed on"),
                ),
                ("website", models.URLField(blank=True, verbose_name="website")),
                (
                    "source",
                    models.CharField(blank=True, max_length=60, verbose_name="source"),
                ),
                (
                    "source_id",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="identifier there"
                    ),
                ),
                (
                    "source_date",
                    models.DateField(
                        blank=True, null=True, verbose_name="date of the data"
                    ),
                ),
                (
                    "is_fictitious",
                    models.BooleanField(
                        default=False, verbose_name="invented for the demonstration"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "to confirm"),
                            ("verified", "confirmed"),
                            ("refused", "refused"),
                        ],
                        default="verified",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "refusal",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="reason of the refusal"
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
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector(
                                    models.Func("name", function="servindus_fold"),
                                    config="french",
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    models.Func("name", function="servindus_fold"),
                                    config="simple",
                                ),
                                django.contrib.postgres.search.SearchConfig("french"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                models.Func("acronym", function="servindus_fold"),
                                config="simple",
                            ),
                            django.contrib.postgres.search.SearchConfig("french"),
                        ),
                        output_field=django.contrib.postgres.search.SearchVectorField(),
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="organisations",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subsidiaries",
                        to="programmes.organisation",
                        verbose_name="parent company",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_id", ""), _negated=True),
                        fields=("source", "source_id"),
                        name="organisation_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("siren__isnull", True),
                            ("siren__regex", "^[0-9]{9}$"),
                            _connector="OR",
                        ),
                        name="organisation_siren_is_nine_digits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_fictitious", False),
                            ("siren__isnull", True),
                            _connector="OR",
                        ),
                        name="organisation_invented_has_no_siren",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("naf_code", ""),
                            models.Q(("naf_version", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="organisation_naf_has_its_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("refusal", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="organisation_refused_has_reason",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["sort_name", "id"], name="organisation_by_name"
                    ),
                    models.Index(
                        fields=["lab", "kind", "sort_name", "id"],
                        name="organisation_of_lab",
                    ),
                    models.Index(
                        condition=models.Q(("status", "pending")),
                        fields=["lab", "created_at"],
                        name="organisation_to_confirm",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="organisation_search"
                    ),
                ],
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Membership",
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
                    "role",
                    models.CharField(
                        choices=[("member", "member"), ("lead", "lead")],
                        default="member",
                        max_length=8,
                        verbose_name="role",
                    ),
                ),
                (
                    "function",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="function"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("pending", "to confirm"),
                            ("active", "active"),
                            ("ended", "ended"),
                        ],
                        default="pending",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                (
                    "refusal",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="reason of the refusal"
                    ),
                ),
                (
                    "started_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="since"),
                ),
                (
                    "ended_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="until"),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="memberships",
                        to="programmes.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "ended"), _negated=True),
                        fields=("user", "organisation"),
                        name="membership_open_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at", None),
                                ("started_at", None),
                                ("status", "pending"),
                            ),
                            models.Q(
                                ("ended_at", None),
                                ("started_at__isnull", False),
                                ("status", "active"),
                            ),
                            models.Q(("ended_at__isnull", False), ("status", "ended")),
                            _connector="OR",
                        ),
                        name="membership_dates_follow_status",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("refusal", ""),
                            models.Q(("started_at", None), ("status", "ended")),
                            _connector="OR",
                        ),
                        name="membership_refusal_belongs_to_an_end",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["organisation", "status"],
                        name="membership_of_organisation",
                    ),
                    models.Index(
                        condition=models.Q(("status", "pending")),
                        fields=["created_at"],
                        name="membership_to_confirm",
                    ),
                ],
                "verbose_name": "membership",
                "verbose_name_plural": "memberships",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="lab",
            name="operator",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="operated_labs",
                to="programmes.organisation",
                verbose_name="operator",
            ),
        ),
        migrations.CreateModel(
            name="Invitation",
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
                (
                    "name",
                    models.CharField(blank=True, max_length=160, verbose_name="name"),
                ),
                (
                    "function",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="function"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("member", "member"), ("lead", "lead")],
                        default="member",
                        max_length=8,
                        verbose_name="role",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("sent", "sent"),
                            ("accepted", "accepted"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="sent",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("expires_at", models.DateTimeField(verbose_name="expires")),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="invitations",
                        to="programmes.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        models.F("organisation"),
                        condition=models.Q(("status", "sent")),
                        name="invitation_open_once",
                    )
                ],
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Programme",
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
                ("slug", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                (
                    "launched_by",
                    models.CharField(max_length=160, verbose_name="launched by"),
                ),
                (
                    "launched_in",
                    models.PositiveSmallIntegerField(verbose_name="year of the launch"),
                ),
                (
                    "reference_digest",
                    models.CharField(blank=True, editable=False, max_length=64),
                ),
                (
                    "operator",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="operated_programmes",
                        to="programmes.organisation",
                        verbose_name="operator",
                    ),
                ),
            ],
            options={
                "verbose_name": "programme",
                "verbose_name_plural": "programmes",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="lab",
            name="programme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="labs",
                to="programmes.programme",
            ),
        ),
        migrations.CreateModel(
            name="Site",
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
                ("name", models.CharField(max_length=255, verbose_name="name")),
                (
                    "siret",
                    models.CharField(blank=True, max_length=14, verbose_name="SIRET"),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="address"
                    ),
                ),
                (
                    "postcode",
                    models.CharField(blank=True, max_length=5, verbose_name="postcode"),
                ),
                (
                    "commune_name",
                    models.CharField(
                        blank=True, max_length=160, verbose_name="commune"
                    ),
                ),
                (
                    "naf_version",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("naf1993", "NAF 1993"),
                            ("nafrev1", "NAF rév. 1 (2003)"),
                            ("nafrev2", "NAF rév. 2 (2008)"),
                            ("naf2025", "NAF 2025"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "naf_code",
                    models.CharField(
                        blank=True, max_length=6, verbose_name="activity code"
                    ),
                ),
                (
                    "source",
                    models.CharField(blank=True, max_length=60, verbose_name="source"),
                ),
                (
                    "source_id",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="identifier there"
                    ),
                ),
                (
                    "source_date",
                    models.DateField(
                        blank=True, null=True, verbose_name="date of the data"
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
                    "search",
                    models.GeneratedField(
                        db_persist=True,
                        expression=django.contrib.postgres.search.CombinedSearchVector(
                            django.contrib.postgres.search.CombinedSearchVector(
                                django.contrib.postgres.search.SearchVector(
                                    models.Func("name", function="servindus_fold"),
                                    config="french",
                                ),
                                "||",
                                django.contrib.postgres.search.SearchVector(
                                    models.Func("name", function="servindus_fold"),
                                    config="simple",
                                ),
                                django.contrib.postgres.search.SearchConfig("french"),
                            ),
                            "||",
                            django.contrib.postgres.search.SearchVector(
                                models.Func("commune_name", function="servindus_fold"),
                                config="simple",
                            ),
                            django.contrib.postgres.search.SearchConfig("french"),
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
                        related_name="sites",
                        to="programmes.commune",
                        verbose_name="commune of a lab",
                    ),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sites",
                        to="programmes.lab",
                        verbose_name="lab",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sites",
                        to="programmes.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("source_id", ""), _negated=True),
                        fields=("source", "source_id"),
                        name="site_once_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("siret", ""),
                            ("siret__regex", "^[0-9]{14}$"),
                            _connector="OR",
                        ),
                        name="site_siret_is_fourteen_digits",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["lab", "sort_name", "id"], name="site_of_lab"),
                    models.Index(fields=["siret"], name="site_siret"),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="site_search"
                    ),
                ],
                "verbose_name": "site",
                "verbose_name_plural": "sites",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="Topic",
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
                    "name_fr",
                    models.CharField(max_length=120, verbose_name="name in French"),
                ),
                (
                    "name_en",
                    models.CharField(max_length=120, verbose_name="name in English"),
                ),
                ("slug", models.SlugField(unique=True)),
                (
                    "rank",
                    models.PositiveSmallIntegerField(default=0, verbose_name="order"),
                ),
                (
                    "is_open",
                    models.BooleanField(default=True, verbose_name="can be chosen"),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="programmes.topic",
                    ),
                ),
                (
                    "workstream",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="topics",
                        to="programmes.workstream",
                    ),
                ),
            ],
            options={
                "verbose_name": "topic",
                "verbose_name_plural": "topics",
                "ordering": ("rank",),
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="ImportRun",
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
                            ("startup", "startup"),
                            ("industrial", "industrial company"),
                            ("agency", "lab operator"),
                            ("authority", "public authority"),
                            ("network", "network"),
                        ],
                        max_length=12,
                        verbose_name="kind of the new ones",
                    ),
                ),
                (
                    "lab_choice",
                    models.CharField(default="auto", max_length=50, verbose_name="lab"),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        upload_to=programmes.models.imports.stored_name,
                        verbose_name="file",
                    ),
                ),
                (
                    "file_name",
                    models.CharField(max_length=200, verbose_name="file name"),
                ),
                (
                    "digest",
                    models.CharField(
                        blank=True, max_length=64, verbose_name="fingerprint"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "being read"),
                            ("previewed", "to check"),
                            ("confirmed", "being imported"),
                            ("done", "done"),
                            ("failed", "failed"),
                            ("cancelled", "given up"),
                        ],
                        default="received",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                (
                    "rows_read",
                    models.PositiveIntegerField(default=0, verbose_name="rows read"),
                ),
                (
                    "rows_total",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="rows"
                    ),
                ),
                (
                    "counts",
                    models.JSONField(blank=True, default=dict, verbose_name="counts"),
                ),
                (
                    "refused_rows",
                    models.JSONField(
                        blank=True, default=list, verbose_name="refused rows"
                    ),
                ),
                (
                    "warnings",
                    models.JSONField(
                        blank=True, default=list, verbose_name="rows to look at"
                    ),
                ),
                (
                    "sample",
                    models.JSONField(
                        blank=True, default=list, verbose_name="first rows"
                    ),
                ),
                (
                    "failure",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="why it failed"
                    ),
                ),
                (
                    "finished_at",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="finished at"
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="brought by",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "abstract": False,
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        fields=["started_by", "-id"], name="import_run_of_person"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["done", "failed", "cancelled"]),
                            ("finished_at__isnull", True),
                            _connector="XOR",
                        ),
                        name="import_run_end_has_its_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("rows_total__isnull", True),
                            ("rows_read__lte", models.F("rows_total")),
                            _connector="OR",
                        ),
                        name="import_run_reads_no_more_than_there_is",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="LabClosure",
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
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(verbose_name="to")),
                ("reason", models.CharField(max_length=120, verbose_name="reason")),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="closures",
                        to="programmes.lab",
                    ),
                ),
            ],
            options={
                "verbose_name": "quiet days",
                "verbose_name_plural": "quiet days",
                "ordering": ("starts_on",),
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="closure_ends_after_start",
                    )
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.CreateModel(
            name="LabReference",
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
                    "measure",
                    models.CharField(
                        choices=[
                            ("population", "population"),
                            ("industrial_establishments", "industrial sites"),
                            ("industrial_jobs", "industrial jobs"),
                        ],
                        max_length=32,
                        verbose_name="measure",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("value", models.PositiveIntegerField(verbose_name="value")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "source_url",
                    models.URLField(blank=True, verbose_name="address of the source"),
                ),
                (
                    "lab",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="references",
                        to="programmes.lab",
                    ),
                ),
            ],
            options={
                "verbose_name": "denominator",
                "verbose_name_plural": "denominators",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lab", "measure", "year"),
                        name="lab_reference_once_a_year",
                    )
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
