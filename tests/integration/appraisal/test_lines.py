"""Who is in charge after transfers: never the rater, whoever rated, or the employee."""

import pytest

from processes.appraisal.state import State as S
from tests.appraisal_world import JANUARY, NEXT_FEBRUARY, NEXT_JANUARY, appraisal_at, ratings
from workflow_core.calendar import clock
from workflow_core.engine import engine
from workflow_core.engine.errors import NotReady

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def line(rater, superior, **more):
    return {"rater": rater.pk, "superior": superior.pk, "decree": "SK 9", **more}


def test_a_transfer_while_the_plan_is_drafted_goes_on_with_the_same_draft():
    walk = appraisal_at(S.DRAFTING)
    w = walk.w
    draft = walk.case.plan_version
    walk.move("transfer", w.hr, JANUARY, line=line(w.superior, w.regent), reason="Mutasi.")
    assert walk.case.plan_version == draft
    assert (walk.case.rater, walk.case.reviewer) == (w.superior, w.superior)


def test_a_transfer_of_an_escalated_case_puts_the_new_superior_in_charge():
    walk = appraisal_at(S.ESCALATED)
    w = walk.w
    walk.move("transfer", w.hr, NEXT_FEBRUARY, line=line(w.rater, w.regent), reason="Mutasi.")
    assert walk.case.in_charge == w.regent


def test_an_objection_is_refused_where_everybody_above_has_rated_the_case():
    walk = appraisal_at(S.REPORTED)
    w = walk.w
    up = line(w.regent, w.superior, unit=w.bidang.pk)
    walk.move("transfer", w.hr, NEXT_JANUARY, line=up, reason="Penilai pensiun.")
    walk.move("rate", w.regent, NEXT_JANUARY, ratings=ratings(), sign=True)
    walk.move("transfer", w.hr, NEXT_JANUARY, line=line(w.rater, w.regent), reason="Penilai baru.")
    walk.move("deliver", w.hr, NEXT_JANUARY)
    walk.move("receive", w.employee, NEXT_JANUARY)
    with clock.at(NEXT_JANUARY), pytest.raises(NotReady, match="nobody left above"):
        engine.perform(walk.case, "file_objection", by=w.employee, objection={"grounds": "Keliru."})
    walk.case.refresh_from_db()
    assert walk.case.state == S.RECEIVED
