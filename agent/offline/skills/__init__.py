"""The skills of the offline planner: one module a subject, each with what it reads, calls and words."""

from agent.offline.skill import Skill
from agent.offline.skills.arithmetic import ARITHMETIC
from agent.offline.skills.audiences import AUDIENCES
from agent.offline.skills.briefs import BRIEFS
from agent.offline.skills.change import CHANGES
from agent.offline.skills.customers import CUSTOMER_VALUE
from agent.offline.skills.first_party import FIRST_PARTY
from agent.offline.skills.formula import FORMULA
from agent.offline.skills.guide import STRATEGY
from agent.offline.skills.pacing import PACING
from agent.offline.skills.tables import COLUMNS, TABLE
from agent.offline.skills.talk import TALK

SKILLS: dict[str, Skill] = {
    skill.intent: skill
    for skill in (
        BRIEFS,
        AUDIENCES,
        FIRST_PARTY,
        CHANGES,
        ARITHMETIC,
        FORMULA,
        TABLE,
        COLUMNS,
        CUSTOMER_VALUE,
        PACING,
        STRATEGY,
        *TALK,
    )
}
