"""Campaign briefs: from a paragraph to a plan that a team can launch from.

The brief is one typed document (`CampaignBrief`) along the guide's seven strategy steps. It is drafted from free text,
checked by arithmetic, and revised by typed patches with a history; each field says whether it was given, assumed or
computed, and why.
"""

from tools.brief.brief import CampaignBrief

__all__ = ["CampaignBrief"]
