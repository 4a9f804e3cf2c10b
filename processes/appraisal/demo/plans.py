"""Plans, reports and words for the demonstration; all invented."""

from decimal import Decimal

from ..models import Indicator, PlannedResult
from ..plan_draft import IndicatorDraft, PlanDraft, ResultDraft

TIME, QUALITY, QUANTITY = (
    Indicator.Aspect.TIME, Indicator.Aspect.QUALITY, Indicator.Aspect.QUANTITY
)  # fmt: skip


def band(text, low, high, unit, aspect=QUANTITY, *, lower_is_better=False):
    return IndicatorDraft(
        text=text,
        aspect=aspect,
        low=Decimal(low),
        high=Decimal(high),
        unit=unit,
        lower_is_better=lower_is_better,
    )


SERVICE = PlanDraft(
    results=(
        ResultDraft(
            text="Akta kelahiran terbit tepat waktu",
            supports="Layanan unit diterima masyarakat tanpa keluhan berulang",
            indicators=(
                band(
                    "Waktu terbit sejak berkas lengkap",
                    "1",
                    "2",
                    "hari kerja",
                    TIME,
                    lower_is_better=True,
                ),
                band("Akta tanpa salah tulis", "95", "98", "persen", QUALITY),
            ),
        ),
        ResultDraft(
            text="Pemohon memahami syarat sebelum datang",
            supports="Layanan unit diterima masyarakat tanpa keluhan berulang",
            indicators=(band("Berkas lengkap pada kedatangan pertama", "80", "90", "persen"),),
        ),
        ResultDraft(
            text="Arsip akta tahun 2010-2015 dapat dicari secara digital",
            main=False,
            indicators=(band("Berkas terpindai dan terindeks", "3000", "3500", "berkas"),),
        ),
    ),
    expectations={
        1: "Sapa pemohon lebih dulu dan jelaskan langkah berikutnya.",
        6: "Usulkan satu perbaikan tiap triwulan.",
    },
    resources_equipment="Satu pemindai dokumen.",
    resources_guidance="Pendampingan kepala bidang tiap dua minggu.",
    accountability="Rekap bulanan dengan bukti dari aplikasi layanan.",
    consequences="Diusulkan mengikuti pelatihan.",
    consequences_unmet="Pembagian tugas ditinjau.",
)

FINANCE = PlanDraft(
    results=(
        ResultDraft(
            text="Laporan keuangan bulanan tersedia untuk pimpinan",
            supports="Program unit terlaksana sesuai anggaran",
            indicators=(
                band(
                    "Tanggal laporan diterima pimpinan",
                    "5",
                    "8",
                    "hari kerja bulan berikutnya",
                    TIME,
                    lower_is_better=True,
                ),
            ),
        ),
        ResultDraft(
            text="Belanja sesuai dengan rencana kas",
            supports="Program unit terlaksana sesuai anggaran",
            indicators=(band("Penyerapan terhadap rencana kas", "90", "95", "persen"),),
        ),
    ),
    expectations={2: "Setiap pengeluaran dapat ditelusuri sampai buktinya."},
    resources_facilities="Akses penuh ke aplikasi penatausahaan.",
    accountability="Rekonsiliasi setiap akhir bulan.",
)

LEAD = PlanDraft(
    results=(
        ResultDraft(
            text="Layanan unit diterima masyarakat tanpa keluhan berulang",
            perspective=PlannedResult.Perspective.RECIPIENTS,
            supports="Reformasi birokrasi berdampak pada layanan",
            indicators=(
                band("Indeks kepuasan masyarakat", "82", "86", "nilai", QUALITY),
                band("Keluhan selesai dalam tiga hari kerja", "85", "92", "persen", TIME),
            ),
        ),
        ResultDraft(
            text="Pegawai unit mendapat umpan balik secara teratur",
            perspective=PlannedResult.Perspective.INTERNAL,
            supports="Reformasi birokrasi berdampak pada layanan",
            indicators=(band("Dialog kinerja per pegawai", "3", "4", "kali"),),
        ),
        ResultDraft(
            text="Program unit terlaksana sesuai anggaran",
            perspective=PlannedResult.Perspective.BUDGET,
            indicators=(band("Realisasi anggaran", "92", "96", "persen"),),
        ),
    ),
    expectations={7: "Libatkan unit lain sejak perencanaan."},
    resources_budget="Anggaran unit.",
    resources_staff="Dukungan sekretariat.",
    accountability="Rapat capaian setiap bulan.",
)

ORDINARY = (SERVICE, FINANCE)

DONE = (
    "Tercapai sepanjang periode; rekap bulanan terlampir.",
    "Tercapai, dengan satu bulan di bawah target karena gangguan jaringan.",
    "Melampaui target sejak bulan kedua.",
)
NOTES = (
    "Pertahankan ketelitian; unggah bukti tiap bulan.",
    "Kerja baik. Periode depan mohon libatkan rekan lain.",
    "Layanan lebih cepat dari target. Terima kasih.",
)

PAST = """NIP;TAHUN;SKEMA;NILAI SKP;NILAI PERILAKU;BOBOT;IDE BARU;NILAI AKHIR;PREDIKAT
{nip};2018;PP 46/2011;88;86;;;87,2;Baik
{nip};2020;PP 30/2019;108;105;70/30;tidak;107,1;Baik
{nip};2021;PP 30/2019;118;112;60/40;tidak;117;Sangat Baik
{nip};2023;PermenPANRB 6/2022;;;;;;Baik
"""
"""A file of earlier years, as HR would hand it in; the sum of 2021 does not fit."""
