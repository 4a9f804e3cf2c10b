"""A signed file shows who signed it, and any change to it."""

import datetime as dt
import stat
from pathlib import Path

import pytest
from cryptography import x509
from django.conf import settings

from tests.integration.signing.test_typesetting import AT, TEMPLATE, data_with
from workflow_core.signing import demo_authority
from workflow_core.signing.demo_authority import DemoAuthority
from workflow_core.signing.pades import signatures_in
from workflow_core.signing.signer import Signatory, signer
from workflow_core.signing.typesetting import typeset

BUDI = Signatory(1, "Budi, S.E.", "198609262015051001", "Kabupaten Uji", "Menetapkan", AT)
SITI = Signatory(2, "Siti", "", "Kabupaten Uji", "Menyetujui", AT)


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return DemoAuthority(tmp_path_factory.mktemp("keys") / "signing")


@pytest.fixture(scope="module")
def plain():
    return typeset(TEMPLATE, data_with("Isi"), at=AT)


@pytest.fixture(scope="module")
def signed(authority, plain):
    return authority.sign(authority.sign(plain, SITI, "T1"), BUDI, "T2")


def certificates(authority):
    folder = authority._folder
    return {
        one.name: x509.load_pem_x509_certificate(one.read_bytes()) for one in folder.glob("*.pem")
    }


def test_every_signature_holds_and_names_its_person_and_purpose(authority, signed):
    found = signatures_in(signed, authority.roots())
    assert [(one.signer, one.reason, one.holds) for one in found] == [
        ("Siti", "Menyetujui", True),
        ("Budi, S.E.", "Menetapkan", True),
    ]


def test_what_was_there_before_a_signature_stays_byte_for_byte(plain, signed):
    assert signed.startswith(plain)


def test_one_changed_byte_is_detected(authority, plain, signed):
    place = plain.index(b"stream\n") + 20
    changed = signed[:place] + bytes([signed[place] ^ 1]) + signed[place + 1 :]
    assert [one.holds for one in signatures_in(changed, authority.roots())] == [False, False]


def test_signatures_of_another_installation_do_not_hold(signed, tmp_path):
    others = DemoAuthority(tmp_path / "other").roots()
    assert not any(one.holds for one in signatures_in(signed, others))


def test_an_unsigned_file_has_no_signatures(authority, plain):
    assert signatures_in(plain, authority.roots()) == []


def test_certificates_say_that_they_are_for_demonstration(authority, signed):
    for one in certificates(authority).values():
        assert "DEMO – bukan BSrE" in one.subject.rfc4514_string()


def test_a_person_keeps_his_certificate_and_gets_another_under_another_name(authority, plain):
    authority.sign(plain, SITI, "T1")
    before = set(certificates(authority))
    authority.sign(plain, SITI, "T1")
    assert set(certificates(authority)) == before
    renamed = Signatory(2, "Siti Aminah", "", "Kabupaten Uji", "Menyetujui", AT)
    authority.sign(plain, renamed, "T1")
    assert len(certificates(authority)) == len(before) + 1


def test_keys_are_for_their_owner_only_and_lie_outside_of_the_source(authority, signed):
    for one in authority._folder.glob("*.pem"):
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert stat.S_IMODE(authority._folder.stat().st_mode) == 0o700
    from config.settings import base

    assert not Path(base.SIGNING_DIR).is_relative_to(settings.BASE_DIR)


def test_a_certificate_that_ends_soon_is_replaced(tmp_path, monkeypatch):
    own = DemoAuthority(tmp_path / "keys")
    monkeypatch.setattr(demo_authority, "ROOT_DAYS", 10)
    first = own.roots()[0].native["tbs_certificate"]["serial_number"]
    monkeypatch.setattr(demo_authority, "ROOT_DAYS", 3650)
    second = own.roots()[0].native["tbs_certificate"]["serial_number"]
    assert first != second
    assert own.roots()[0].native["tbs_certificate"]["serial_number"] == second


def test_of_two_processes_that_begin_at_once_one_root_stays(tmp_path, authority):
    own = DemoAuthority(tmp_path / "keys")
    pair = own._new_root()
    demo_authority._write(tmp_path / "keys" / "root.pem", pair)
    demo_authority._write(tmp_path / "keys" / "root.pem", own._new_root())
    assert own._root()[0] == pair[0]
    assert [one.name for one in (tmp_path / "keys").iterdir()] == ["root.pem"]


def test_a_long_name_is_shortened_to_what_a_certificate_can_hold(authority, plain):
    long = Signatory(3, "N" * 200, "", "K" * 200, "Menyetujui", AT)
    assert authority.sign(plain, long, "T1")


def test_the_provider_is_a_setting():
    assert isinstance(signer(), DemoAuthority)
    assert signer().label == "DEMO – bukan BSrE"


def test_a_signatory_has_a_canonical_form_without_numbers_of_this_installation():
    assert "person" not in BUDI.canonical()
    assert BUDI.canonical()["at"] == dt.datetime(2026, 1, 12, 2, tzinfo=dt.UTC)
