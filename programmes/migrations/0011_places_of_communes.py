"""Where a commune is, for distances; the reference data are loaded after migrate."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0010_learn_words")]

    operations = [
        migrations.AddField(
            model_name="commune",
            name=name,
            field=models.FloatField(blank=True, null=True, verbose_name=name),
        )
        for name in ("latitude", "longitude")
    ]
