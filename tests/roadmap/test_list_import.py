"""What the roadmap did not take of a list comes back as it stood in the file, among the rows that could not be read."""

from __future__ import annotations

from pathlib import Path

from marketkit.errors import Fault
from marketkit.roadmap.import_plan import ImportPlan
from marketkit.roadmap.imported import RefusedRow
from marketkit.roadmap.importing_services import Imported, Incoming
from marketkit.roadmap.importing_services import RefusedRow as NotTaken
from marketkit.roadmap.list_import import ListImport, refused_late
from marketkit.roadmap.mapping import ColumnMapping, Source
from marketkit.roadmap.plan import Plan
from marketkit.roadmap.refused import PlanFault
from marketkit.said import say

COLUMNS = ColumnMapping(list_name="plan", key=("ID",), fields={"title": Source(columns=("Title",))})


def test_rows_refused_late_are_among_those_to_be_corrected(tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("ID;Title\nA1;Alarms\nA2;Beds\nA3;Care\n")
    fault = PlanFault("title", say("a later version of this entry is published already"))
    late = NotTaken(Incoming(plan=Plan(title="Care"), source_list="plan", source_key="A3", row=4), (fault,))
    unread = RefusedRow(number=3, cells=("A2", "Beds"), faults=(Fault("cannot be read", column="Title"),))
    found = ListImport("plan", ("ID", "Title"), ImportPlan((), (), (unread,)), (), ())

    rows = refused_late(Imported(refused=[late]), file, COLUMNS)

    assert [(row.number, row.cells) for row in rows] == [(4, ("A3", "Care"))]
    assert found.refused_table(rows).decode("utf-8-sig").splitlines() == [
        "what is wrong;ID;Title",
        "Title: cannot be read;A2;Beds",
        "title: a later version of this entry is published already;A3;Care",
    ]
    assert refused_late(None, file, COLUMNS) == refused_late(Imported(), file, COLUMNS) == []
