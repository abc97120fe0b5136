"""What a job title stands for."""

import pytest

from agents.practice.families import FAMILIES
from agents.practice.roles import read_role, words_in

TITLES = {
    "product_manager": (
        "Product Owner for Data", "Product Manager", "UX Designer", "Product Designer",
        "Scrum Master", "Technical Program Manager", "IT project manager",
    ),
    "architect": (
        "Frontend Architect", "Solutions Architect", "CTO", "Engineering Manager", "Tech Lead",
        "VP of Engineering", "Sales engineer",
    ),
    "technical": (
        "C++ Developer", "Node.js Developer", "Front-End Engineer", "Production Engineer",
        "SRE", "DevOps Engineer", "Cloud engineer", "Network Engineer", "Security Engineer",
        "Cybersecurity specialist", "iOS dev", "Android Developer", "Mobile Developer",
        "React Native Developer", "ML engineer", "Data Scientist", "DBA", "Support Engineer",
        "Help desk technician", "Backend Engineer", "Full-stack developer", ".NET Developer",
        "C# Developer", "Go developer", "Software Engineer", "SWE intern", "Game developer",
        "Embedded software engineer", "Automotive software engineer", "Technical writer",
        "Salesforce developer", "Softwareentwickler",
    ),
    "coding": (
        "Data Analyst", "Business Analyst", "Data Engineer", "QA", "Senior QA Engineer", "SDET",
        "Test automation engineer", "Software Engineer in Test", "BI developer",
        "Power BI developer", "People analytics engineer",
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("title", "first_field"), [(each, field) for field, of in TITLES.items() for each in of]
)
def test_titles_name_their_family(title: str, first_field: str) -> None:
    role = read_role(title)
    assert max(role.fields, key=lambda field: role.fields[field]) == first_field
    assert role.known


def test_every_family_is_well_formed() -> None:
    for family in FAMILIES:
        assert sum(family.fields.values()) == pytest.approx(1)
        for name in family.names:
            assert name == " ".join(words_in(name))
            assert read_role(name).known


OTHER_ROLES = (
    "Nurse", "Barista", "Teacher", "Accountant", "Sales manager", "Civil engineer",
    "Mechanical Engineer", "Sound engineer", "Security guard", "Restaurant server",
    "Team lead, call centre", "Landscape architect", "Property developer",
    "Business development manager", "IT recruiter", "Software sales manager", "Financial analyst",
    "Truck driver", "Go-to-market manager", "Tax consultant", "Quality inspector",
    "Mobile hairdresser", "Lawyer", "C-level assistant", "Construction project manager",
    "Test kitchen cook", "🦄", "",
)  # fmt: skip


@pytest.mark.parametrize("title", OTHER_ROLES)
def test_other_roles_are_not_taken_for_software(title: str) -> None:
    assert not read_role(title).known


@pytest.mark.parametrize(
    "question",
    [
        "How do you handle criticism of your code?",
        "Tell me about a time you inherited a codebase that nobody understood.",
        "Walk me through a production incident you helped to resolve.",
    ],
)
def test_only_makers_of_software_are_asked_for_its_stories(question: str) -> None:
    assert read_role("Backend developer").can_tell(question)
    assert not read_role("Nurse").can_tell(question)
    assert read_role("Nurse").can_tell("Tell me about a time you failed.")
