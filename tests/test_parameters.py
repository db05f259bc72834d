"""The parameters: what each accepts, and the one line that a wrong one is answered with."""

import datetime as dt
import math
from pathlib import Path

import pytest

from ceasefire.errors import PackageError, ParameterError, UserError
from ceasefire.package import open_package
from ceasefire.parameters import ACCEPTED, Parameters, read_parameters, require_ids
from ceasefire.study import begin, open_study

NO_DAYS = [
    "2019-02-29",  # no leap year
    "2018-11-31",
    "2018-13-01",
    "2018-00-10",
    "20181130",  # ISO 8601 too, but not how the book writes a day
    "2018-W48-5",
    "2018-334",
    "2018-11",
    "2018",
    "18-11-30",
    "30.11.2018",
    "2018-11-30T00:00",
    " 2018-11-30",
    "2018-11-30\n",
    "٢٠١٨-١١-٣٠",
    "yesterday",
    "[2018-11-25..2018-11-27]",
    2018,
    20181130,
    2018.5,
    True,
    None,
    ["2018-11-30"],
    dt.date(2018, 11, 30),
    dt.datetime(2018, 11, 30, 12, 0),
]
WRONG = [
    *(("as_of", value) for value in NO_DAYS),
    ("start", "2019-02-29"),
    ("end", "2018-11-31"),
    ("end", 2018),
    ("corpus", "Seed"),
    ("corpus", "seeds"),
    ("corpus", ""),
    ("corpus", "wider"),
    ("corpus", 1),
    ("corpus", None),
    ("viewpoint", 3),
    ("viewpoint", None),
    ("viewpoint", ["turkey"]),
    ("agreements", ["sochi-2018", "moscow-2020"]),
    ("agreements", ("sochi-2018",)),
    ("agreements", 2018),
    ("agreements", None),
    ("data_dir", 5),
    ("data_dir", None),
    ("data_dir", Path("data")),
    ("grace_days", "7"),
    ("grace_days", ""),
    ("grace_days", 7.0),
    ("grace_days", 7.5),
    ("grace_days", math.nan),
    ("grace_days", -1),
    ("grace_days", 3661),
    ("grace_days", 10**30),
    ("grace_days", True),
    ("grace_days", None),
    ("grace_days", [7]),
]


def one_line(call, *values, **names) -> str:
    """The message of the mistake that a call raises, which is one line."""
    with pytest.raises(UserError) as caught:
        call(*values, **names)
    message = str(caught.value)
    assert message and "\n" not in message
    # What IPython prints in the place of a traceback.
    assert caught.value._render_traceback_() == [f"{type(caught.value).__name__}: {message}"]
    return message


@pytest.fixture(scope="module", autouse=True)
def cleaned_once():
    """The project's data are cleaned once for all tests of this file."""
    import notebook_runs

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ceasefire.study.clean", notebook_runs.cleaned_once)
        yield


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_value_is_one_line_that_names_it(name, value):
    message = one_line(read_parameters, {name: value})
    assert f"parameter {name!r}" in message
    assert f"found {value!r}" in message
    assert message.endswith(f"accepted: {ACCEPTED[name]}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("as_of", ""),
        ("as_of", "2020-02-29"),  # a leap year
        ("as_of", "2000-02-29"),
        ("as_of", "2018-11-30"),
        ("start", "1970-01-01"),
        ("end", "9999-12-31"),
        ("corpus", "all"),
        ("viewpoint", "turkey"),
        ("agreements", "sochi-2018"),
        ("grace_days", 0),
        ("grace_days", 3660),
    ],
)
def test_a_right_value_is_taken_as_it_is(name, value):
    assert getattr(read_parameters({name: value}), name) == value


def test_defaults_are_the_five_reports_as_known_last_by_everyone():
    assert read_parameters({}) == Parameters()
    assert Parameters().model_dump() == {
        "data_dir": "", "corpus": "seed", "as_of": "", "start": "", "end": "", "agreements": "",
        "viewpoint": "everyone", "grace_days": 0,
    }  # fmt: skip
    assert set(ACCEPTED) == set(Parameters.model_fields)


@pytest.mark.parametrize(
    ("name", "meant"),
    [("asof", "as_of"), ("as-of", "as_of"), ("viewpoints", "viewpoint"),
     ("grace_day", "grace_days"), ("agreement", "agreements")],
)  # fmt: skip
def test_an_unknown_name_is_told_with_the_one_it_resembles(name, meant):
    message = one_line(read_parameters, {name: "2018-11-30"})
    assert f"parameter {name!r} is unknown; did you mean {meant!r}?" in message
    assert message.endswith(f"accepted: {', '.join(ACCEPTED)}")


def test_an_unknown_name_that_resembles_none_gets_no_guess():
    message = one_line(read_parameters, {"zzz": 1})
    assert "parameter 'zzz' is unknown; accepted: data_dir" in message


