"""Findings in the words: marked, named, and taken out."""

from coprod.participation.move import Hide, hide_words
from coprod.reading.found_words import everywhere, found, marked, merged


def finding(words: str, part: str, kind: str = "person_name") -> dict[str, object]:
    start = words.index(part)
    return {"kind": kind, "start": start, "end": start + len(part), "why": "It looks like one"}


def marks_in(words: str, *parts: str):
    return found(words, [finding(words, part) for part in parts])


def test_each_finding_is_marked_with_its_number():
    words = "Ann met Bo."
    assert marked(words, marks_in(words, "Bo", "Ann")) == (
        '<mark class="mark">Ann<sup>1</sup></mark> met <mark class="mark">Bo<sup>2</sup></mark>.'
    )


def test_words_are_escaped_inside_marks_and_out():
    words = "<i>Ann</i> & <b>Bo</b>"
    assert marked(words, marks_in(words, "<b>Bo")) == (
        '&lt;i&gt;Ann&lt;/i&gt; &amp; <mark class="mark">&lt;b&gt;Bo<sup>1</sup></mark>&lt;/b&gt;'
    )


def test_findings_that_overlap_are_one_mark_with_both_numbers():
    words = "at 1 Hill Road AB1 2CD now"
    html = marked(words, marks_in(words, "1 Hill Road AB1", "AB1 2CD"))
    assert html == 'at <mark class="mark">1 Hill Road AB1 2CD<sup>1 2</sup></mark> now'


def test_a_short_finding_inside_a_long_one():
    words = "the whole of it and more"
    assert marked(words, marks_in(words, "whole of it", "of")) == (
        'the <mark class="mark">whole of it<sup>1 2</sup></mark> and more'
    )


def test_findings_that_only_touch_stay_two():
    words = "AnnBo"
    assert marked(words, marks_in(words, "Ann", "Bo")).count("<mark") == 2


def test_a_concern_looks_different():
    words = "he hits me"
    assert 'class="mark mark--late"' in marked(words, found(words, [finding(words, "hits me", "concern")]))


def test_findings_outside_the_words_are_left_out():
    assert found("short", [{"kind": "phone", "start": 3, "end": 99, "why": ""}]) == []
    assert found("short", None) == []


def test_no_text_is_lost_or_doubled_by_marks():
    words = "a b c d e f"
    html = marked(words, marks_in(words, "b c", "c d", "f"))
    assert html.striptags().replace(" ", "") == "abcd12ef3"


def test_every_place_where_a_line_stands():
    assert everywhere("Jo and Jo and Joe", "Jo", "name") == [
        Hide(0, 2, "name"),
        Hide(7, 9, "name"),
        Hide(14, 16, "name"),
    ]
    assert everywhere("aaa", "aa", "words") == [Hide(0, 2, "words")]


def test_stretches_that_overlap_are_hidden_as_one():
    words = "Call Ann Bee on 1"
    hides = [Hide(5, 8, "first name"), Hide(5, 12, "name"), Hide(16, 17, "number")]
    assert hide_words(words, merged(hides)) == "Call [name removed] on [number removed]"
