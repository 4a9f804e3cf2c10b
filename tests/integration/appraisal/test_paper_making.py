"""Papers are made in the background, once, and nothing is lost on the way."""

import datetime as dt
import hashlib

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from processes.appraisal.state import State as S
from tests.appraisal_world import LATE, NEXT_JANUARY, appraisal_at, outsider
from tests.integration.appraisal.paper_tools import LINE, content_of, in_line, made
from workflow_core.calendar import clock
from workflow_core.engine import bundles, jobs
from workflow_core.engine.papers import MOST_TRIES, cases_behind, make_papers_of, papers_changed
from workflow_core.signing import signer as port
from workflow_core.signing.demo_authority import DemoAuthority
from workflow_core.signing.models import Bundle, Paper, PaperMark
from workflow_core.signing.pades import signatures_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_line():
    LINE.clear()


class Broken(DemoAuthority):
    """A provider that cannot be reached."""

    def sign(self, pdf, signatory, field):
        raise ConnectionError("no provider")


@pytest.fixture
def broken_provider(monkeypatch):
    monkeypatch.setattr("workflow_core.signing.papers.signer", Broken)


def test_a_signed_move_puts_its_papers_in_line_once_it_is_committed(
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks() as waiting:
        walk = appraisal_at(S.PROPOSED)
    assert in_line() == []
    for callback in waiting:
        callback()
    assert ("make_papers", (walk.case.pk,)) in in_line()


def test_a_move_that_changes_no_paper_puts_nothing_in_line(django_capture_on_commit_callbacks):
    walk = appraisal_at(S.RATED)
    with django_capture_on_commit_callbacks(execute=True):
        walk.move("deliver", walk.w.rater, NEXT_JANUARY)
    assert in_line() == []


@pytest.mark.django_db(transaction=True)
def test_a_move_that_is_rolled_back_puts_nothing_in_line():
    walk = appraisal_at(S.RECEIVED)
    LINE.clear()
    with transaction.atomic():
        walk.move("accept", walk.w.employee, NEXT_JANUARY, sign=True)
        transaction.set_rollback(True)
    assert in_line() == []


def test_the_file_is_kept_with_its_fingerprint_and_a_signature_of_each_signatory():
    walk = appraisal_at(S.EXECUTING)
    paper = made(walk.case)["A.1.7"]
    pdf = content_of(paper)
    assert paper.sha256 == hashlib.sha256(pdf).hexdigest()
    assert paper.size == len(pdf)
    assert [one["name"] for one in paper.signed_by] == ["Pegawai", "Kepala Bidang"]
    found = signatures_in(pdf, port.signer().roots())
    assert [(one.signer, one.holds) for one in found] == [
        ("Pegawai", True),
        ("Kepala Bidang", True),
    ]


def test_made_again_the_papers_are_the_same_rows_and_files():
    walk = appraisal_at(S.EXECUTING)
    first = {form: (one.pk, one.sha256) for form, one in made(walk.case).items()}
    assert {form: (one.pk, one.sha256) for form, one in made(walk.case).items()} == first
    assert Paper.objects.count() == 2


def test_a_new_signature_makes_a_new_paper_and_keeps_the_old():
    walk = appraisal_at(S.RECEIVED)
    before = made(walk.case)["D.1.1"]
    walk.move("accept", walk.w.employee, NEXT_JANUARY, sign=True)
    after = made(walk.case)["D.1.1"]
    assert before.token != after.token
    assert Paper.objects.filter(form="D.1.1").count() == 2


def test_a_worker_that_died_half_way_leaves_a_row_that_the_next_one_finishes():
    walk = appraisal_at(S.PROPOSED)
    from processes.appraisal.papers.outline import outline

    [plan, _annex] = outline(walk.case)
    left = walk.case.papers.create(kind=plan.kind, source=plan.source, form="A.1.7", title="SKP")
    paper = made(walk.case)["A.1.7"]
    assert (paper.pk, paper.token) == (left.pk, left.token)
    assert paper.made_at is not None


def test_of_two_makers_at_once_one_file_stays(monkeypatch):
    walk = appraisal_at(S.PROPOSED)
    from workflow_core.signing import papers

    typeset, deep = papers.typeset, []

    def quicker(*args, **given):
        if not deep:
            deep.append(True)
            make_papers_of(walk.case.pk)
        return typeset(*args, **given)

    monkeypatch.setattr(papers, "typeset", quicker)
    paper = made(walk.case)["A.1.7"]
    assert hashlib.sha256(content_of(paper)).hexdigest() == paper.sha256
    folder = paper.file.storage.path(paper.file.name).rpartition("/")[0]
    from pathlib import Path

    assert len(list(Path(folder).glob(f"{paper.token}*"))) == 1


def test_a_provider_that_fails_is_asked_again_later_and_then_given_up(broken_provider):
    walk = appraisal_at(S.PROPOSED)
    for _time in range(MOST_TRIES):
        with pytest.raises(ConnectionError):
            jobs.make_papers.call(walk.case.pk)
    pauses = [one.task.run_after for one in LINE.results]
    assert len(pauses) == MOST_TRIES - 1
    assert pauses == sorted(pauses)
    assert list(cases_behind()) == []
    assert [one.pk for one in cases_behind(again=True)] == [walk.case.pk]
    assert Paper.objects.filter(made_at=None).count() == 2


def test_what_could_not_be_made_is_made_when_the_provider_is_back(broken_provider, monkeypatch):
    walk = appraisal_at(S.PROPOSED)
    with pytest.raises(ConnectionError):
        jobs.make_papers.call(walk.case.pk)
    monkeypatch.setattr("workflow_core.signing.papers.signer", port.signer)
    jobs.make_papers.call(walk.case.pk)
    assert Paper.objects.exclude(made_at=None).count() == 2
    assert list(cases_behind()) == []


def test_the_sweep_finds_what_nobody_made_and_nothing_else(capsys):
    walk = appraisal_at(S.RECEIVED)
    call_command("make_papers")
    assert "papers of 1 cases, 0 bundles" in capsys.readouterr().out
    assert in_line() == [("make_papers", (walk.case.pk,))]
    call_command("make_papers")
    assert len(in_line()) == 1
    call_command("make_papers", "--again")
    assert len(in_line()) == 2
    made(walk.case)
    assert list(cases_behind(again=True)) == []
    walk.move("lapse", None, LATE)
    assert [one.pk for one in cases_behind(again=True)] == [walk.case.pk]
    made(walk.case)
    walk.move("approve", walk.w.approver, LATE)
    assert list(cases_behind(again=True)) == []


def test_a_process_without_papers_has_none_to_make():
    walk = appraisal_at(S.DRAFTING)
    assert make_papers_of(walk.cycle.pk) == []


def test_a_refusal_makes_the_paper_anew(django_capture_on_commit_callbacks):
    walk = appraisal_at(S.RECEIVED)
    before = made(walk.case)["D.1.1"]
    PaperMark.objects.create(
        case=walk.case.case_ptr,
        paper="document",
        edition=1,
        kind="refused",
        person=walk.w.employee,
        day=dt.date(2027, 1, 16),
        reason="Tidak setuju.",
        by=walk.w.rater,
    )
    with django_capture_on_commit_callbacks(execute=True):
        papers_changed(walk.case)
    assert in_line() == [("make_papers", (walk.case.pk,))]
    assert [one.pk for one in cases_behind()] == [walk.case.pk]
    assert made(walk.case)["D.1.1"].pk != before.pk


def test_every_kept_paper_is_checked_and_the_bad_one_named(capsys):
    walk = appraisal_at(S.EXECUTING)
    plan, annex = made(walk.case).values()
    call_command("verify_papers")
    assert "2 papers hold" in capsys.readouterr().out
    with plan.file.open("rb+") as target:
        target.seek(2000)
        target.write(b"x")
    annex.file.storage.delete(annex.file.name)
    with pytest.raises(CommandError) as refused:
        call_command("verify_papers")
    assert f"paper {plan.pk} (case {walk.case.pk}): the file is not the one" in str(refused.value)
    assert f"paper {annex.pk} (case {walk.case.pk}): the file is gone" in str(refused.value)


def test_a_file_without_the_signatures_it_should_have_is_named():
    walk = appraisal_at(S.PROPOSED)
    plan, _annex = made(walk.case).values()
    Paper.objects.filter(pk=plan.pk).update(signed_by=[])
    with pytest.raises(CommandError, match="signatures are missing"):
        call_command("verify_papers")


# Bundles


def ask(walk, by):
    return bundles.ask_for_bundle(by=by, title="Tahun 2026", cases=[walk.case.pk])


def names_in(bundle):
    import zipfile

    with bundle.file.open("rb") as source, zipfile.ZipFile(source) as archive:
        assert archive.testzip() is None
        return archive.namelist(), archive.read("daftar.csv").decode()


def test_a_bundle_holds_the_papers_of_its_cases_and_a_list_with_their_fingerprints(
    django_capture_on_commit_callbacks,
):
    walk = appraisal_at(S.REPORTED)
    papers = made(walk.case)
    with django_capture_on_commit_callbacks(execute=True):
        bundle = ask(walk, walk.w.hr)
    assert in_line()[-1] == ("pack_bundle", (bundle.pk,))
    jobs.pack_bundle.call(bundle.pk)
    bundle.refresh_from_db()
    names, listed = names_in(bundle)
    assert (bundle.papers, bundle.done, bundle.total) == (3, 1, 1)
    assert [name.rpartition("/")[2].split("-")[0] for name in names] == [
        "A.1.7", "A.1.8", "B.1.2", "daftar.csv",
    ]  # fmt: skip
    assert names[0].startswith("Bidang_Uji/Pegawai")
    assert all(one.sha256 in listed for one in papers.values())


def test_a_bundle_holds_only_what_its_owner_may_see():
    walk = appraisal_at(S.RATED)
    made(walk.case)
    for person, most in ((walk.w.employee, 3), (walk.w.rater, 5), (walk.w.stranger, 0)):
        bundle = ask(walk, person)
        bundles.pack(bundle.pk)
        bundle.refresh_from_db()
        assert bundle.papers == most, person
    stranger = ask(walk, outsider())
    bundles.pack(stranger.pk)
    assert Bundle.objects.get(pk=stranger.pk).papers == 0


def test_a_bundle_that_was_left_is_found_and_packed_from_the_beginning(capsys):
    walk = appraisal_at(S.PROPOSED)
    made(walk.case)
    bundle = ask(walk, walk.w.hr)
    assert bundles.order_bundles_left() == 0
    with clock.at(clock.now() + dt.timedelta(minutes=11)):
        call_command("make_papers")
        assert "1 bundles" in capsys.readouterr().out
        assert bundles.order_bundles_left() == 0
        assert in_line()[-1] == ("pack_bundle", (bundle.pk,))
    bundles.pack(bundle.pk)
    bundles.pack(bundle.pk)
    with clock.at(clock.now() + dt.timedelta(days=1)):
        assert bundles.order_bundles_left() == 0


def test_bundles_are_removed_after_a_week_when_their_owner_asks_for_another():
    walk = appraisal_at(S.PROPOSED)
    made(walk.case)
    old, unpacked = ask(walk, walk.w.hr), ask(walk, walk.w.hr)
    bundles.pack(old.pk)
    old.refresh_from_db()
    with clock.at(clock.now() + dt.timedelta(days=8)):
        new = ask(walk, walk.w.hr)
    assert list(Bundle.objects.all()) == [new]
    assert not old.file.storage.exists(old.file.name)
    assert unpacked.pk != new.pk


def test_names_that_no_file_system_takes_are_made_harmless():
    assert "/" not in bundles._part("../../etc/passwd\0")
    assert not bundles._part("../../etc").startswith(".")
    assert bundles._part("///") == "berkas"


def test_a_case_without_subject_or_unit_still_has_a_folder():
    walk = appraisal_at(S.PROPOSED)
    case = walk.case
    case.unit = case.subject = None
    assert bundles._folder(case) == f"{bundles._part(case.title)}-{case.pk}"
