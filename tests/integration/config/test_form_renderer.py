"""Every form of the application, libraries' included, through our own templates."""

import re

from django import forms

from config.gallery import SampleForm


def test_a_field_ties_label_hint_and_error_to_its_input():
    page = str(SampleForm({"measure": ""}))

    assert '<label for="id_measure">' in page
    described = re.search(r'<input[^>]*name="measure"[^>]*>', page).group()
    assert 'aria-describedby="id_measure_helptext id_measure_error"' in described
    assert 'aria-invalid="true"' in described
    assert 'id="id_measure_helptext"' in page
    assert 'id="id_measure_error"' in page


def test_the_summary_leads_to_every_faulty_field_and_takes_the_focus():
    page = str(SampleForm({"unit": "hari"}))

    assert re.search(r'class="summary" role="alert" tabindex="-1" autofocus', page)
    assert 'href="#id_measure"' in page
    assert 'href="#id_direction_0"' in page
    assert "Formulir ini belum dapat dikirim." in page


def test_a_form_without_errors_has_no_summary():
    assert "summary" not in str(SampleForm())


def test_only_what_may_be_left_out_is_marked():
    page = str(SampleForm())

    assert page.count('class="optional"') == 3


def test_a_form_may_leave_the_mark_out():
    class Search(forms.Form):
        mark_optional = False
        q = forms.CharField(required=False)

    assert "optional" not in str(Search())


def test_choices_are_a_group_with_a_legend():
    page = str(SampleForm())

    assert re.search(r"<fieldset[^>]*>\s*<legend>Arah", page)
    assert page.count('class="option"') == 5
