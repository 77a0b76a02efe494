"""What a person said that the columns of an unknown file hold."""

import django.db.models.deletion
import programmes.models.imports
import rules.contrib.models
import servindus.clock
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0003_left_register"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ColumnMapping",
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
                    "name",
                    models.CharField(
                        max_length=60, verbose_name="name of the register"
                    ),
                ),
                ("source", models.CharField(max_length=60, verbose_name="source")),
                (
                    "fingerprint",
                    models.CharField(
                        max_length=64, verbose_name="fingerprint of the columns"
                    ),
                ),
                ("columns", models.JSONField(default=list, verbose_name="columns")),
                ("meanings", models.JSONField(default=dict, verbose_name="meanings")),
                (
                    "is_site",
                    models.BooleanField(
                        default=False, verbose_name="each row is a site"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("meanings__has_key", "name")),
                        name="column_mapping_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="column_mapping_has_a_source",
                    ),
                ],
                "verbose_name": "column mapping",
                "verbose_name_plural": "column mappings",
                "abstract": False,
                "default_permissions": (),
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.AddField(
            model_name="importrun",
            name="columns",
            field=models.JSONField(blank=True, default=list, verbose_name="columns"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="is_complete",
            field=models.BooleanField(default=False, verbose_name="the whole register"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="left_rows",
            field=models.JSONField(
                blank=True, default=list, verbose_name="rows that left"
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="refused_file",
            field=models.FileField(
                blank=True,
                upload_to=programmes.models.imports.stored_name,
                verbose_name="refused rows",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="said",
            field=models.JSONField(blank=True, default=dict, verbose_name="meanings"),
        ),
        migrations.AddField(
            model_name="importrun",
            name="source_date",
            field=models.DateField(
                blank=True, null=True, verbose_name="date of the data"
            ),
        ),
        migrations.AlterField(
            model_name="importrun",
            name="status",
            field=models.CharField(
                choices=[
                    ("received", "being read"),
                    ("mapping", "columns to name"),
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
        migrations.AddField(
            model_name="columnmapping",
            name="lab",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="column_mappings",
                to="programmes.lab",
                verbose_name="lab",
            ),
        ),
        migrations.AddField(
            model_name="columnmapping",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="column_mappings",
                to=settings.AUTH_USER_MODEL,
                verbose_name="said by",
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="mapping",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="runs",
                to="programmes.columnmapping",
                verbose_name="column mapping",
            ),
        ),
        migrations.AddConstraint(
            model_name="columnmapping",
            constraint=models.UniqueConstraint(
                fields=("fingerprint", "lab"),
                name="column_mapping_once_per_lab",
                nulls_distinct=False,
            ),
        ),
    ]
