"""Agreement of two readers: shares and kappas worked out by hand."""

import pytest
from packages import add, small_package

from ceasefire.clean.tables import clean
from ceasefire.measures import agreement
from ceasefire.measures.knowledge import known
from ceasefire.package import open_package
from ceasefire.study import opened
from ceasefire.words import sources as words


def record(folder, corpus="all"):
    return known(clean(open_package(folder)), corpus)


@pytest.fixture
def folder(tmp_path):
    return small_package(tmp_path / "data")


def read_twice(folder, *labels):
    for n, (first, second) in enumerate(labels):
        add(folder, "readers", f"E{n:03}", first, second)


def test_kappa_by_hand():
    # Ten rows: agreed on 7. By chance 0.6 * 0.5 + 0.4 * 0.5 = 0.5. (0.7 - 0.5) / 0.5 = 0.4.
    first = ["yes"] * 6 + ["no"] * 4
    second = ["yes"] * 4 + ["no"] * 2 + ["no"] * 3 + ["yes"]
    assert agreement.kappa(first, second) == pytest.approx(0.4)
    assert agreement.kappa(["yes", "no"], ["no", "yes"]) == pytest.approx(-1)
    assert agreement.kappa(["yes", "yes"], ["yes", "yes"]) is None, "chance alone gives as much"
    assert agreement.kappa([], []) is None


def test_the_common_scale_folds_finer_labels_and_leaves_out_those_without_counterpart(folder):
    read_twice(
        folder,
        ("met", "met"), ("met", "met_late"), ("missed", "reversed"), ("missed", "met"),
        ("missed", "no_outcome"), ("partly", "accuses_other"),
    )  # fmt: skip
    found = agreement.readers(record(folder)).set_index("scale")
    assert found[["rows", "agreed"]].values.tolist() == [[6, 1], [4, 3]]
    # Full: observed 1/6; by chance met alone is used by both, 2/6 * 2/6. (1/6 - 1/9) / (8/9).
    assert found["kappa"]["full"] == pytest.approx(1 / 16)
    # Common: observed 3/4; by chance 2/4 * 3/4 + 2/4 * 1/4 = 1/2.
    assert found["kappa"]["common"] == pytest.approx(1 / 2)
    said = words.readers_said(agreement.readers(record(folder)))
    assert "on three of four rows (75%, Cohen’s kappa 0.50)" in said


def test_without_rows_read_twice_nothing_is_said(folder):
    assert words.readers_said(agreement.readers(record(folder))) == ""
    read_twice(folder, ("met", "met"))
    assert agreement.readers(record(folder, "seed")).empty


def test_rows_all_left_out_of_the_common_scale_leave_the_full_one(folder):
    read_twice(folder, ("met", "no_outcome"), ("missed", "accuses_other"))
    said = words.readers_said(agreement.readers(record(folder)))
    assert "same label to none of two rows" in said
    assert "that both had" not in said


def test_of_the_wider_record():
    found = agreement.readers(known(opened(), "all")).set_index("scale")
    assert found[["rows", "agreed"]].values.tolist() == [[170, 107], [142, 116]]
    assert found["kappa"].round(2).tolist() == [0.56, 0.77]
