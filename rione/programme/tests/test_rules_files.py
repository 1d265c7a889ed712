import pytest

from rione.programme.rules.files import MAX_FILE_BYTES, MAX_SCALAR, parse_file


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"a: &x 1\nb: *x", 1, "anchor or alias"),
        (b"a: 1\nb: *x", 2, "anchor or alias"),
        (b"a: 1\na: 2", 2, "stands twice"),
        (b"a: !!int 3", 1, "tag"),
        (b"a: !!python/object:os.system x", 1, "tag"),
        (b"a: 1\n<<: {b: 2}", 2, "merge key"),
        (b"? [a]\n: b", 1, "not plain text"),
        (b"a: 1\n---\nb: 2", 2, "second YAML document"),
        (b"a: 1\nb: [", 3, "not YAML"),
        (b"a: 1\nb: \xe8", 2, "not UTF-8"),
        ("a: 1".encode("utf-16"), 1, "UTF-16"),
        (b"a: 1\nb: \x00", 2, "U+0000"),
        (b'a: 1\nb: "\\0"', 2, "U+0000"),
        (b'a: 1\nb: "\\u202Egpj"', 2, "U+202E"),
        ("a: 1\nb: \u2066x".encode(), 2, "U+2066"),
        (b"a: 1\nb: " + b"[" * 20 + b"]" * 20, 2, "nested too deeply"),
        (b"a: " + b"x" * (MAX_SCALAR + 1), 1, "longer than"),
        (b"a: " + b"x" * MAX_FILE_BYTES, 0, "larger than"),
    ],
)
def test_parse__what_is_refused__is_named_with_its_line(
    content: bytes, line: int, message: str
) -> None:
    (problem, *_) = parse_file("x.yaml", content).problems
    assert message in problem.message
    assert problem.line == line
    assert problem.remedy


def test_parse__scalars__stay_the_text_that_stands_there() -> None:
    content = b"\xef\xbb\xbfa: 1.000\r\nb: no\r\nc: 2022-01-31\r\nd: ~\r\ne:\r\nf: 0x10\r\n"
    parsed = parse_file("x.yaml", content)
    assert not parsed.problems
    assert parsed.data == {
        "a": "1.000",
        "b": "no",
        "c": "2022-01-31",
        "d": "~",
        "e": "",
        "f": "0x10",
    }
    assert parsed.line(("c",)) == 3
    assert parsed.line(("c", "unheard", 0)) == 3


def test_parse__accents_in_either_form__are_the_same_text() -> None:
    one, other = (parse_file("x", f"a: citt{form}".encode()).data for form in ("à", "a\u0300"))
    assert one == other
