"""Fetches a file that somebody dropped into Slack: from Slack's hosts only, onto the disk, no larger than allowed."""

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

from tools.errors import DataError

if TYPE_CHECKING:
    from slack_sdk.web.async_client import AsyncWebClient

_CHUNK = 256 * 1024
_SECONDS = aiohttp.ClientTimeout(total=180, connect=15, sock_read=30)
_MEGABYTE = 1024**2
_OK = 200
_AGAIN = "Send it once more."
_NO_RIGHT = "Whoever looks after me gives me the scope files:read, and invites me to the channel the file was sent to."


async def fetch(client: "AsyncWebClient", file: Mapping[str, Any], into: Path, *, most_mb: int) -> None:
    """Write a file of Slack's to the disk, piece by piece.

    Args:
        client: whose token and whose address of Slack count.
        file: Slack's file object, as the event gives it.
        into: the path to write to.
        most_mb: the largest size.

    Raises:
        DataError: why it can't be had, in words for the one who sent it.
    """
    name = _name(file)
    if int(file.get("size") or 0) > most_mb * _MEGABYTE:
        raise _too_large(name, most_mb)
    address = await _address(client, file, name)
    if not is_slacks(address, client.base_url):
        raise DataError(
            f"{name} does not lie in Slack, and I fetch files from nowhere else", remedy="Upload the file itself."
        )
    try:
        async with (
            aiohttp.ClientSession(timeout=_SECONDS) as session,
            session.get(
                address, headers={"Authorization": f"Bearer {client.token}"}, allow_redirects=False
            ) as response,
        ):
            _check(response, file, name)
            await _write(response, into, name, most_mb)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise DataError(f"{name} could not be fetched from Slack ({type(error).__name__})", remedy=_AGAIN) from None


def is_slacks(address: str, api_url: str) -> bool:
    """Whether an address is one of Slack's own, so that the token may be sent there."""
    try:
        found, api = urlsplit(address), urlsplit(api_url)
        if (found.scheme, found.hostname, found.port) == (api.scheme, api.hostname, api.port):
            return True
    except ValueError:
        return False
    host = found.hostname or ""
    return (
        found.scheme == "https" and found.port in {None, 443} and (host == "slack.com" or host.endswith(".slack.com"))
    )


async def _address(client: "AsyncWebClient", file: Mapping[str, Any], name: str) -> str:
    """Return where a file lies; files of shared channels only tell when asked."""
    known = file
    if file.get("mode") == "tombstone":
        raise DataError(f"{name} is deleted")
    if not _link(known):
        try:
            known = (await client.files_info(file=str(file.get("id") or "")))["file"]
        except SlackApiError as error:
            remedy = _NO_RIGHT if error.response.get("error") == "missing_scope" else _AGAIN
            raise DataError(f"Slack does not give me {name}", remedy=remedy) from None
        except SlackClientError:
            raise DataError(f"Slack does not give me {name} now", remedy=_AGAIN) from None
    return _link(known)


def _link(file: Mapping[str, Any]) -> str:
    return str(file.get("url_private_download") or file.get("url_private") or "")


def _check(response: aiohttp.ClientResponse, file: Mapping[str, Any], name: str) -> None:
    """Refuse what is not the file: an error, or the page to sign in that Slack shows to who may not read."""
    is_page = response.content_type == "text/html" and "html" not in str(file.get("mimetype") or file.get("filetype"))
    if response.status in {401, 403} or response.status // 100 == 3 or is_page:  # noqa: PLR2004 - redirects
        raise DataError(f"Slack does not let me read {name}", remedy=_NO_RIGHT)
    if response.status != _OK:
        raise DataError(f"{name} could not be fetched from Slack (status {response.status})", remedy=_AGAIN)


async def _write(response: aiohttp.ClientResponse, into: Path, name: str, most_mb: int) -> None:
    written = 0
    with await asyncio.to_thread(into.open, "wb") as target:
        async for piece in response.content.iter_chunked(_CHUNK):
            written += len(piece)
            if written > most_mb * _MEGABYTE:  # what Slack said of the size may be wrong, or missing
                raise _too_large(name, most_mb)
            await asyncio.to_thread(target.write, piece)
    if response.content_length is not None and written < response.content_length:
        raise DataError(f"{name} came only in part", remedy=_AGAIN)


def _too_large(name: str, most_mb: int) -> DataError:
    return DataError(
        f"{name} is larger than {most_mb} MB, the most that is taken here",
        remedy="Export fewer columns or a shorter period, or save it as Parquet.",
    )


def _name(file: Mapping[str, Any]) -> str:
    plain = "".join(c if c.isprintable() else " " for c in str(file.get("name") or file.get("title") or "the file"))
    return f"“{plain[:60]}”"
