"""A sentence that was filled in and can still be put into another language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

_PLACE = re.compile(r"\{(\w+)(?::([^}]*))?\}")


class Said(str):
    """Reads as the English sentence; remembers what it was made of."""

    template: str
    values: Mapping[str, Any]


def said(template: str, **values: Any) -> Said:
    """The sentence with its {places} filled."""
    made = Said(template.format(**values))
    made.template, made.values = template, values
    return made


def recalled(text: str, templates: Iterable[str]) -> str:
    """A sentence that was kept as text, as the template it was made of if it is known; the text itself if not."""
    for template in templates:
        found = re.fullmatch(_pattern(template), text)
        if found is not None:
            forms = {name: form or "" for name, form in _PLACE.findall(template)}
            return said(template, **{name: _value(found[name], forms[name]) for name in forms})
    return text


def _pattern(template: str) -> str:
    """What matches every sentence made of a template; a place that comes twice holds the same twice."""
    parts, end, seen = [], 0, set[str]()
    for place in _PLACE.finditer(template):
        name = place[1]
        parts += [re.escape(template[end : place.start()]), f"(?P={name})" if name in seen else f"(?P<{name}>.+?)"]
        seen.add(name)
        end = place.end()
    return "".join([*parts, re.escape(template[end:])])


def _value(text: str, form: str) -> Any:
    """What was filled in: a number where the place writes one."""
    if not form:
        return text
    return float(text.rstrip("%")) / (100 if form.endswith("%") else 1)
