"""Slack's requests over HTTP; Bolt verifies their signatures and their age before anything else sees them."""

from collections.abc import Awaitable, Callable

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp


def handler(app: AsyncApp) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return the handler of the request URL."""

    async def handle(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    return handle
