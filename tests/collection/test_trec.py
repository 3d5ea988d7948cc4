"""Files in the formats of TREC."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.collection.trec import read_qrels, read_requests, read_run, write_qrels, write_requests, write_run

QRELS = {"q1": {"s1": 3, "s2": 1}, "q2": {"s1": 2}}
RUN = {"q1": ["s2", "s9", "s1"], "q2": ["s1"]}


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_what_is_written_is_read_again(tmp_path: Path, suffix: str) -> None:
    requests, qrels, run = (tmp_path / f"{name}{suffix}" for name in ("requests.tsv", "qrels", "run"))
    write_requests(requests, {"q1": "a historian, please", "q2": "£5 £5"})
    write_qrels(qrels, QRELS)
    write_run(run, RUN, "ours")
    assert read_requests(requests) == {"q1": "a historian, please", "q2": "£5 £5"}
    assert read_qrels(qrels) == QRELS
    assert read_run(run) == RUN


def test_lines_are_as_trec_eval_reads_them(tmp_path: Path) -> None:
    write_run(tmp_path / "run", {"q1": ["s2", "s1"]}, "ours")
    assert (tmp_path / "run").read_text() == "q1 Q0 s2 1 2 ours\nq1 Q0 s1 2 1 ours\n"
    write_qrels(tmp_path / "qrels", {"q1": {"s2": 3}})
    assert (tmp_path / "qrels").read_text() == "q1 0 s2 3\n"


def test_a_run_is_in_the_order_of_its_scores(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("q1 Q0 low 1 0.5 x\nq1 Q0 high 2 7.25 x\n")
    assert read_run(tmp_path / "run") == {"q1": ["high", "low"]}


def test_a_request_of_several_lines_is_one_line(tmp_path: Path) -> None:
    write_requests(tmp_path / "requests.tsv", {"q1": "an economist\n\tplease"})
    assert read_requests(tmp_path / "requests.tsv") == {"q1": "an economist please"}


@pytest.mark.parametrize(
    ("read", "line"),
    [
        (read_requests, "q1 no tab"),
        (read_qrels, "q1 0 s1"),
        (read_qrels, "q1 0 s1 good"),
        (read_run, "q1 Q0 s1 1 best x"),
        (read_run, "q1 Q0 s1 1"),
    ],
)
def test_a_line_of_another_kind_is_named(tmp_path: Path, read: object, line: str) -> None:
    (tmp_path / "file").write_text(f"\n{line}\n")
    assert callable(read)
    with pytest.raises(ValueError, match="file, line 2"):
        read(tmp_path / "file")
