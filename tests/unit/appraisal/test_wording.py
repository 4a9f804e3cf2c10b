"""Hints on wording: what is absolute, what is an activity, and what is neither."""

import pytest

from processes.appraisal.wording import (
    absolute_word,
    activity_word,
    hints_on_result,
    hints_on_target,
)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Pemrosesan klaim selalu tepat waktu", "selalu"),
        ("Semua pemrosesan klaim cepat", "Semua"),
        ("Berkas tidak  pernah terlambat", "tidak pernah"),
        ("Setiap pemohon dilayani", "Setiap"),
        ("Laporan terbit setiap bulan", ""),
        ("Persemuaan dan seselalu", ""),
        ("80–90% berkas selesai tepat waktu", ""),
        ("Semua pasien bebas cedera", ""),
        ("Tidak pernah ada kerugian negara", ""),
        ("", ""),
    ],
)
def test_absolute_words_are_noticed_unless_life_or_great_loss_is_at_stake(text, word):
    assert absolute_word(text) == word


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Menyusun laporan keuangan", "Menyusun"),
        ("1. mengikuti rapat", "mengikuti"),
        ("Laporan keuangan disusun tepat waktu", ""),
        ("Menyusunkan sesuatu", ""),
        ("", ""),
    ],
)
def test_a_result_that_begins_as_an_activity_is_noticed(text, word):
    assert activity_word(text) == word


def test_a_result_may_get_both_hints_and_a_target_only_one():
    assert len(hints_on_result("Melakukan semua pelayanan")) == 2
    assert len(hints_on_target("Melakukan", "semua pelayanan")) == 1
    assert hints_on_result("Akta terbit dalam satu hari") == []
