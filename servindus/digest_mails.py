"""Mails that were kept for the digest: each is one line of it, in its own words."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.template import Context, loader
from django.template.loader_tags import BlockNode, ExtendsNode

from servindus.letters import one_line
from servindus.models import OutboxEmail
from servindus.notifications import notice_named


def told_lines(
    rows: Sequence[OutboxEmail], *, but: Collection[str]
) -> Iterator[tuple[OutboxEmail, dict[str, str] | None]]:
    """Give the rows that are still due, each with its title, text and address.

    What leads to one of the addresses `but`, or was said by a row before, has no words.
    """
    seen = set(but)
    for row in rows:
        notice = notice_named(row.kind)
        obj = notice.find(row)
        if obj is None or notice.is_moot(obj, row):
            continue
        words = _words(row, notice.context(obj, row))
        yield row, None if words["url"] in seen else words
        seen.add(words["url"])


def _words(row: OutboxEmail, context: dict[str, Any]) -> dict[str, str]:
    """Give what the mail itself would say first: its subject, lead and button."""
    template: Any = loader.get_template(f"email/{row.kind}_body.txt")
    subject = loader.render_to_string(f"email/{row.kind}_subject.txt", context)
    blocks = _blocks(template.template)
    full = Context({**context, "recipient_name": row.recipient_name}, autoescape=False)
    with full.bind_template(template.template):
        said = {
            name: one_line(blocks[name].nodelist.render(full))
            for name in ("lead", "action_url")
            if name in blocks
        }
    return {
        "title": one_line(subject),
        "text": said.get("lead", ""),
        "url": said.get("action_url", ""),
    }


def _blocks(template: Any) -> dict[str, BlockNode]:
    """Give the blocks that a mail's own template fills."""
    for node in template.nodelist:
        if isinstance(node, ExtendsNode):
            return dict(node.blocks)
    return {}
