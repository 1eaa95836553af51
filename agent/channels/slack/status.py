"""What Slack shows beside the app's name while a tool works."""

_DOING = {
    "search_guide": "is reading the guide",
    "explain_change": "is looking for what changed",
    "describe_data": "is reading the table",
    "compute_kpi": "is doing the arithmetic",
    "what_if": "is doing the arithmetic",
    "compare_rates": "is comparing the rates",
    "plan_funnel": "is planning the funnel",
    "draft_brief": "is drafting the brief",
    "check_brief": "is checking the brief",
    "revise_brief": "is revising the brief",
    "export_brief": "is making the document",
    "suggest_audiences": "is looking for audiences",
    "segment_customers": "is segmenting the customers",
}
THINKING = "is thinking …"


def doing(tool: str) -> str:
    """Return the status for a tool; Slack puts the app's name before it."""
    return f"{_DOING.get(tool, 'is working: ' + tool.replace('_', ' '))} …"
