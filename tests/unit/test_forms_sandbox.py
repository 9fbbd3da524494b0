"""A template is input: it reaches the record's values only; values are text whatever they hold."""

import io
import zipfile
from dataclasses import replace

import pytest

from app.documents.forms.registry import FORMS, docx_of, unknown_placeholders
from app.documents.forms.sandbox import TemplateFault
from app.documents.forms.template import FormTemplate
from app.documents.forms.values import Training, Work
from tests.support.papers import RESUME, lines_of, tables_of

FORM = FORMS["form_3a"]
TITLE = "TIỂU SỬ TÓM TẮT"

HOSTILE = [
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ cycler.__init__ }}",
    "{{ lipsum }}",
    "{{ namespace }}",
    "{{ self }}",
    "{{ self.__init__.__globals__ }}",
    "{{ full_name.__class__.__mro__ }}",
    "{{ full_name['__class__'] }}",
    "{{ full_name.upper() }}",
    "{{ full_name.upper }}",
    "{{ full_name|attr('__class__') }}",
    "{{ full_name|format(1) }}",
    "{{ full_name|safe }}",
    "{{ full_name|upper|map('x') }}",
    "{{ works.append(1) }}",
    "{{ works.append }}",
    "{{ works }}",
    "{{ works[0] }}",
    "{{ works[0:1] }}",
    "{{ works[0].items() }}",
    "{{ works[0].keys }}",
    "{{ works|join }}",
    "{{ range(1000000000) }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 9 ** 999999999 }}",
    "{{ 7 / 0 }}",
    "{{ full_name is defined }}",
    "{% set x = 1 %}",
    "{% macro m() %}{% endmacro %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'base' %}",
    "{% for a in works %}{{ loop }}{% endfor %}",
    "{% for a in works %}{{ loop.__class__ }}{% endfor %}",
    "{% for a in works %}{{ loop._iterable }}{% endfor %}",
    "{% for a in works %}{{ loop.cycle('a') }}{% endfor %}",
    "{% for a in works %}{% for b in works %}{% for c in works %}{% for d in works %}{% endfor %}"
    "{% endfor %}{% endfor %}{% endfor %}",
    "{{ unclosed",
    "{% if full_name %}",
    "{{ unknown_name }}",
    "{{ works[7].period }}",
]


@pytest.mark.parametrize("expression", HOSTILE)
def test_a_hostile_template_fails_closed(expression: str) -> None:
    with pytest.raises(TemplateFault):
        docx_of(FORM, RESUME, _with_title(expression))


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("{{ full_name|upper }}", "THẠCH THỊ SA RƯƠN"),
        ("{{ other_name or 'không có' }}", "Thạch Thị Út"),
        ("{{ identity_number if identity_number else '…' }}", "092175001234"),
        ("{{ works[1].period }}", "01/2010 - nay"),
        (
            "{% for w in works %}{{ loop.index }}.{{ w.period }} {% endfor %}",
            "1.09/1998 - 12/2009 2.01/2010 - nay",
        ),
        ("{{ full_name ~ ', ' ~ sex }}", "Thạch Thị Sa Rươn, Nữ"),
    ],
)
def test_what_a_template_may_do(expression: str, printed: str) -> None:
    assert printed in lines_of(docx_of(FORM, RESUME, _with_title(expression)))


def test_a_placeholder_that_word_split_over_runs_is_read() -> None:
    split = "{{ full_</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>name }}"
    assert "Thạch Thị Sa Rươn" in lines_of(docx_of(FORM, RESUME, _with_title(split)))


def test_an_unknown_placeholder_is_told_by_name() -> None:
    template = _with_title("{{ ho_ten }} {{ works[0].chuc_vu }} {% if photo %}{{ anh }}{% endif %}")
    assert unknown_placeholders(FORM, template) == ["anh", "chuc_vu", "ho_ten"]
    with pytest.raises(TemplateFault, match="«ho_ten»"):
        docx_of(FORM, RESUME, template)


