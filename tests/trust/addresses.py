"""Every address of the site, by its name, as the resolver knows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse


@dataclass(frozen=True)
class Address:
    """One pattern: its name (its route where it has none) and its parameters."""

    name: str
    route: str
    parameters: tuple[str, ...]

    def path(self, arguments: dict[str, Any]) -> str:
        """Give the path with these arguments."""
        wanted = {name: arguments[name] for name in self.parameters}
        if self.name != self.route:
            return reverse(self.name, kwargs=wanted)
        path = self.route.split("^")[0]
        for name, value in wanted.items():
            path = path.replace(f"<path:{name}>", str(value))
        return f"/{path}{wanted.get('url', '')}"


def addresses() -> dict[str, Address]:
    """Give all patterns by name; one that hides behind another of its name is one."""
    return {found.name: found for found in reversed(list(_walk(get_resolver())))}


def _walk(
    resolver: URLResolver, prefix: str = "", space: str = "", given: Any = ()
) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        names = (*given, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            free = tuple(n for n in names if n not in pattern.default_args)
            name = f"{space}{pattern.name}" if pattern.name else route
            yield Address(name, route, free)
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern, route, inner, names)
