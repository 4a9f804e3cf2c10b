"""Copies of plans hold everything that was in them, and leave the original alone."""

import pytest

from processes.appraisal.documents import plan_content
from processes.appraisal.models import Plan
from processes.appraisal.state import State as S
from processes.appraisal.versions import copy_version
from tests.appraisal_world import appraisal_at

pytestmark = pytest.mark.django_db


def words_of(version):
    """The content of a version without the ids and numbers in which a copy must differ."""
    content = plan_content(version)
    del content["id"], content["number"]
    for result in content["results"]:
        del result["id"]
    return content


@pytest.fixture
def version():
    version = appraisal_at(S.EXECUTING).case.plan_version
    version.resources, version.accountability = "Satu pemindai.", "Rekap bulanan."
    version.consequences = "Pelatihan."
    version.save()
    return version


def test_a_copy_says_word_for_word_what_the_version_says_and_is_a_draft_again(version):
    copy = copy_version(version)
    assert words_of(copy) == words_of(version)
    assert (copy.number, copy.set_at, copy.edition) == (version.number + 1, None, 0)


def test_changing_the_copy_leaves_the_version_as_it_was(version):
    before = words_of(version)
    copy = copy_version(version)
    copy.results.update(text="Lain")
    copy.expectations.all().delete()
    assert words_of(version) == before


def test_the_copy_into_another_plan_is_its_first_version(version):
    plan = version.plan
    following = Plan.objects.create(
        institution=plan.institution,
        employee=plan.employee,
        year=plan.year + 1,
        unit=plan.unit,
        post=plan.post,
    )
    copy = copy_version(version, following)
    assert (copy.plan, copy.number) == (following, 1)
    assert plan.versions.count() == 1


def test_each_copy_gets_the_next_number_of_its_plan(version):
    assert [copy_version(version).number for _time in range(2)] == [2, 3]
