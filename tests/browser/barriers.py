"""What nobody may stumble over: axe's rules, sideways scrolling, targets too small for a thumb."""

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client

PHONE, DESK = 390, 1280
NARROW = (320, 640)
"""The narrowest phone, and a desk of 1280 px at a zoom of 200 %."""
HEIGHT = 844
TARGET = 44
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

AXE = Axe().axe_script
WHOLE = {"resultTypes": ["violations"]}
COLOURS = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}

SMALL = """(least) => {
  const hidden = ".only-spoken, .skip, [type=hidden]";
  const length = (one) => one?.innerText.trim().length ?? 0;
  const isInText = (one) => one.matches("a")
    && length(one.parentElement.closest("p, li, td, dd, blockquote")) > length(one);
  const box = (one) => {
    const whole = one.matches("[type=checkbox], [type=radio]") && one.closest("label");
    return (whole || one).getBoundingClientRect();
  };
  return [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(hidden))
    .filter((one) => box(one).width && !isInText(one))
    .filter((one) => Math.round(box(one).height) < least || Math.round(box(one).width) < 24)
    .map((one) => `${one.tagName} ${one.innerText || one.name} ${Math.round(box(one).height)} px`);
}"""
"""Targets lower than a thumb needs; links inside a sentence are as high as its line."""


def enter(context, server, person):
    """A tab of a browser in which the person is signed in; nobody where there is none."""
    if person:
        client = Client()
        client.force_login(person, backend=BACKEND)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": str(server)}]
        )
    return context.new_page()


def barriers(page):
    """What is wrong with the open page: pairs (where it was seen, what)."""
    faults = []
    page.evaluate(AXE)
    for width, scheme, rules in (
        (DESK, "light", WHOLE), (DESK, "dark", COLOURS), (PHONE, "dark", COLOURS),
        (PHONE, "light", WHOLE),
    ):  # fmt: skip
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        found = AxeResults(page.evaluate("(rules) => axe.run(document, rules)", rules))
        if found.violations_count:
            faults.append((f"{width} px {scheme}", found.generate_report()))
    if small := page.evaluate(SMALL, TARGET):
        faults.append((f"{PHONE} px", f"too small to hit: {small}"))
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            faults.append((f"{width} px", "scrolls sideways"))
    return faults
