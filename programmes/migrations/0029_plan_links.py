"""What an action of the plan is linked with: one thing each, of its own lab."""

import django.db.models.deletion
import rules.contrib.models
import servindus.clock
import uuid
from django.db import migrations, models


ACTIONS, LINKS = "programmes_planaction", "programmes_planlink"
# The action and what it is linked with are of one lab; the programme's own action has
# none, and is linked with nothing.
WITHIN = f"""
CREATE FUNCTION programmes_guard_plan_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  own bigint;
  other bigint;
BEGIN
  SELECT lab_id INTO own FROM {ACTIONS} WHERE id = NEW.action_id;
  SELECT lab_id INTO other FROM (
    SELECT lab_id FROM programmes_pilot WHERE id = NEW.pilot_id
    UNION ALL SELECT lab_id FROM matchmaking_introduction WHERE id = NEW.introduction_id
    UNION ALL SELECT lab_id FROM blockers_blocker WHERE id = NEW.blocker_id
  ) found;
  IF own IS NULL OR other IS NULL OR own <> other THEN
    RAISE EXCEPTION 'action % is linked with another lab''s row', NEW.action_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'plan_link_within_lab';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER {LINKS}_within_lab BEFORE INSERT OR UPDATE ON {LINKS}
  FOR EACH ROW EXECUTE FUNCTION programmes_guard_plan_link()
"""
NOT_WITHIN = f"""
DROP TRIGGER {LINKS}_within_lab ON {LINKS};
DROP FUNCTION programmes_guard_plan_link()
"""


class Migration(migrations.Migration):
    dependencies = [
        ("blockers", "0017_name_the_lab_of_clocks"),
        ("matchmaking", "0014_earlier_seats"),
        ("programmes", "0028_lines_in_time"),
    ]

    operations = [
        migrations.CreateModel(
            name="PlanLink",
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
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="programmes.planaction",
                        verbose_name="action of the plan",
                    ),
                ),
                (
                    "blocker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="blockers.blocker",
                        verbose_name="blocker",
                    ),
                ),
                (
                    "introduction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="matchmaking.introduction",
                        verbose_name="introduction",
                    ),
                ),
                (
                    "pilot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="programmes.pilot",
                        verbose_name="pilot",
                    ),
                ),
            ],
            options={
                "verbose_name": "link of an action",
                "verbose_name_plural": "links of actions",
                "abstract": False,
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("blocker__isnull", True),
                                ("introduction__isnull", True),
                                ("pilot__isnull", False),
                            ),
                            models.Q(
                                ("blocker__isnull", True),
                                ("introduction__isnull", False),
                                ("pilot__isnull", True),
                            ),
                            models.Q(
                                ("blocker__isnull", False),
                                ("introduction__isnull", True),
                                ("pilot__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="plan_link_to_one_thing",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("pilot__isnull", False)),
                        fields=("action", "pilot"),
                        name="plan_link_once_per_pilot",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("introduction__isnull", False)),
                        fields=("action", "introduction"),
                        name="plan_link_once_per_introduction",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("blocker__isnull", False)),
                        fields=("action", "blocker"),
                        name="plan_link_once_per_blocker",
                    ),
                ],
            },
            bases=(rules.contrib.models.RulesModelMixin, models.Model),
        ),
        migrations.RunSQL(WITHIN, NOT_WITHIN),
    ]
