"""The forms' own words. Official wording, which no translation changes.

PermenPANRB 6/2022, Lampiran: forms A.1.6 to A.1.8, B.1.2, C.1.1, C.1.3, D.1.1 to D.1.3.
"""

ASPECTS = {"quantity": "Kuantitas", "quality": "Kualitas", "time": "Waktu", "cost": "Biaya"}
LEVELS = {
    "above": "DI ATAS EKSPEKTASI",
    "meets": "SESUAI EKSPEKTASI",
    "below": "DI BAWAH EKSPEKTASI",
}
PREDICATES = {
    "very_good": "SANGAT BAIK",
    "good": "BAIK",
    "needs_improvement": "BUTUH PERBAIKAN",
    "poor": "KURANG (MISCONDUCT)",
    "very_poor": "SANGAT KURANG",
}
ORGANISATION = {
    "outstanding": "ISTIMEWA",
    "good": "BAIK",
    "needs_improvement": "BUTUH PERBAIKAN",
    "poor": "KURANG",
    "very_poor": "SANGAT KURANG",
}
CURVE = ["Sangat Kurang", "Kurang/ Misconduct", "Butuh Perbaikan", "Baik", "Sangat Baik"]
"""The axis of the curve, from left to right (Lampiran V.B.2, p. 94-96)."""
PEAKS = {"outstanding": 4, "good": 3, "needs_improvement": 2, "poor": 1, "very_poor": 0}
"""Where each curve has its top: the predicate that most are ideally given."""

EMPLOYEE = "Pegawai yang Dinilai"
RATER = "Pejabat Penilai Kinerja"
SUPERIOR = "Atasan Pejabat Penilai Kinerja"
EMPLOYEE_ALONE = "Pegawai"

PURPOSES = {
    "propose": "Menyetujui Sasaran Kinerja Pegawai",
    "set_plan": "Menetapkan Sasaran Kinerja Pegawai",
    "report": "Menyampaikan pendokumentasian kinerja",
    "rate": "Menetapkan hasil evaluasi kinerja",
    "rate_as_superior": "Menetapkan hasil evaluasi kinerja",
    "accept": "Menandatangani dokumen evaluasi kinerja",
    "withdraw_objection": "Menandatangani dokumen evaluasi kinerja",
    "uphold": "Memutuskan keberatan",
    "change_result": "Memutuskan keberatan",
    "sign_decision": "Menandatangani keputusan atas keberatan",
}
OUTCOMES = {"upheld": "Hasil evaluasi dikuatkan.", "changed": "Hasil evaluasi diubah."}
STATEMENTS = {
    "explanation": "Penjelasan",
    "hearing": "Catatan pemeriksaan",
    "silence": "Tidak ada penjelasan sampai batas waktu",
}
QUARTERS = {1: "TRIWULAN I", 4: "TRIWULAN II", 7: "TRIWULAN III", 10: "TRIWULAN IV"}
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
RANKS = {
    "I/a": "Juru Muda",
    "I/b": "Juru Muda Tingkat I",
    "I/c": "Juru",
    "I/d": "Juru Tingkat I",
    "II/a": "Pengatur Muda",
    "II/b": "Pengatur Muda Tingkat I",
    "II/c": "Pengatur",
    "II/d": "Pengatur Tingkat I",
    "III/a": "Penata Muda",
    "III/b": "Penata Muda Tingkat I",
    "III/c": "Penata",
    "III/d": "Penata Tingkat I",
    "IV/a": "Pembina",
    "IV/b": "Pembina Tingkat I",
    "IV/c": "Pembina Utama Muda",
    "IV/d": "Pembina Utama Madya",
    "IV/e": "Pembina Utama",
}
ZONES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}


def rank(grade: str) -> str:
    """The grade with the name of its rank: “Penata Muda (III/a)”; a PPPK's grade stands alone."""
    name = RANKS.get(grade)
    return f"{name} ({grade})" if name else grade