@pytest.mark.parametrize(
    ("start", "end", "right"),
    [("2018-10-15", "2018-10-15", True), ("2018-10-15", "2018-10-14", False),
     ("2019-01-01", "2018-12-31", False), ("2018-10-15", "", True), ("", "2018-10-15", True)],
)  # fmt: skip
def test_a_period_ends_no_earlier_than_it_starts(start, end, right):
    given = {"start": start, "end": end}
    if right:
        days = tuple(dt.date.fromisoformat(d) if d else None for d in (start, end))
        assert read_parameters(given).window == days
        return
    message = one_line(read_parameters, given)
    for word in ("'start'", "'end'", repr(start), repr(end), "accepted: "):
        assert word in message


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("", ()),
        ("sochi-2018", ("sochi-2018",)),
        ("sochi-2018,moscow-2020", ("sochi-2018", "moscow-2020")),
        (" sochi-2018 ,\tmoscow-2020 ", ("sochi-2018", "moscow-2020")),
        ("sochi-2018,,moscow-2020,", ("sochi-2018", "moscow-2020")),
        (" , ", ()),
        ("sochi-2018,sochi-2018", ("sochi-2018",)),  # else a page says "only Sochi and Sochi"
    ],
)
def test_a_list_is_separated_by_commas(text, ids):
    assert read_parameters({"agreements": text}).agreement_ids == ids


def test_dates_become_days():
    assert read_parameters({"as_of": "2018-11-30"}).knowledge_date == dt.date(2018, 11, 30)
    assert read_parameters({}).knowledge_date is None
    assert read_parameters({}).window == (None, None)


@pytest.mark.parametrize(
    ("given", "name", "value", "meant"),
    [
        ({"viewpoint": "turky"}, "viewpoint", "turky", "turkey"),
        ({"viewpoint": "Everyone"}, "viewpoint", "Everyone", "everyone"),
        ({"viewpoint": ""}, "viewpoint", "", ""),
        ({"agreements": "sochi"}, "agreements", "sochi", "sochi-2018"),
        ({"agreements": "moscow-2020,sochi-2019"}, "agreements", "sochi-2019", "sochi-2018"),
        ({"agreements": "sochi-2018;moscow-2020"}, "agreements", "sochi-2018;moscow-2020", ""),
    ],
)
def test_an_id_that_the_data_does_not_hold_is_one_line(given, name, value, meant):
    message = one_line(open_study, read_parameters(given))
    assert f"parameter {name!r}: found {value!r}, which the data does not hold" in message
    assert not meant or f"did you mean {meant!r}?" in message
    table, key = {"viewpoint": ("viewpoints", "viewpoint_id"),
                  "agreements": ("agreements", "agreement_id")}[name]  # fmt: skip
    held = open_package().tables[table][key]
    assert message.endswith(f"accepted: {', '.join(sorted(held))}")


def test_ids_that_the_data_holds_pass():
    require_ids("viewpoint", ["turkey"], {"turkey", "russia"})
    require_ids("agreements", [], {"sochi-2018"})


@pytest.mark.parametrize("folder", ["nowhere", "~nobody-of-this-name/data", "/dev/null"])
def test_a_folder_that_is_no_package_is_one_line(folder):
    message = one_line(begin, {"data_dir": folder})
    assert "data_dir" in message and "datapackage.yaml" in message
    assert folder in message


def test_a_folder_without_a_declaration_is_one_line(tmp_path):
    message = one_line(begin, {"data_dir": str(tmp_path)})
    assert str(tmp_path) in message and "datapackage.yaml" in message


def test_begin_sees_every_plain_name_that_papermill_can_inject():
    for value in ("2018-11-30", 7, 1.5, True, None, [1], {"a": 1}):
        message = one_line(begin, {"as_of": "", "vewpoint": value})
        assert "parameter 'vewpoint' is unknown; did you mean 'viewpoint'?" in message


def test_begin_takes_what_was_injected():
    study = begin({"as_of": "2018-11-30", "viewpoint": "turkey", "grace_days": 7})
    assert study.parameters == Parameters(as_of="2018-11-30", viewpoint="turkey", grace_days=7)
    assert study.record.as_of == dt.date(2018, 11, 30)
    assert set(study.record.sources["source_id"]) == {"aljazeera-2018-09", "sol-2018-11"}


def test_begin_passes_over_what_ipython_and_imports_put_there():
    names = {
        "__name__": "__main__", "_": "x", "_i1": "x", "_dh": [], "In": [""], "Out": {},
        "exit": object(), "get_ipython": begin, "math": math, "begin": begin, "as_of": "",
    }  # fmt: skip
    assert begin(names).parameters == Parameters()


@pytest.mark.parametrize(
    ("name", "value"),
    [("agreements", ("sochi-2018",)), ("data_dir", Path("elsewhere")), ("corpus", {"seed"}),
     ("grace_days", math)],
)  # fmt: skip
def test_begin_never_passes_over_a_parameter_of_a_wrong_type(name, value):
    # A person may type any value into the cell; one that is ignored would answer another question.
    assert f"parameter {name!r}: found" in one_line(begin, {name: value})


def test_a_day_before_the_first_report_knows_nothing_and_is_no_mistake():
    record = begin({"as_of": "2017-01-01"}).record
    assert record.sources.empty and record.facts("commitments").empty


def test_messages_are_of_the_kind_that_the_shell_turns_into_a_line():
    assert issubclass(ParameterError, UserError) and issubclass(PackageError, UserError)
