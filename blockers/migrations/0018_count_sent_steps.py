"""Words that arrive after their step was sent are told by how often it was sent."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("blockers", "0017_name_the_lab_of_clocks")]

    operations = [
        migrations.AddField(
            model_name="scratch",
            name="sent",
            field=models.PositiveIntegerField(default=0),
        ),
    ]
