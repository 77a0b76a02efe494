"""The journal keeps a mark of the form that was sent, so that a second click is known."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("servindus", "0007_occurrence")]

    operations = [
        migrations.AddField(
            model_name="journalentry",
            name="click",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=32
            ),
        ),
    ]
