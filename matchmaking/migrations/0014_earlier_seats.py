"""A request that leaves again keeps the days on which it had left before."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matchmaking", "0013_attention_budget")]

    operations = [
        migrations.AddField(
            model_name="introduction",
            name="earlier_seats",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.DateTimeField(),
                default=list,
                editable=False,
                size=None,
            ),
        ),
    ]
