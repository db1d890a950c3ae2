"""What holds for every template."""

import re
from pathlib import Path

import pytest

from quiz.settings import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORM = re.compile(r'<form[^>]*method="post".*?</form>', re.DOTALL)
FIELD = re.compile(r'\bname="|{% include|{{ \w+\(')  # itself, or in what it includes or calls
FORBIDDEN = re.compile(r'<style|\bstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+="|javascript:|(?:src|href)="(?:https?:)?//')


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.stem)
def test_a_form_sends_a_field(template: Path) -> None:
    """The door refuses a form that arrives empty."""
    for form in FORM.findall(template.read_text("utf-8")):
        assert FIELD.search(form), form


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.stem)
def test_nothing_is_there_that_the_content_policy_forbids(template: Path) -> None:
    assert not FORBIDDEN.search(template.read_text("utf-8"))
