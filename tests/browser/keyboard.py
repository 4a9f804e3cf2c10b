"""Somebody who has no mouse."""

TABS = 250
"""More than any page of ours has places for the focus to stop at."""

IN_SIGHT = """() => {
  const one = document.activeElement;
  const { left, top, width, height } = one.getBoundingClientRect();
  const there = document.elementFromPoint(left + width / 2, top + Math.min(height, 20) / 2);
  return one.contains(there) || there?.closest("label")?.control === one;
}"""
MARKED = """() => {
  const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
  return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
}"""
WHAT = "() => document.activeElement.outerHTML.slice(0, 120)"
FOCUSED = "(selector) => document.activeElement.matches(selector)"


class Keyboard:
    """Tab, Enter, Space and the arrows on a page; the focus is seen at every stop."""

    def __init__(self, server, page):
        self.server, self.page = server, page

    def open(self, case, move):
        self.page.goto(f"{self.server}/cases/{case.pk}/{move}/")

    def press(self, key):
        self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def is_at(self, selector):
        return self.page.evaluate(FOCUSED, selector)

    def reach(self, selector):
        """Press Tab until what the selector means has the focus."""
        for _step in range(TABS):
            self.press("Tab")
            self.is_seen()
            if self.is_at(selector):
                return
        raise AssertionError(f"Tab never comes to {selector}")

    def is_seen(self):
        """What has the focus is on the screen, under no bar, and marked."""
        if self.is_at("body"):
            return
        assert self.page.evaluate(IN_SIGHT), f"hidden: {self.page.evaluate(WHAT)}"
        assert self.page.evaluate(MARKED), f"not marked: {self.page.evaluate(WHAT)}"

    def write(self, name, text):
        self.reach(f"[name='{name}']")
        self.type(text)

    def choose(self, name, value):
        """Choose a level with the arrows, as radio buttons are chosen."""
        self.reach(f"[name='{name}']")
        self.press("Space")
        for _step in range(3):
            if self.is_at(f"[value='{value}']"):
                return
            self.press("ArrowDown")
        raise AssertionError(f"{name} has no {value}")
