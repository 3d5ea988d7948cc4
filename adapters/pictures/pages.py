"""Where chat clients and pages fetch pictures. An address opens one picture, for whoever has it, as it is now."""

from __future__ import annotations

import logging

from aiohttp import ETag, web
from sqlalchemy.exc import OperationalError

from adapters.page_addresses import PICTURE_ENDING, PICTURES, PageAddresses
from adapters.pictures.gallery import Gallery

TRY_AGAIN_SECONDS = 10
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    # Chat clients show it within pages of their own.
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Content-Security-Policy": "default-src 'none'",
}
NOT_KEPT = {**HEADERS, "Cache-Control": "no-store"}
ASK_EVERY_TIME = {**HEADERS, "Cache-Control": "private, no-cache"}
"""Nothing between us and the reader may keep it, and who does asks whether it is still so: a reading may have come."""
GONE = "What this picture showed was removed.\n"
NOWHERE = "There is no picture here. Part of the address may be missing, or it is too old.\n"

log = logging.getLogger(__name__)


def show_pictures(app: web.Application, gallery: Gallery, addresses: PageAddresses) -> None:
    """Add the routes, for everybody who has an address."""
    pages = _Pages(gallery, addresses)
    app.cleanup_ctx.append(gallery.running)
    app.router.add_get(f"{PICTURES}{{token}}{PICTURE_ENDING}", pages.picture)
    app.router.add_get(f"{PICTURES}{{elsewhere:.*}}", _nowhere)


class _Pages:
    def __init__(self, gallery: Gallery, addresses: PageAddresses) -> None:
        self._gallery = gallery
        self._addresses = addresses

    async def picture(self, request: web.Request) -> web.StreamResponse:
        """It; or nothing but that it is unchanged, for a client that has it as it is."""
        of = self._addresses.read_picture(request.match_info["token"])
        if of is None:
            return await _nowhere(request)
        try:
            drawn = await self._gallery.picture(of)
        except OperationalError as error:
            log.warning("a picture waits for the database: %s", type(error.orig).__name__)
            raise web.HTTPServiceUnavailable(headers={**NOT_KEPT, "Retry-After": str(TRY_AGAIN_SECONDS)}) from None
        if drawn is None:
            return web.Response(text=GONE, status=410, headers=NOT_KEPT)
        response = web.Response(body=drawn.content, content_type="image/png", headers=ASK_EVERY_TIME)
        if any(each.value in {drawn.tag, "*"} for each in request.if_none_match or ()):
            response = web.Response(status=304, headers=ASK_EVERY_TIME)
        response.etag = ETag(drawn.tag)
        return response


async def _nowhere(_request: web.Request) -> web.Response:
    return web.Response(text=NOWHERE, status=404, headers=NOT_KEPT)
