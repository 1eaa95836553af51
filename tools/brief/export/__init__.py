"""Exports of a brief and its findings: Markdown, DOCX, PDF, JSON and the launch checklist."""
