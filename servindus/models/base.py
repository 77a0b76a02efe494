"""What every row of the house has in common."""

import re
import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from rules.contrib.models import RulesModelBase, RulesModelMixin

from servindus import clock


class Model(RulesModelMixin, models.Model, metaclass=RulesModelBase):
    """A row whose permissions are named like its acts: `app.verb_snake_name`."""

    class Meta:
        abstract = True
        # Permissions are predicates; rows of them in the database would drift.
        default_permissions = ()

    @classmethod
    def get_perm(cls, perm_type: str) -> str:
        """Give the permission's full name, `matchmaking.submit_introduction`."""
        return f"{cls._meta.app_label}.{perm_type}_{cls.snake_name()}"

    @classmethod
    def snake_name(cls) -> str:
        """Give the model's name as acts spell it: `decision_maker`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Record(Model):
    """A row with an address of its own and the times of its making and last change."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField(_("made on"), default=clock.now, editable=False)
    updated_at = models.DateTimeField(
        _("changed on"), default=clock.now, editable=False
    )

    class Meta(Model.Meta):
        abstract = True

    def save(self, **options: Any) -> None:
        """Stamp the change and save."""
        self.updated_at = clock.now()
        fields = options.get("update_fields")
        if fields is not None:
            options["update_fields"] = {*fields, "updated_at"}
        super().save(**options)
