"""A person's budget is at least one request; an index counts the seats taken."""

import django.core.validators
from django.conf import settings
from django.db import migrations, models


CLAMP = """
UPDATE matchmaking_decisionmaker SET
  budget_per_month = LEAST(GREATEST(budget_per_month, 1), 31),
  budget_per_week = LEAST(GREATEST(budget_per_week, 1), 7),
  max_waiting = LEAST(GREATEST(max_waiting, 1), 20)
WHERE budget_per_month NOT BETWEEN 1 AND 31
   OR budget_per_week NOT BETWEEN 1 AND 7
   OR max_waiting NOT BETWEEN 1 AND 20
"""


SEATS = """
UPDATE matchmaking_introduction SET seat_at = sent_at
WHERE sent_at IS NOT NULL AND status <> 'queued'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("matchmaking", "0012_follow_ups"),
        ("programmes", "0010_learn_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        # The constraint below must find no row that breaks it.
        migrations.RunSQL(CLAMP, migrations.RunSQL.noop),
        migrations.RemoveConstraint(
            model_name="decisionmaker",
            name="decision_maker_budget_is_sane",
        ),
        migrations.AlterField(
            model_name="decisionmaker",
            name="budget_per_month",
            field=models.PositiveSmallIntegerField(
                default=2,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(31),
                ],
                verbose_name="requests in thirty days",
            ),
        ),
        migrations.AlterField(
            model_name="decisionmaker",
            name="budget_per_week",
            field=models.PositiveSmallIntegerField(
                default=1,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(7),
                ],
                verbose_name="requests in seven days",
            ),
        ),
        migrations.AlterField(
            model_name="decisionmaker",
            name="max_waiting",
            field=models.PositiveSmallIntegerField(
                default=3,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(20),
                ],
                verbose_name="requests waiting for an answer",
            ),
        ),
        migrations.AddField(
            model_name="introduction",
            name="seat_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(SEATS, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="introduction",
            index=models.Index(
                condition=models.Q(("seat_at__isnull", False)),
                fields=["decision_maker", "seat_at"],
                name="introduction_seats",
            ),
        ),
        migrations.AddConstraint(
            model_name="decisionmaker",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("budget_per_month__range", (1, 31)),
                    ("budget_per_week__range", (1, 7)),
                    ("max_waiting__range", (1, 20)),
                ),
                name="decision_maker_budget_is_sane",
            ),
        ),
    ]
