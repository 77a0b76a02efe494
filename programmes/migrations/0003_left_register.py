"""When a site or an organisation was found missing from its register."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_status_guards")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="left_source_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="no longer in the register as of"
            ),
        ),
        migrations.AddField(
            model_name="site",
            name="left_source_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="no longer in the register as of"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_source_on__isnull", True),
                    models.Q(("source", ""), _negated=True),
                    _connector="OR",
                ),
                name="organisation_that_left_has_a_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="site",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("left_source_on__isnull", True),
                    models.Q(("source", ""), _negated=True),
                    _connector="OR",
                ),
                name="site_that_left_has_a_source",
            ),
        ),
    ]
