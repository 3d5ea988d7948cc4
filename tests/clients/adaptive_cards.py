"""Adaptive Cards in Chromium, drawn by Microsoft's own renderer with markdown on, in the looks of Teams."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from playwright.sync_api import Browser, Page

from tests.clients.have import need_npm, pictures

Theme = Literal["light", "dark"]

DESKTOP = 640  # pixels: a chat beside its list
PHONE = 340
LIGHT = {
    "page": "#f5f5f5",
    "card": "#ffffff",
    "text": "#242424",
    "quiet": "#616161",
    "line": "#e0e0e0",
    "wrong": "#c50f1f",
    "wrong_back": "#fdf3f4",
    "accent": "#5b5fc7",
    "on_accent": "#ffffff",
    "button": "#ffffff",
}
DARK = {
    "page": "#1f1f1f",
    "card": "#292929",
    "text": "#ffffff",
    "quiet": "#adadad",
    "line": "#525252",
    "wrong": "#e37d80",
    "wrong_back": "#3b1519",
    "accent": "#7f85f5",
    "on_accent": "#000000",
    "button": "#292929",
}
COLOURS: dict[Theme, dict[str, str]] = {"light": LIGHT, "dark": DARK}


@dataclass(frozen=True)
class CardView:
    """A page that draws one card after another."""

    page: Page

    def show(self, card: dict[str, Any]) -> None:
        """Draw a card in the place of the one before."""
        self.page.evaluate("card => show(card)", card)

    def text(self) -> str:
        """What is on the screen, with its spaces and line breaks."""
        return str(self.page.evaluate("document.getElementById('card').innerText"))

    def alive(self) -> list[str]:
        """Every element that only markdown or HTML makes, and every attribute that could run or load something."""
        return list(self.page.evaluate("alive()"))

    def texts(self) -> list[str]:
        """The text of every run and block, in order."""
        return list(self.page.evaluate("texts()"))

    def cut_off(self) -> list[str]:
        """Words that are broken in two, and buttons and boxes that reach beyond the card's edge.

        A button alone in its row is as wide as its label.
        """
        return list(self.page.evaluate("cutOff()"))

    def press(self, label: str) -> None:
        self.page.get_by_role("button", name=label, exact=True).click()

    def pressed(self) -> dict[str, Any]:
        """What the last press on this card sends: its data and, where they go with it, what was typed."""
        return dict(json.loads(self.page.evaluate("JSON.stringify(pressed)")))

    def screenshot(self, name: str) -> None:
        if folder := pictures():
            self.page.locator("#frame").screenshot(path=folder / f"{name}.png")


PICTURES = "https://find-expert.example.gov.uk/"
"""A card may fetch its pictures, and nothing else."""


@contextmanager
def open_cards(browser: Browser, theme: Theme = "light", width: int = DESKTOP) -> Iterator[CardView]:
    """A page with the renderer in it. Fails at the end when a card made it ask for anything or report an error."""
    context = browser.new_context(viewport={"width": width + 40, "height": 900})
    try:
        page = context.new_page()
        troubles: list[str] = []
        page.on("request", lambda request: troubles.extend({request.url} if PICTURES not in request.url else ()))
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.set_content(_page(COLOURS[theme], width))
        for script in ("adaptivecards/dist/adaptivecards.min.js", "markdown-it/dist/browser/markdown-it.umd.min.js"):
            package, _, inside = script.partition("/")
            page.add_script_tag(content=(need_npm(package) / inside).read_text("utf-8"))
        page.add_script_tag(content=f"const PICTURES = {json.dumps(PICTURES)};")
        page.add_script_tag(content=_SCRIPT)
        page.evaluate("colours => { hostConfig = hostConfigOf(colours); }", COLOURS[theme])
        yield CardView(page)
        assert not troubles
    finally:
        context.close()


def _page(colours: dict[str, str], width: int) -> str:
    return f"""<!doctype html><html lang="en"><title>Card</title><style>
    body {{ margin: 0; background: {colours["page"]}; }}
    #frame {{ padding: 20px; width: {width}px; box-sizing: content-box; background: {colours["page"]}; }}
    #card {{ background: {colours["card"]}; border: 1px solid {colours["line"]}; border-radius: 4px; padding: 4px;
      overflow-wrap: anywhere; }}
    .ac-textRun {{ white-space: pre-wrap; }}
    .ac-pushButton {{ font: 600 14px "Segoe UI", "DejaVu Sans", sans-serif; padding: 5px 12px; border-radius: 4px;
      border: 1px solid {colours["line"]}; background: {colours["button"]}; color: {colours["text"]}; }}
    .ac-pushButton.style-positive {{ background: {colours["accent"]}; color: {colours["on_accent"]}; }}
    .ac-pushButton:focus-visible {{ outline: 2px solid {colours["accent"]}; }}
    .ac-input {{ font: 14px "Segoe UI", "DejaVu Sans", sans-serif; padding: 6px 8px; box-sizing: border-box;
      border: 1px solid {colours["quiet"]}; border-radius: 4px; background: {colours["card"]}; color: {colours["text"]};
      width: 100%; }}
    </style><div id="frame"><div id="card"></div></div></html>"""


_SCRIPT = """
var hostConfig, pressed;
function colour(strong, quiet) { return { default: strong, subtle: quiet }; }
function style(background, c) {
  const plain = colour(c.text, c.quiet);
  return { backgroundColor: background, foregroundColors: {
    default: plain, dark: plain, light: plain, accent: colour(c.accent, c.accent),
    good: plain, warning: plain, attention: colour(c.wrong, c.wrong) } };
}
function hostConfigOf(c) {
  return {
    fontFamily: '"Segoe UI", "DejaVu Sans", sans-serif', supportsInteractivity: true,
    fontSizes: { small: 12, default: 14, medium: 16, large: 18, extraLarge: 24 },
    fontWeights: { lighter: 300, default: 400, bolder: 600 },
    spacing: { small: 4, default: 8, medium: 16, large: 20, extraLarge: 28, padding: 12 },
    separator: { lineThickness: 1, lineColor: c.line },
    containerStyles: { default: style(c.card, c), emphasis: style(c.page, c), attention: style(c.wrong_back, c) },
    actions: { maxActions: 6, buttonSpacing: 8, actionsOrientation: 'horizontal', actionAlignment: 'left' },
    inputs: { errorMessage: { color: 'attention' }, label: { inputSpacing: 'small',
      requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
      optionalInputs: { weight: 'bolder' } } },
    textBlock: { headingLevel: 2 },
  };
}
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  // As much as any client could make of it: HTML escaped, but bare addresses linked and marks replaced.
  const reader = markdownit({ linkify: true, typographer: true, breaks: true });
  reader.linkify.set({ fuzzyLink: true, fuzzyEmail: true });
  result.outputHtml = reader.render(text);
  result.didProcess = true;
};
function show(json) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = new AdaptiveCards.HostConfig(hostConfig);
  card.onExecuteAction = action => { pressed = action.data; };
  card.parse(json);
  pressed = {};
  document.getElementById('card').replaceChildren(card.render());
}
function texts() {
  return [...document.querySelectorAll('#card .ac-textRun, #card .ac-textBlock')].map(one => one.innerText);
}
function cutOff() {
  const card = document.querySelector('#card .ac-adaptiveCard');
  const edge = card.getBoundingClientRect().right - parseFloat(getComputedStyle(card).paddingRight) + 1;
  const alone = one => one.tagName === 'BUTTON' && one.parentElement.querySelectorAll('button').length === 1;
  const wide = [...document.querySelectorAll('#card button, #card input')]
    .filter(one => !alone(one) && one.getBoundingClientRect().right > edge).map(one => one.outerHTML);
  return [...wide, ...broken()];
}
function broken() {
  const found = [];
  for (const run of document.querySelectorAll('#card .ac-textRun')) {
    for (const word of run.firstChild.data.matchAll(/[a-z]+/gi)) {
      const range = document.createRange();
      range.setStart(run.firstChild, word.index);
      range.setEnd(run.firstChild, word.index + word[0].length);
      if (range.getClientRects().length > 1) found.push(word[0]);
    }
  }
  return found;
}
const OURS = new Set(['DIV', 'SPAN', 'BUTTON', 'LABEL', 'INPUT', 'TEXTAREA', 'SELECT', 'OPTION', 'P', 'BR']);
function alive() {
  const found = [];
  for (const one of document.querySelectorAll('#card *')) {
    const isPicture = one.tagName === 'IMG' && one.src.startsWith(PICTURES);
    if (!OURS.has(one.tagName) && !isPicture) found.push(one.outerHTML);
    for (const name of one.getAttributeNames())
      if (/^(on|href|src|action|formaction|background)/.test(name) && !(isPicture && name === 'src'))
        found.push(`${name}: ${one.outerHTML}`);
  }
  return found;
}
"""