@pytest.mark.parametrize(
    "value",
    [
        "{{ 7*7 }}",
        "{% for x in works %}",
        "{{r photo }}",
        "</w:t></w:r></w:p><w:p/>",
        "<w:p/>",
        "&amp; &lt; ]]> <!-- -->",
        "\"'><script>",
        "{_{ 7*7 }_}",
        "«Nguyễn» & Cộng sự “A”",
        "=HYPERLINK(1)",
        "Ngô " * 2_500,
        "ạ" * 10_000,
    ],
)
def test_a_hostile_value_comes_out_as_text(value: str) -> None:
    paper = replace(RESUME, full_name="x", other_name=value, works=(Work(period="1", description=value),))
    docx = docx_of(FORM, paper)
    assert f"2) Tên gọi khác: {value.strip()}" in lines_of(docx)
    assert tables_of(docx)[-1][1] == ["1", value.strip()]


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    paper = replace(RESUME, other_name="A\x00B\x08C\x1bD\ud800E\ufffeF\x85G")
    assert "2) Tên gọi khác: ABCDEF G" in lines_of(docx_of(FORM, paper))


def test_line_breaks_stay_line_breaks() -> None:
    paper = replace(RESUME, trainings=(Training(school="Một\r\nHai\rBa\nBốn"),))
    with zipfile.ZipFile(io.BytesIO(docx_of(FORMS["form_2c"], paper))) as archive:
        xml = archive.read("word/document.xml").decode()
    between = '</w:t><w:br/><w:t xml:space="preserve">'
    assert between.join(["Một", "Hai", "Ba", "Bốn"]) in xml


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("word/vbaProject.bin", b"macro"),
        ("word/embeddings/oleObject1.bin", b"ole"),
        ("word/../../etc/passwd", b"x"),
        ("word/styles.xml", b'<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/passwd">]><s>&a;</s>'),
        ("word/styles.xml", "<!DOCTYPE s><s/>".encode("utf-16")),
        ("word/styles.xml", b"<unclosed>"),
        (
            "word/_rels/settings.xml.rels",
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            b'<Relationship Id="r1" Type="t" Target="http://192.0.2.1/a.dotm" TargetMode="&#69;xternal"/>'
            b"</Relationships>",
        ),
        (
            "word/footer9.xml",
            b'<x:ftr xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            b"<x:instrText>INCLUDE<![CDATA[TEXT]]> c:/secret</x:instrText></x:ftr>",
        ),
        (
            "word/footer9.xml",
            b'<x:ftr xmlns:x="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            b'<x:fldSimple x:instr="DDEAUTO cmd"/></x:ftr>',
        ),
        ("word/styles.xml", b"<s>" + b" " * 6_000_000 + b"</s>"),
    ],
)
def test_a_template_that_reaches_out_of_itself_is_refused(name: str, data: bytes) -> None:
    with pytest.raises(TemplateFault):
        FormTemplate(_with_member(name, data))


@pytest.mark.parametrize("content", [b"", b"PK", b"<html>", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_word_document_is_refused(content: bytes) -> None:
    with pytest.raises(TemplateFault, match="không phải văn bản Word"):
        FormTemplate(content)


def test_a_loop_for_the_sake_of_it_is_stopped() -> None:
    endless = "".join(f"{{% for {name} in works %}}" for name in "abc") + "x" * 10 + "{% endfor %}" * 3
    many = replace(RESUME, works=tuple(Work(period=str(n)) for n in range(170)))
    with pytest.raises(TemplateFault, match="quá dài"):
        docx_of(FORM, many, _with_title(endless))


def _with_title(text: str) -> bytes:
    """The template of 3a with this in place of its title."""
    xml = _members()["word/document.xml"].decode()
    assert xml.count(TITLE) == 1
    return _with_member("word/document.xml", xml.replace(TITLE, text).encode())


def _with_member(name: str, data: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in {**_members(), name: data}.items():
            archive.writestr(member, content)
    return target.getvalue()


def _members() -> dict[str, bytes]:
    with zipfile.ZipFile(FORM.template) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
