# SPDX-License-Identifier: GPL-3.0-or-later
"""Evolution with gradient, and budgets. Usage: test-gradient.py FOOLED-CLI; prints TAP."""

import os

from program import NETWORK, last_object, run, run_json, run_tests



def evolve(*arguments, encoding="cppn"):
    return run_json("evolve", "--network", NETWORK, "--encoding", encoding, "--batch", "50", *arguments)


def test_budget(_folder):
    """The generation in which the budget is reached is the last one, whatever the method."""
    for encoding in ("cppn", "pixels"):
        result = evolve("--evaluations", "101", encoding=encoding)
        assert result["evaluations"] == 150 and result["generation"] == 3, result
        assert evolve("--evaluations", "101", "--generations", "2",
                      encoding=encoding)["generation"] == 2
    result = evolve("--evaluations", "1000", "--gradient", "0.5")
    assert 1000 <= result["evaluations"] < 1000 + 3 * 50, result
    # A gradient counts as three, any other child as one.
    more = result["evaluations"] - 50 * result["generation"]
    assert 7 < result["generation"] <= 20 and more > 0 and more % 2 == 0, result
    result = run_json("ascend", "--network", NETWORK, "--classes", "3,4", "--iterations", "100",
                      "--evaluations", "60")
    assert 8 <= result["iterations"] <= 10, result
    assert 60 <= result["evaluations"] < 68, result


def test_share(_folder):
    plain = evolve("--generations", "8")
    none = evolve("--generations", "8", "--gradient", "0")
    some = evolve("--generations", "8", "--gradient", "0.5")
    assert plain["encoding"] == none["encoding"] == "cppn"
    assert some["encoding"] == "cppn-gradient"
    assert plain["archive_sha256"] == none["archive_sha256"] != some["archive_sha256"]
    assert plain["evaluations"] == 400 < some["evaluations"], some


def test_tournament(folder):
    """Any champion may be a parent, or the newest of some; sessions keep which."""
    plain = evolve("--generations", "8")["archive_sha256"]
    assert evolve("--generations", "8", "--tournament", "1")["archive_sha256"] == plain
    path = os.path.join(folder, "run.fooled-session")
    base = ("--tournament", "4", "--generations")
    some = evolve(*base, "8")["archive_sha256"]
    assert some != plain
    evolve(*base, "5", "--session", path)
    assert evolve("--generations", "8", "--session", path)["archive_sha256"] == some
    _, err = run("evolve", "--network", NETWORK, "--encoding", "cppn", "--generations", "9",
                 "--session", path, "--tournament", "3", status=1)
    assert "--tournament" in err, err


def test_paper(_folder):
    """What is not given as in the paper."""
    def found(*settings):
        return run_json("evolve", "--network", NETWORK, "--encoding", "cppn", "--evaluations", "600",
                        *settings)["archive_sha256"]

    by_hand = found("--batch", "200", "--tournament", "1", "--parents", "uniform",
                    "--strengths", "1")
    assert found("--as-in-paper") == by_hand
    assert found() == found("--batch", "40", "--tournament", "1", "--strengths", "3") != by_hand
    assert found("--as-in-paper", "--strengths", "3") == found("--batch", "200") != by_hand


def test_parents(folder):
    """Whose children are bred, and how strongly: any threads, sessions that are broken off."""
    hashes = {evolve("--generations", "24")["archive_sha256"]}
    for choice in (("--parents", "recent"), ("--parents", "curious"), ("--strengths", "5"),
                   ("--parents", "curious", "--tournament", "2", "--gradient", "0.3")):
        rest = ("--generations", "24", *choice)
        found = {evolve(*rest, "--threads", threads)["archive_sha256"]
                 for threads in ("1", "2", "3")}
        assert len(found) == 1, (choice, found)
        path = os.path.join(folder, "-".join(choice).strip("-") + ".fooled-session")
        evolve("--generations", "15", *choice, "--session", path)
        again = choice if "--gradient" in choice else ()
        found.add(evolve("--generations", "24", *again, "--session", path)["archive_sha256"])
        assert len(found) == 1, (choice, found)
        hashes |= found
        for option, value in (("--parents", "uniform"), ("--strengths", "2")):
            if option in choice and "--gradient" not in choice:
                _, err = run("evolve", "--network", NETWORK, "--encoding", "cppn", "--session",
                             path, "--generations", "25", option, value, status=1)
                assert option in err, err
    assert len(hashes) == 5, hashes


def test_threads(_folder):
    hashes = {evolve("--evaluations", "2000", "--gradient", "0.7", "--threads",
                     threads)["archive_sha256"] for threads in ("1", "2", "3")}
    assert len(hashes) == 1, hashes


def test_session(folder):
    """Budgets and shares are kept, and a run goes on exactly."""
    path = os.path.join(folder, "run.fooled-session")
    base = ("--gradient", "0.5", "--session", path)
    first = evolve("--evaluations", "1000", *base)
    out, err = run("evolve", "--network", NETWORK, "--encoding", "cppn", "--json",
                   "--evaluations", "1000", *base)
    assert first["archive_sha256"] == last_object(out)["archive_sha256"]
    assert "nothing was added" in err, err
    further = evolve("--evaluations", "3000", *base)
    through = evolve("--evaluations", "3000", "--gradient", "0.5")
    assert further["archive_sha256"] == through["archive_sha256"]
    assert further["evaluations"] == through["evaluations"]
    for share in ("0", "0.25"):
        _, err = run("evolve", "--network", NETWORK, "--encoding", "cppn", "--batch", "50",
                     "--generations", "99", "--session", path, "--gradient", share, status=1)
        assert "--gradient" in err, err


def test_wrong_usage(_folder):
    base = ("evolve", "--network", NETWORK, "--encoding")
    for arguments, word in (
        (("cppn",), "--generations"),
        (("cppn", "--evaluations", "0"), "--evaluations"),
        (("cppn", "--evaluations", "many"), "--evaluations"),
        (("cppn", "--evaluations", "9", "--gradient", "1.5"), "--gradient"),
        (("cppn", "--evaluations", "9", "--gradient", "-0.5"), "--gradient"),
        (("cppn", "--evaluations", "9", "--tournament", "0"), "--tournament"),
        (("cppn", "--evaluations", "9", "--parents", "old"), "old"),
        (("cppn", "--evaluations", "9", "--strengths", "8"), "--strengths"),
        (("pixels", "--evaluations", "9", "--gradient", "0.5"), "--gradient"),
        (("cppn-gradient", "--evaluations", "9"), "cppn-gradient"),
    ):
        out, err = run(*base, *arguments, status=2)
        assert out == "" and word in err, (arguments, err)


run_tests(globals())
