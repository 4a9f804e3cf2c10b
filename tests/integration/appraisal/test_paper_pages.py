"""Papers on the pages: who gets which, what a stranger learns, ink and refusals, bundles."""

import datetime as dt
import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from processes.appraisal.state import State as S
from tests.appraisal_world import JANUARY, WHEN, appraisal_at, outsider
from tests.integration.appraisal.paper_tools import content_of, made
from workflow_core.calendar import clock
from workflow_core.engine import bundles, grants
from workflow_core.signing import scans
from workflow_core.signing.models import Bundle, Paper, PaperMark
from workflow_core.web.pages import verify as verify_page
from workflow_core.web.throttle import is_too_often

pytestmark = pytest.mark.django_db

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64 + b"IEND\xaeB`\x82"


@pytest.fixture(autouse=True)
def nobody_asked_yet():
    cache.clear()


def as_(person):
    client = Client()
    client.force_login(person)
    return client


def get(person, address, when=WHEN[S.RECEIVED]):
    with clock.at(when):
        return as_(person).get(address)


def body_of(response):
    """What came back; a file is closed once it is read to its end."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def mark_address(walk, kind="document"):
    return reverse("paper_mark", args=[walk.case.pk, kind, 1])


def ink(person, file=None, **more):
    return {
        "kind": "ink",
        "person": person.pk,
        "day": "2027-01-15",
        "file": file or SimpleUploadedFile("x.exe", PNG),
        **more,
    }


def refusal(person, **more):
    return {"kind": "refused", "person": person.pk, "day": "2027-01-15", **more}


def send(person, address, data, when=WHEN[S.UNSIGNED]):
    with clock.at(when):
        return as_(person).post(address, data)


# The list on the page of the case


def test_the_page_of_a_case_lists_its_papers_with_their_state():
    walk = appraisal_at(S.RECEIVED)
    page = get(walk.w.employee, f"/cases/{walk.case.pk}/").content.decode()
    assert page.count('class="rows__title"') >= 5
    assert 'hx-trigger="every 3s"' in page
    made(walk.case)
    page = get(walk.w.employee, f"/cases/{walk.case.pk}/").content.decode()
    assert "every 3s" not in page
    assert all(f"/papers/{one.pk}/" in page for one in Paper.objects.all())


def test_the_page_costs_the_same_with_many_papers_as_with_few():
    walk = appraisal_at(S.RECEIVED)
    client = as_(walk.w.employee)

    def statements():
        with clock.at(WHEN[S.RECEIVED]), CaptureQueriesContext(connection) as captured:
            client.get(f"/cases/{walk.case.pk}/")
        return len(captured)

    statements()
    before = statements()
    made(walk.case)
    for number in range(20):
        walk.case.papers.create(
            kind="plan", source=str(number), title="Lama", made_at=clock.now(), file="x.pdf"
        )
    assert statements() == before


def test_a_paper_that_was_given_up_says_so():
    walk = appraisal_at(S.PROPOSED)
    from processes.appraisal.papers.outline import outline

    for one in outline(walk.case):
        walk.case.papers.create(kind=one.kind, source=one.source, title="SKP", tries=9)
    page = get(walk.w.employee, f"/cases/{walk.case.pk}/", JANUARY).content.decode()
    assert "hx-trigger" not in page.partition('id="papers"')[2].partition("</section>")[0]


# The files


def test_a_paper_is_downloaded_byte_for_byte_and_kept_private():
    walk = appraisal_at(S.EXECUTING)
    paper = made(walk.case)["A.1.7"]
    response = get(walk.w.employee, f"/papers/{paper.pk}/", WHEN[S.EXECUTING])
    assert body_of(response) == content_of(paper)
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"
    assert "attachment" in response["Content-Disposition"]


def test_strangers_find_no_paper_no_draft_and_no_form():
    walk = appraisal_at(S.RECEIVED)
    paper = made(walk.case)["D.1.1"]
    places = [
        f"/papers/{paper.pk}/",
        reverse("paper_draft", args=[walk.case.pk, "plan", 1]),
        mark_address(walk),
    ]
    for person in (walk.w.colleague, walk.w.stranger, outsider()):
        for place in places:
            assert get(person, place).status_code == 404, (person, place)
    assert Client().get(places[0]).status_code == 302


def test_the_employee_finds_no_paper_of_a_rating_that_was_not_delivered():
    walk = appraisal_at(S.RATED)
    papers = made(walk.case)
    for form in ("C.1.3", "D.1.1"):
        assert get(walk.w.employee, f"/papers/{papers[form].pk}/").status_code == 404
        assert body_of(get(walk.w.rater, f"/papers/{papers[form].pk}/")).startswith(b"%PDF-")
    page = get(walk.w.employee, f"/cases/{walk.case.pk}/").content.decode()
    assert "D.1.1" not in page
    assert get(walk.w.employee, mark_address(walk)).status_code == 404


def test_papers_that_are_not_made_or_not_there_are_not_found():
    walk = appraisal_at(S.PROPOSED)
    waiting = walk.case.papers.create(kind="plan", source="x", title="SKP")
    for place in (f"/papers/{waiting.pk}/", "/papers/999999/", f"/papers/{2**64}/"):
        assert get(walk.w.employee, place, JANUARY).status_code == 404
    for kind, edition in (("plan", 9), ("unknown", 1)):
        place = reverse("paper_draft", args=[walk.case.pk, kind, edition])
        assert get(walk.w.employee, place, JANUARY).status_code == 404
    cycle = reverse("paper_draft", args=[walk.cycle.pk, "plan", 1])
    assert get(walk.w.hr, cycle, JANUARY).status_code == 404


def test_a_draft_is_typeset_on_the_spot_and_a_signed_paper_is_read_as_it_was_made():
    walk = appraisal_at(S.DRAFTING)
    place = reverse("paper_draft", args=[walk.case.pk, "plan", 1])
    response = get(walk.w.employee, place, JANUARY)
    assert response.content.startswith(b"%PDF-")
    assert response["Cache-Control"] == "private, no-store"
    walk.proposed()
    paper = made(walk.case)["A.1.7"]
    assert get(walk.w.employee, place, JANUARY).url == f"/papers/{paper.pk}/"


# Ink and refusals


def test_a_scan_is_kept_with_who_uploaded_it_and_printed_as_ink():
    from processes.appraisal.papers.content import content
    from processes.appraisal.papers.outline import outline

    walk = appraisal_at(S.UNSIGNED)
    response = send(walk.w.rater, mark_address(walk), ink(walk.w.employee))
    assert response.url == f"/cases/{walk.case.pk}/"
    mark = PaperMark.objects.get()
    assert (mark.by, mark.person, mark.size) == (walk.w.rater, walk.w.employee, len(PNG))
    assert mark.file.name.endswith(".png")
    block = content(walk.case, outline(walk.case)[-1]).data["blocks"][0]
    assert block["state"] == "ink"
    assert block["lines"][0].startswith(
        "Tanda tangan basah tertanggal 15 Januari 2027, diunggah oleh Kepala Bidang pada 20 "
    )
    page = get(walk.w.employee, f"/cases/{walk.case.pk}/", WHEN[S.UNSIGNED]).content.decode()
    assert f"/papers/scans/{mark.pk}/" in page
    scan = get(walk.w.employee, f"/papers/scans/{mark.pk}/", WHEN[S.UNSIGNED])
    assert body_of(scan) == PNG
    assert scan["Content-Type"] == "image/png"
    assert scan["X-Content-Type-Options"] == "nosniff"
    assert get(walk.w.stranger, f"/papers/scans/{mark.pk}/").status_code == 404


def test_a_refusal_is_recorded_with_day_and_reason_and_signs_for_nobody():
    from processes.appraisal.papers.content import content
    from processes.appraisal.papers.outline import outline

    walk = appraisal_at(S.UNSIGNED)
    send(walk.w.hr, mark_address(walk), refusal(walk.w.employee, reason="Nilai saya keliru."))
    block = content(walk.case, outline(walk.case)[-1]).data["blocks"][0]
    assert block["state"] == "refused"
    assert "Menolak menandatangani pada 15 Januari 2027, dicatat oleh Hr Satu" in block["lines"][0]
    assert "Alasan: Nilai saya keliru." in block["lines"][0]
    page = get(walk.w.employee, f"/cases/{walk.case.pk}/", WHEN[S.UNSIGNED]).content.decode()
    assert "Nilai saya keliru." in page
    assert not walk.case.signatures.filter(purpose="accept").exists()
    mark = PaperMark.objects.get()
    assert get(walk.w.hr, f"/papers/scans/{mark.pk}/", WHEN[S.UNSIGNED]).status_code == 404
    with pytest.raises(TypeError):
        mark.delete()


def test_a_refusal_without_reason_is_printed_without_one():
    from processes.appraisal.papers.content import content
    from processes.appraisal.papers.outline import outline

    walk = appraisal_at(S.UNSIGNED)
    send(walk.w.employee, mark_address(walk), refusal(walk.w.employee))
    block = content(walk.case, outline(walk.case)[-1]).data["blocks"][0]
    assert block["lines"][0].endswith("Tanpa alasan.")
    page = get(walk.w.rater, f"/cases/{walk.case.pk}/", WHEN[S.UNSIGNED]).content.decode()
    assert "Pegawai" in page


def test_an_employee_speaks_only_for_himself():
    walk = appraisal_at(S.UNSIGNED)
    response = send(walk.w.employee, mark_address(walk), refusal(walk.w.rater))
    assert response.status_code == 422
    assert not PaperMark.objects.exists()


def test_only_the_parties_and_hr_may_record():
    walk = appraisal_at(S.UNSIGNED)
    assert get(walk.w.rater, mark_address(walk), WHEN[S.UNSIGNED]).status_code == 200
    for person in (walk.w.auditor, walk.w.stranger):
        assert send(person, mark_address(walk), refusal(walk.w.employee)).status_code == 404


PDF_HEAD_ONLY = b"%PDF-1.7\n" + b"not a pdf" * 20


@pytest.mark.parametrize(
    "content",
    [b"MZ this is a program", PDF_HEAD_ONLY, b"\xff\xd8\xff half a picture", b""],
)
def test_a_scan_is_judged_by_its_content_and_refused_at_its_field(content):
    walk = appraisal_at(S.UNSIGNED)
    file = SimpleUploadedFile("scan.pdf", content, "application/pdf")
    response = send(walk.w.rater, mark_address(walk), ink(walk.w.employee, file, reason="Tetap"))
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"file"}
    assert "Tetap" in response.content.decode()


@pytest.mark.parametrize(
    "damage", [b"/Root 5", b"/Root 1 0 R", b"/Root [1 0 R]", b"/Root << >>", b"/Size (x)"]
)
def test_a_pdf_that_is_damaged_within_is_refused_and_breaks_nothing(damage):
    body = b"%PDF-1.4\n1 0 obj\n5\nendobj\n"
    table = b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    end = b"trailer<</Size 2 " + damage + b">>\nstartxref\n%d\n%%%%EOF" % len(body)

    assert scans.kind_of(io.BytesIO(body + table + end)) is None


def test_our_own_paper_printed_and_scanned_as_pdf_is_taken():
    walk = appraisal_at(S.PROPOSED)
    pdf = content_of(made(walk.case)["A.1.7"])
    assert scans.kind_of(io.BytesIO(pdf)) == "pdf"
    assert scans.kind_of(io.BytesIO(b"\xff\xd8\xff..\xff\xd9")) == "jpg"


def test_what_is_missing_or_still_to_come_is_said_at_its_field(monkeypatch):
    walk = appraisal_at(S.UNSIGNED)
    missing = send(walk.w.rater, mark_address(walk), {"kind": "ink", "person": walk.w.employee.pk})
    assert missing.context["form"].errors.keys() == {"day", "file"}
    future = send(walk.w.rater, mark_address(walk), refusal(walk.w.employee, day="2029-01-01"))
    assert future.context["form"].errors.keys() == {"day"}
    monkeypatch.setattr(scans, "MOST_BYTES", 10)
    large = send(walk.w.rater, mark_address(walk), ink(walk.w.employee))
    assert large.context["form"].errors.keys() == {"file"}


# The public page


def public(paper, **more):
    return Client().post(reverse("verify", args=[paper.token]), more) if more else Client().get(
        reverse("verify", args=[paper.token])
    )  # fmt: skip


def test_anybody_may_check_a_paper_and_learns_only_who_signed_what_and_when():
    walk = appraisal_at(S.RECEIVED)
    walk.w.employee.nip = "198609262015051001"
    walk.w.employee.save()
    paper = made(walk.case)["D.1.1"]
    response = public(paper)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Dokumen Evaluasi Kinerja Pegawai" in page
    assert "Kepala Bidang" in page
    assert "DEMO – bukan BSrE" in page
    for secret in ("BAIK", "Baik<", "198609262015051001", "Pertahankan", "Bidang Uji", "/cases/"):
        assert secret not in page
    assert response["X-Robots-Tag"].startswith("noindex")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"


def test_a_file_is_compared_by_its_fingerprint_and_nothing_of_it_is_kept(settings, tmp_path):
    walk = appraisal_at(S.PROPOSED)
    paper = made(walk.case)["A.1.7"]
    pdf = content_of(paper)
    settings.MEDIA_ROOT = settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    same = public(paper, file=SimpleUploadedFile("a.pdf", pdf))
    assert same.context["is_same"] is True
    changed = public(paper, file=SimpleUploadedFile("a.pdf", pdf[:-1] + b"x"))
    assert changed.context["is_same"] is False
    assert list(tmp_path.iterdir()) == []


def test_no_file_and_too_large_a_file_are_told_apart(monkeypatch):
    walk = appraisal_at(S.PROPOSED)
    paper = made(walk.case)["A.1.7"]
    assert "problem" in public(paper, other="x").context
    empty = public(paper, file=SimpleUploadedFile("a.pdf", b""))
    assert "problem" in empty.context
    monkeypatch.setattr(verify_page, "MOST_BYTES", 10)
    large = public(paper, file=SimpleUploadedFile("a.pdf", b"x" * 11))
    assert "25 MB" in large.context["problem"]


def test_an_unknown_token_and_a_paper_not_yet_made_are_unknown_alike():
    walk = appraisal_at(S.PROPOSED)
    waiting = walk.case.papers.create(kind="plan", source="x", title="SKP")
    for token in ("x" * 32, waiting.token):
        response = Client().get(reverse("verify", args=[token]))
        assert response.status_code == 404
        assert response["X-Robots-Tag"].startswith("noindex")


def test_tokens_cannot_be_guessed():
    walk = appraisal_at(S.PROPOSED)
    tokens = {walk.case.papers.create(kind="k", source=str(n)).token for n in range(20)}
    assert len(tokens) == 20
    assert all(len(one) == 32 for one in tokens)


def test_who_asks_too_often_is_asked_to_wait_and_nobody_else(monkeypatch):
    monkeypatch.setattr(verify_page, "PER_MINUTE", 2)
    address = reverse("verify", args=["x"])
    client = Client(REMOTE_ADDR="203.0.113.7")
    assert [client.get(address).status_code for _time in range(3)] == [404, 404, 429]
    assert client.get(address)["Retry-After"] == "60"
    assert Client(REMOTE_ADDR="203.0.113.8").get(address).status_code == 404


def test_behind_our_proxy_each_caller_has_his_own_window(settings, monkeypatch):
    settings.TRUSTED_PROXIES = 1
    monkeypatch.setattr(verify_page, "PER_MINUTE", 1)
    address, proxy = reverse("verify", args=["x"]), Client(REMOTE_ADDR="127.0.0.1")

    def asked_by(caller):
        return proxy.get(address, headers={"X-Forwarded-For": f"6.6.6.6, {caller}"}).status_code

    assert [asked_by("203.0.113.7") for _time in range(2)] == [404, 429]
    assert asked_by("203.0.113.8") == 404


def test_where_the_window_has_just_ended_nobody_is_held_up(rf, monkeypatch):
    monkeypatch.setattr(cache, "add", lambda *args: None)

    assert is_too_often(rf.get("/"), "x", 1, 60) is False


# Bundles


def test_a_bundle_is_asked_for_watched_and_downloaded_by_its_owner_only():
    walk = appraisal_at(S.REPORTED)
    made(walk.case)
    hr = as_(walk.w.hr)
    title = walk.case.title
    with clock.at(WHEN[S.REPORTED]):
        response = hr.post("/papers/bundles/", {"title": title, "unit": walk.w.dinas.pk})
        bundle = Bundle.objects.get()
        assert response.url == f"/papers/bundles/{bundle.pk}/"
        assert bundle.cases == [walk.case.pk]
        assert "every 3s" in hr.get(response.url).content.decode()
        assert hr.get(f"{response.url}file/").status_code == 404
        bundles.pack(bundle.pk)
        assert "every 3s" not in hr.get(response.url).content.decode()
        file = hr.get(f"{response.url}file/")
        assert body_of(file).startswith(b"PK")
        assert file["Cache-Control"] == "private, no-store"
        assert response.url in hr.get("/papers/bundles/").content.decode()
        for place in (response.url, f"{response.url}file/"):
            assert as_(walk.w.rater).get(place).status_code == 404


@pytest.fixture
def packed():
    """A bundle that HR asked for, and the case in it."""
    walk = appraisal_at(S.REPORTED)
    made(walk.case)
    with clock.at(WHEN[S.REPORTED]):
        bundle = bundles.ask_for_bundle(by=walk.w.hr, title="Berkas", cases=[walk.case.pk])
        bundles.pack(bundle.pk)
    return walk, bundle


def test_a_bundle_is_handed_out_for_a_week_and_then_removed(packed):
    walk, bundle = packed
    hr, place = as_(walk.w.hr), f"/papers/bundles/{bundle.pk}/file/"

    with clock.at(WHEN[S.REPORTED] + bundles.KEPT):
        assert body_of(hr.get(place)).startswith(b"PK")
    with clock.at(WHEN[S.REPORTED] + bundles.KEPT + dt.timedelta(seconds=1)):
        assert hr.get(place).status_code == 404
        bundles.order_bundles_left()
    assert not Bundle.objects.exists()


def test_a_bundle_is_not_handed_out_to_whoever_lost_the_right_to_its_cases(packed):
    walk, bundle = packed
    for one in walk.w.hr.grants.all():
        grants.end(one)

    with clock.at(WHEN[S.REPORTED] + dt.timedelta(days=1)):
        assert as_(walk.w.hr).get(f"/papers/bundles/{bundle.pk}/file/").status_code == 404


def test_a_bundle_of_all_units_and_a_choice_that_is_none():
    walk = appraisal_at(S.PROPOSED)
    with clock.at(JANUARY):
        rater = as_(walk.w.rater)
        rater.post("/papers/bundles/", {"title": walk.case.title, "unit": ""})
        wrong = rater.post("/papers/bundles/", {"title": "Tahun 1999"})
    assert Bundle.objects.get().total == 1
    assert wrong.status_code == 422


def test_the_page_of_bundles_offers_only_what_its_reader_may_see():
    walk = appraisal_at(S.PROPOSED)
    with clock.at(JANUARY):
        page = as_(walk.w.stranger).get("/papers/bundles/").content.decode()
    assert walk.case.title not in page
