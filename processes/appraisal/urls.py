"""The appraisal's own pages; the moves themselves go through the generic form of a case."""

from django.urls import path

from .pages import (
    bulk,
    check,
    cycle_cases,
    cycles,
    launch,
    plan,
    remarks,
    report,
    rules,
    signature,
    team,
    unit_results,
)
from .pages import (
    help as help_pages,
)

urlpatterns = [
    path("plan/<int:case_pk>/", plan.plan, name="plan"),
    path("plan/<int:case_pk>/check/", check.plan_check, name="plan_check"),
    path("report/<int:case_pk>/", report.report, name="report"),
    path("report/<int:case_pk>/check/", check.report_check, name="report_check"),
    path("remarks/<int:case_pk>/", remarks.remarks, name="remarks"),
    path("evidence/<int:pk>/", report.evidence, name="evidence"),
    path("signature/<int:pk>/", signature.signature, name="signature"),
    path("help/", help_pages.help_page, name="help"),
    path("team/", team.team, name="team"),
    path("approvals/", bulk.approvals, name="approvals"),
    path("rules/", rules.rules, name="rules"),
    path("rules/new/", rules.new_rules, name="new_rules"),
    path("rules/<int:number>/", rules.rules, name="rules"),
    path("cycles/", cycles.cycles, name="cycles"),
    path("cycles/new/", cycles.new_cycle, name="new_cycle"),
    path("cycles/<int:pk>/", cycles.cycle, name="cycle"),
    path("cycles/<int:pk>/cases/", cycle_cases.cycle_cases, name="cycle_cases"),
    path("cycles/<int:pk>/without-plan/", cycle_cases.without_plan, name="without_plan"),
    path("cycles/<int:pk>/unit-results/", unit_results.unit_results, name="unit_results"),
    path("cycles/<int:pk>/launch/", launch.launch, name="launch"),
    path("cycles/<int:pk>/late-joiner/", launch.late_joiner, name="late_joiner"),
    path("cycles/<int:pk>/close-cases/", launch.close_cases, name="close_cases"),
    path("cycles/<int:pk>/bulk/<slug:move>/", bulk.bulk_move, name="bulk_move"),
]
