"""The icons of config/teams, drawn from their SVG by Chromium: ``python -m tests.clients.icons`` writes the PNGs."""

from __future__ import annotations

import base64
from pathlib import Path

from playwright.sync_api import Browser

from tests.clients.browser import open_browser

FOLDER = Path(__file__).parents[2] / "config" / "teams"
SIZES = {"color": 192, "outline": 32}

DRAW = """
async ([data, size]) => {
  const image = new Image();
  image.src = data;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  const pen = canvas.getContext('2d');
  pen.drawImage(image, 0, 0, size, size);
  return [canvas.toDataURL('image/png').split(',')[1], [...pen.getImageData(0, 0, size, size).data]];
}
"""


def drawn(browser: Browser, file: Path) -> tuple[bytes, list[int]]:
    """An SVG or PNG icon at its size: as PNG, and its pixels as red, green, blue and alpha after one another."""
    kind = {".svg": "image/svg+xml", ".png": "image/png"}[file.suffix]
    page = browser.new_page()
    try:
        data = f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
        png, pixels = page.evaluate(DRAW, [data, SIZES[file.stem]])
    finally:
        page.close()
    return base64.b64decode(png), pixels


if __name__ == "__main__":
    with open_browser() as chromium:
        for name in SIZES:
            (FOLDER / f"{name}.png").write_bytes(drawn(chromium, FOLDER / f"{name}.svg")[0])
