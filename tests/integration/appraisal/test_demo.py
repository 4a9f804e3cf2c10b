"""The demonstration: every state, told once, by real moves; and its people can come in."""

from io import StringIO

from django.core.management import call_command
from django.test import Client, TestCase

from processes.appraisal.demo.story import CODE, PASSWORD, ROLES, accounts, tell
from processes.appraisal.models import Appraisal, Rating
from processes.appraisal.state import State
from workflow_core.engine import deadlines
from workflow_core.engine.chain import verify
from workflow_core.engine.models import Event, WorkItem
from workflow_core.engine.registry import definition_of
from workflow_core.people.models import Person


class TheDemonstration(TestCase):
    """Told once for all of these."""

    @classmethod
    def setUpTestData(cls):
        printed = StringIO()
        call_command("seed_demo", stdout=printed)
        cls.printed = printed.getvalue().splitlines()

    def test_shows_every_state(self):
        assert set(Appraisal.objects.values_list("state", flat=True)) == set(State.values)

    def test_leaves_a_whole_history_and_one_desk_for_each_open_case(self):
        assert list(verify()) == []
        waiting = Appraisal.objects.filter(finished=None)
        items = WorkItem.objects.filter(finished=None, process__in=waiting)
        assert items.count() == waiting.count()

    def test_every_due_date_follows_again_from_the_rows_alone(self):
        assert deadlines.reckon(definition_of(Appraisal), Appraisal.objects.all()) == 0

    def test_is_told_only_once(self):
        events = Event.objects.count()
        assert tell() is False
        assert Event.objects.count() == events

    def test_prints_every_account_with_its_password(self):
        said = [f"account: {one.role} {one.username} {PASSWORD}" for one in accounts()]
        assert self.printed == ["Demonstration built.", *said]

    def test_prints_the_accounts_again_without_building_anything(self):
        again = StringIO()
        call_command("seed_demo", stdout=again)
        assert again.getvalue().splitlines() == self.printed[1:]

    def test_lets_everybody_sign_in_through_the_page(self):
        for one in accounts():
            client = Client()
            client.post("/accounts/login/", {"login": one.username, "password": PASSWORD})
            assert client.session.get("_auth_user_id") == str(
                Person.objects.get(username=one.username).pk
            ), one

    def test_leaves_nobody_to_judge_his_own_case(self):
        for rating in Rating.objects.select_related("appraisal"):
            assert rating.by_id != rating.appraisal.subject_id

    def test_gives_the_writer_of_the_list_a_plan_to_write(self):
        (writer,) = [one.username for one in accounts() if one.role == "writer"]
        person = Person.objects.get(username=writer)
        assert Appraisal.objects.filter(subject=person, state=State.DRAFTING).count() == 1

    def test_gives_the_employee_of_the_list_a_rating_to_answer(self):
        employee = Person.objects.get(username=ROLES["employee"], institution__code=CODE)
        mine = Appraisal.objects.filter(subject=employee)
        assert mine.filter(state=State.RECEIVED).count() == 1
