"""Channels: the terminal (and later Slack and MCP). Thin: each only translates an `Answer`."""
