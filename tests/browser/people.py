"""People at their browsers, each signed in on a page of his own, pressing what is there."""

import re

from playwright.sync_api import expect

from tests.appraisal_world import PASSWORD


class Someone:
    """One person at one browser."""

    def __init__(self, server, context, username):
        self.server, self.page = server, context.new_page()
        self.open("/accounts/login/")
        self.sign_in(username)
        self.arrive("/")

    def sign_in(self, username):
        self.page.fill("[name=login]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main form [data-kind=main]")

    def open(self, address):
        self.page.goto(f"{self.server}{address}", wait_until="domcontentloaded")

    def arrive(self, address):
        self.page.wait_for_url(f"{self.server}{address}", wait_until="domcontentloaded")

    def follow(self, address):
        """Press the link that leads there."""
        self.page.locator(f'main a[href^="{address}"]').first.click()
        self.arrive(f"{address}**")

    def write(self, **fields):
        """Type into fields, choose a radio button or an entry of a list."""
        for name, value in fields.items():
            field = self.page.locator(f'main [name="{name}"]')
            if field.first.get_attribute("type") == "radio":
                self.page.check(f'main [name="{name}"][value="{value}"]')
            elif field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def send(self, *, to):
        """Sign where a signature is asked for, press the main button of the page, and arrive."""
        if self.page.locator("main [type=password]").count():
            self.page.fill("main [type=password]", PASSWORD)
        self.page.locator("main form [data-kind=main], main [form=draft][data-kind=main]").click()
        self.arrive(to)

    def move(self, case, name, **fields):
        """From the page of the case to the form of the move, and through it."""
        home = f"/cases/{case.pk}/"
        self.open(home)
        self.follow(f"{home}{name}/")
        self.write(**fields)
        self.send(to=home)

    def sees(self, words, *, live=True):
        """The words come to the open page by themselves, or, without scripts, by loading it."""
        if not live:
            self.page.reload()
        expect(self.page.locator("#live")).to_contain_text(re.compile(re.escape(words)))
