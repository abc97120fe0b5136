"""The specialists. A new one is one file here, one prompt, and one entry below."""

from agents.specialists.architect import ARCHITECT
from agents.specialists.base import Framework, Specialist
from agents.specialists.behavioral import BEHAVIORAL
from agents.specialists.coding import CODING
from agents.specialists.product_manager import PRODUCT_MANAGER
from agents.specialists.system_design import SYSTEM_DESIGN
from agents.specialists.technical import TECHNICAL

SPECIALISTS: dict[str, Specialist] = {
    each.id: each
    for each in (PRODUCT_MANAGER, TECHNICAL, ARCHITECT, CODING, BEHAVIORAL, SYSTEM_DESIGN)
}
"""Every specialist by id, in the order in which they are listed to people."""

__all__ = ["SPECIALISTS", "Framework", "Specialist"]
