"""How a blocker has ended: an outcome only when it is closed, and always then."""

from django.db import migrations, models
from django.db.models import Q

OUTCOMES = [
    ("lifted_verified", "lifted, confirmed on site"),
    ("lifted_unverified", "lifted, not confirmed on site"),
    ("feasible_as_is", "feasible under the rules as they are"),
    ("derogation_in_force", "derogation in force"),
    ("practice_corrected", "practice corrected"),
    ("partly_lifted", "partly lifted"),
    ("refused_explained", "refused, with the reasons"),
    ("redirected_out", "belongs to another door"),
    ("local_solution", "solved on the spot"),
    ("abandoned", "given up"),
    ("no_answer", "no answer came"),
]


class Migration(migrations.Migration):
    dependencies = [("blockers", "0005_keep_typed")]
    operations = [
        migrations.AddField(
            "blocker",
            "outcome",
            models.CharField(
                "outcome", max_length=20, choices=OUTCOMES, blank=True, default=""
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "blocker",
            "closed_at",
            models.DateTimeField("closed", null=True, blank=True),
        ),
        migrations.AddField(
            "blocker",
            "evidence",
            models.CharField("evidence", max_length=600, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "blocker",
            "evidenced_on",
            models.DateField("day", null=True, blank=True),
        ),
        migrations.AddConstraint(
            "blocker",
            models.CheckConstraint(
                name="blocker_outcome_once_closed",
                condition=Q(~Q(outcome=""), status="closed", closed_at__isnull=False)
                | Q(~Q(status="closed"), outcome="", closed_at__isnull=True),
            ),
        ),
        migrations.AddConstraint(
            "blocker",
            models.CheckConstraint(
                name="blocker_local_outcome_has_evidence",
                condition=~Q(outcome__in=["local_solution", "feasible_as_is"])
                | Q(~Q(evidence=""), evidenced_on__isnull=False),
            ),
        ),
    ]
