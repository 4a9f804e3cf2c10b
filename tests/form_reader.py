"""A reader of forms: what a browser without JavaScript would send back from a page."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """The fields of each form of a page, with their values."""

    def __init__(self, page):
        super().__init__()
        self.forms, self._form, self._area, self._select = [], None, None, None
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "form":
            self._form = {}
            self.forms.append(self._form)
        elif self._form is None or "disabled" in found:
            return
        elif tag == "input" and found.get("name"):
            self._input(found)
        elif tag == "textarea":
            self._area = found["name"]
            self._form[self._area] = [""]
        elif tag == "select":
            self._select = found["name"]
        elif tag == "option" and self._select:
            self._option(found)

    def _option(self, found):
        if "selected" in found or self._select not in self._form:  # the first, unless another
            self._form[self._select] = [found.get("value", "")]

    def _input(self, found):
        kind, name = found.get("type", "text"), found["name"]
        if kind in {"submit", "file"} or (kind in {"radio", "checkbox"} and "checked" not in found):
            return
        self._form.setdefault(name, []).append(found.get("value", ""))

    def handle_data(self, data):
        if self._area:
            self._form[self._area][0] += data.lstrip("\n")

    def handle_endtag(self, tag):
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None


def fields_of(response, *marks):
    """The fields of the first form that has all these fields."""
    for form in FormReader(response.content.decode()).forms:
        if all(mark in form for mark in marks):
            return form
    raise AssertionError(f"no form with {marks}")


def main_form_of(response):
    """The fields of the form with the most fields."""
    return max(FormReader(response.content.decode()).forms, key=len)
