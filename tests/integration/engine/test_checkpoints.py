"""What a chain cannot prove about itself: a case gone with all its rows, a chain made anew."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from tests.engine_world import leave_at
from workflow_core.engine import checkpoints, engine
from workflow_core.engine.chain import verify


@pytest.fixture
def leaves(office):
    return [leave_at(office, "asked") for _number in range(3)]


@pytest.fixture
def checkpoint(leaves, tmp_path, capsys):
    file = tmp_path / "checkpoint"
    call_command("checkpoint_audit", str(file))
    assert "3 cases; sha256 " in capsys.readouterr().out
    return file


def erase(case):
    """As somebody with the database's password would."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM core_engine_workitem WHERE process_id = %s", [case.pk])
        cursor.execute(
            "DELETE FROM core_notify_notification WHERE event_id IN "
            "(SELECT id FROM core_engine_event WHERE case_id = %s)",
            [case.pk],
        )
        cursor.execute("DELETE FROM core_engine_event WHERE case_id = %s", [case.pk])
        cursor.execute("DELETE FROM toy_leave WHERE case_ptr_id = %s", [case.pk])
        cursor.execute("DELETE FROM core_engine_case WHERE id = %s", [case.pk])


def faults(checkpoint, capsys):
    with pytest.raises(CommandError):
        call_command("verify_audit", "--against", str(checkpoint))
    return capsys.readouterr().err


def test_what_goes_on_honestly_agrees_with_the_checkpoint(office, leaves, checkpoint):
    engine.perform(leaves[0], "grant", by=office.head)
    leave_at(office)

    call_command("verify_audit", "--against", str(checkpoint))


def test_a_case_erased_with_its_whole_history_is_missed(leaves, checkpoint, capsys):
    erase(leaves[1])

    assert list(verify()) == [], "the chains that are left are whole"
    assert f"case {leaves[1].pk}, event 0: the case is gone" in faults(checkpoint, capsys)


def test_a_chain_made_anew_is_noticed(office, leaves, checkpoint, capsys):
    last = leaves[2].events.last()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE core_engine_event SET hash = 'f' WHERE id = %s", [last.pk])
        cursor.execute("UPDATE core_engine_case SET head = 'f' WHERE id = %s", [leaves[2].pk])

    assert "the row is not the one of the checkpoint" in faults(checkpoint, capsys)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace(" 2 ", " 1 ", 1),
        lambda text: "".join(text.splitlines(keepends=True)[1:]),
        lambda text: "".join(text.splitlines(keepends=True)[:-1]),
        lambda text: text + "1 1 f\n",
        lambda text: "something else\n",
    ],
)
def test_a_checkpoint_that_was_touched_is_refused(checkpoint, damage):
    checkpoint.write_text(damage(checkpoint.read_text()))

    with pytest.raises(CommandError, match=r"checkpoint|lines|stands"):
        call_command("verify_audit", "--against", str(checkpoint))


def test_a_checkpoint_is_never_written_over_another(checkpoint):
    with pytest.raises(FileExistsError):
        call_command("checkpoint_audit", str(checkpoint))


def test_a_checkpoint_of_many_cases_is_compared_page_by_page(
    leaves, checkpoint, capsys, monkeypatch
):
    monkeypatch.setattr(checkpoints, "PAGE", 2)
    erase(leaves[2])

    assert f"case {leaves[2].pk}, event 0: the case is gone" in faults(checkpoint, capsys)
