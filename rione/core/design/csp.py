"""The one hole in the content security policy, for settings to open when asked.

Imports nothing of Django's, so that settings may use it.
"""

from urllib.parse import urlsplit


def tile_origins(tiles_url: str) -> list[str]:
    """Origins to add to `img-src` for a raster tile address; none when it is empty.

    `https://{s}.tile.example/{z}/{x}/{y}.png` → `["https://*.tile.example"]`. Raises ValueError
    on anything that is not an absolute http(s) address, rather than opening the policy wide.
    """
    if not tiles_url:
        return []
    parts = urlsplit(tiles_url)
    host = parts.netloc.replace("{s}", "*")
    if parts.scheme not in ("http", "https") or not host or "{" in host or "@" in host:
        raise ValueError(
            "MAP_TILES_URL must be an absolute address such as https://…/{z}/{x}/{y}.png"
        )
    if any(character in host for character in " ;,'\""):
        raise ValueError("MAP_TILES_URL holds characters that a policy cannot carry")
    return [f"{parts.scheme}://{host}"]
