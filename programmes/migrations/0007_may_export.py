"""A lead may let a colleague take lists out as files."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0006_duplicates"),
    ]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="may_export",
            field=models.BooleanField(default=False, verbose_name="may export lists"),
        ),
    ]
