"""What timers have done already."""

import rules.contrib.models
from django.db import migrations, models

import servindus.clock


class Migration(migrations.Migration):
    dependencies = [("servindus", "0006_words")]

    operations = [
        migrations.CreateModel(
            name="Occurrence",
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
                ("timer", models.CharField(max_length=64)),
                ("object_type", models.CharField(max_length=80)),
                ("object_id", models.BigIntegerField()),
                ("person", models.EmailField(blank=True, max_length=254)),
                ("since", models.DateField()),
                ("rung", models.SmallIntegerField(default=0)),
                ("at", models.DateTimeField(default=servindus.clock.now)),
            ],
            options={
                "default_permissions": (),
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=[
                            "timer",
                            "object_type",
                            "object_id",
                            "person",
                            "since",
                            "rung",
                        ],
                        name="occurrence_once",
                    )
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
    ]
