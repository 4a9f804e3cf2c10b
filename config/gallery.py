"""Every component on one page, with invented content, for those who write templates."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


class SampleForm(forms.Form):
    """One field of every kind; posted empty it shows its errors."""

    measure = forms.CharField(
        label="Ukuran keberhasilan", help_text="Misalnya: waktu terbit akta.", max_length=60
    )
    unit = forms.CharField(label="Satuan", required=False)
    target = forms.DecimalField(label="Sampai", min_value=1)
    aspect = forms.ChoiceField(label="Aspek", choices=[("", "Pilih"), ("time", "Waktu")])
    direction = forms.ChoiceField(
        label="Arah",
        choices=[("up", "Makin besar makin baik"), ("down", "Makin kecil makin baik")],
        widget=forms.RadioSelect,
    )
    values = forms.MultipleChoiceField(
        label="Perilaku",
        choices=[("1", "Berorientasi pelayanan"), ("2", "Akuntabel")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    due = forms.DateField(label="Batas", widget=forms.DateInput(attrs={"type": "date"}))
    remark = forms.CharField(label="Catatan", widget=forms.Textarea(attrs={"rows": 3}))
    evidence = forms.FileField(label="Bukti", required=False)
    sure = forms.BooleanField(label="Saya sudah memeriksa isinya")

    def clean(self) -> dict[str, object]:
        if self.errors:
            raise forms.ValidationError("Formulir ini belum dapat dikirim.")
        return self.cleaned_data


@dataclass(frozen=True)
class Step:
    label: str
    note: str
    step: str


@dataclass(frozen=True)
class Entry:
    at: dt.datetime
    text: str
    remark: str = ""


STEPS = [
    Step("Menyusun", "12 Jan", "done"),
    Step("Ditetapkan", "20 Jan", "done"),
    Step("Laporan", "2 Okt", "done"),
    Step("Tanggapan Anda", "sampai 30 Okt", "here"),
    Step("Disahkan", "", "coming"),
    Step("Ditutup", "", "coming"),
]


def gallery(request: HttpRequest) -> HttpResponse:
    """All components, and the same form untouched and with errors."""
    now = timezone.now()
    return render(
        request,
        "gallery.html",
        {
            "form": SampleForm(),
            "bad_form": SampleForm({"unit": "hari", "target": "0"}, auto_id="bad_%s"),
            "steps": STEPS,
            "entries": [
                Entry(now, "Anda membuka dan menerima dokumen."),
                Entry(now - dt.timedelta(days=4), "Rina Marpaung menilai.", "Mohon dilengkapi."),
                Entry(now - dt.timedelta(days=9), "Anda mengirim laporan dengan 6 bukti."),
            ],
            "facts": [("Menunggu", "Anda"), ("Sejak", "12 Oktober"), ("Batas", "30 Oktober 2026")],
            "columns": ["Nama", "NIP", "Keadaan", "Batas"],
            "rows": [
                ("Siti Rahmawati", "19860926 201505 2 001", "Menunggu penilaian", "30 Oktober"),
                ("Andi Pratama", "19900112 201801 1 004", "Menunggu laporan", "2 November"),
            ],
            "page": Paginator(range(300), 20).page(2),
        },
    )
