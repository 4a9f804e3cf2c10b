"""The worked examples of the rating, as the rater meets them on his page."""

import re
from decimal import Decimal

import pytest

from processes.appraisal import services
from processes.appraisal.state import State as S
from tests.appraisal_world import (
    DECEMBER,
    JANUARY,
    NEXT_JANUARY,
    PASSWORD,
    Walk,
    appraisal_at,
    build_cycle,
    build_world,
    know_the_unit,
)
from tests.form_reader import fields_of
from workflow_core.calendar import clock

from .page_tools import enter, text_of

pytestmark = pytest.mark.django_db

E1 = {
    ("above", "above"): "Very good",
    ("above", "meets"): "Good",
    ("above", "below"): "Poor (misconduct)",
    ("meets", "above"): "Good",
    ("meets", "meets"): "Good",
    ("meets", "below"): "Poor (misconduct)",
    ("below", "above"): "Needs improvement",
    ("below", "meets"): "Needs improvement",
    ("below", "below"): "Very poor",
}
LEVELS = {"a": "above", "s": "meets", "b": "below"}
BANDS = {  # kind: low, high, lower is better
    "telaahan": (Decimal(80), Decimal(90), False),
    "hari": (Decimal(7), Decimal(14), True),
}


class Desk:
    """The rater before his form."""

    def __init__(self, walk):
        self.walk = walk
        self.address = f"/cases/{walk.case.pk}/rate/"
        self.client = enter(walk.w.rater)
        self.form = fields_of(self.client.get(self.address), "key")
        self.results = [one.pk for one in walk.case.plan_version.results.all()]

    def send(self, levels, **typed):
        chosen = {f"level_{pk}": one for pk, one in zip(self.results, levels, strict=True)}
        return self.client.post(self.address, {**self.form, **chosen, **typed})

    def seen(self, levels, **typed):
        return text_of(self.send(levels, preview="1", **typed))


def reported(plan, values=None):
    """A report that waits for its rating, of a plan with these results."""
    w = build_world()
    walk = Walk(w, build_cycle(w))
    draft = services.PlanDraft(results=plan)
    with clock.at(JANUARY):
        services.save_plan(walk.case, by=w.employee, edition=0, draft=draft)
    walk.move("propose", w.employee, JANUARY, sign=True)
    walk.move("set_plan", w.rater, JANUARY, sign=True)
    with clock.at(DECEMBER):
        know_the_unit(w, walk.cycle)
        drafts = {
            one.pk: services.RealisationDraft(
                text="Selesai.",
                no_evidence_reason="Terlampir di arsip.",
                measured={i.pk: value for i in one.indicators.all()} if value is not None else {},
            )
            for one, value in zip(
                walk.case.plan_version.results.all(), values or [None] * len(plan), strict=True
            )
        }
        services.save_report(walk.case, by=w.employee, edition=0, drafts=drafts)
    walk.move("report", w.employee, DECEMBER, sign=True)
    return walk


def worded(main):
    target = services.IndicatorDraft(text="Mutu", narrative="Tanpa catatan")
    return services.ResultDraft(text="Hasil", main=main, indicators=(target,))


def measured(kind):
    low, high, lower = BANDS[kind]
    band = services.IndicatorDraft(text=kind, low=low, high=high, lower_is_better=lower)
    return services.ResultDraft(text=f"Hasil {kind}", indicators=(band,))


def test_e1_the_nine_cells_as_the_rater_sees_them_before_he_signs():
    walk = appraisal_at(S.REPORTED)
    with clock.at(NEXT_JANUARY):
        desk = Desk(walk)
        meets = ["meets"] * 3
        for (results, behaviour), predicate in E1.items():
            page = desk.seen(meets, results=results, behaviour=behaviour)
            verdict = re.search(r'id="verdict"[^>]*>([^<]*)<', page)
            assert verdict[1] == predicate, (results, behaviour)
        for missing in ({"results": "above"}, {"behaviour": "above"}):
            page = desk.seen(meets, **missing)
            assert re.search(r'id="verdict"[^>]*>([^<]*)<', page)[1] == ""


@pytest.mark.parametrize(
    ("main", "additional", "said"),
    [
        ("aaas", "s", "The guide suggests for the results: above expectations."),
        ("sssb", "s", "The guide suggests for the results: as expected."),
        ("aabb", "s", "The guide suggests nothing here; the rater decides."),
    ],
)
def test_e2_the_guide_suggests_on_the_raters_page_or_stays_silent(main, additional, said):
    plan = (*(worded(main=True) for _one in main), *(worded(main=False) for _one in additional))
    walk = reported(plan)
    with clock.at(NEXT_JANUARY):
        levels = [LEVELS[one] for one in main + additional]
        assert said in Desk(walk).seen(levels)


@pytest.mark.parametrize(
    ("kind", "value", "level"),
    [
        ("telaahan", 78, "Below expectations"),
        ("telaahan", 80, "As expected"),
        ("telaahan", 90, "As expected"),
        ("telaahan", 91, "Above expectations"),
        ("hari", 5, "Above expectations"),
        ("hari", 14, "As expected"),
        ("hari", 16, "Below expectations"),
    ],
)
def test_e3_a_value_meets_its_band_on_the_raters_page(kind, value, level):
    walk = reported((measured(kind),), [Decimal(value)])
    with clock.at(NEXT_JANUARY):
        page = text_of(enter(walk.w.rater).get(f"/cases/{walk.case.pk}/rate/"))
    assert f"<strong>{level}</strong>" in page


def test_e3_seventy_eight_passes_as_expected_only_with_a_written_reason():
    walk = reported((measured("telaahan"),), [Decimal(78)])
    typed = {
        "results": "meets", "behaviour": "meets", "note": "Baik.", "signature": PASSWORD,
    }  # fmt: skip
    with clock.at(NEXT_JANUARY):
        desk = Desk(walk)
        assert desk.send(["meets"], **typed).status_code == 422
        walk.case.refresh_from_db()
        assert walk.case.state == S.REPORTED
        reason = {"departure_reason": "Telaahan terakhir tertunda oleh mitra."}
        assert desk.send(["meets"], **typed, **reason).status_code == 302
    walk.case.refresh_from_db()
    assert walk.case.state == S.RATED
    assert walk.case.current_rating.items[0]["departs"]
