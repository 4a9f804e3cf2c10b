"""Reading plans to write others from: last year's, and the superior's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow_core.people.models import Posting

from .models import Plan, PlannedResult, PlanVersion

if TYPE_CHECKING:
    from .models import Appraisal


def last_years_version(case: Appraisal) -> PlanVersion | None:
    """The version in force of the employee's last other plan: of last year or the old post."""
    found = Plan.objects.filter(
        employee=case.subject_id, year__lte=case.plan.year, in_force__isnull=False
    ).exclude(pk=case.plan_id)
    last = found.select_related("in_force").order_by("-year", "-pk").first()
    return last.in_force if last else None


@dataclass(frozen=True)
class Offers:
    """What a writer of a plan may choose from.

    ``superior``: the results of the rater's own set plan for the same year; ``acting``: the acting
    posts held in the year; ``perspectives``: whether he leads a unit.
    """

    superior: tuple[PlannedResult, ...] = ()
    acting: tuple[Posting, ...] = ()
    perspectives: bool = False

    def superior_pk(self, result: PlannedResult) -> int | None:
        """Today's wording of the superior's result that this one supports."""
        if result.supported is None:
            return None
        lineage = result.supported.lineage
        return next((one.pk for one in self.superior if one.lineage == lineage), None)


def offers_for(case: Appraisal) -> Offers:
    """What the writer of this case's plan may choose from, in two statements."""
    return Offers(
        superior=tuple(superiors_results(case)),
        acting=tuple(acting_posts(case)),
        perspectives=case.is_head or case.plan.by_perspective,
    )


def superiors_results(case: Appraisal) -> list[PlannedResult]:
    """The results of the rater's own set plan for the same year, to be supported."""
    found = PlannedResult.objects.filter(
        version__in=Plan.objects.filter(
            employee=case.rater_id, year=case.plan.year, in_force__isnull=False
        ).values("in_force")
    )
    return list(found.order_by("version", "order", "pk"))


def acting_posts(case: Appraisal) -> list[Posting]:
    """The acting posts (Plt., Plh.) that the employee holds or held in the plan's year."""
    return [one for one in side_posts(case) if one.kind != Posting.Kind.SECONDED]


def side_posts(case: Appraisal) -> list[Posting]:
    """What the employee holds or held beside his post in the plan's year; one statement."""
    year = case.plan.year
    found = Posting.objects.filter(
        Q(ends=None) | Q(ends__year__gte=year), person=case.subject_id, starts__year__lte=year
    ).exclude(kind=Posting.Kind.DEFINITIVE)
    return list(found.order_by("starts", "pk"))


def side_sentences(case: Appraisal) -> list[str]:
    """What stands on the plan about posts beside the definitive one, with what the law says."""
    acting = _("Results of this post are main results (Lampiran hlm. 50).")
    seconded = _("Rated at home, on feedback from where the work is done (Lampiran hlm. 92).")
    return [
        f"{acting_label(one)}. {seconded if one.kind == Posting.Kind.SECONDED else acting}"
        for one in side_posts(case)
    ]


SHORT: dict[str, str] = {Posting.Kind.PLT: "Plt.", Posting.Kind.PLH: "Plh."}


def acting_title(post: Posting) -> str:
    """The title of an acting post, beginning with Plt. or Plh."""
    short = SHORT.get(Posting.Kind(post.kind), "")
    return (
        post.title if post.title.casefold().startswith(("plt", "plh")) else f"{short} {post.title}"
    )


def acting_label(post: Posting | None) -> str:
    """An acting post with its dates, as it stands on a plan; empty where there is none."""
    if post is None:
        return ""
    title, starts = acting_title(post), date_format(post.starts)
    if post.ends is None:
        return _("%(title)s, since %(starts)s") % {"title": title, "starts": starts}
    dates = {"title": title, "starts": starts, "ends": date_format(post.ends)}
    return _("%(title)s, %(starts)s to %(ends)s") % dates
