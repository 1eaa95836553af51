"""Slack: messages, commands, files and buttons in; streamed answers, charts and documents out."""
