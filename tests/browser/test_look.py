"""Where the keyboard comes first on every page."""

import pytest

pytestmark = pytest.mark.browser


def test_the_keyboard_reaches_the_content_first(asgi_server, page):
    page.goto(f"{asgi_server}/_gallery/")
    page.evaluate("document.activeElement.blur()")
    page.evaluate("window.scrollTo(0, 0)")
    page.goto(f"{asgi_server}/accounts/login/")

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "login"
