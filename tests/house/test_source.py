"""No law in the code, one clock, no test left out in silence."""

import ast
import re
from functools import cache

import pytest
from tests.house.tree import lines, name, python_files

WALL_CLOCK = re.compile(
    r"\b(datetime|date)\s*\.\s*(now|today|utcnow)\s*\(|\btime\s*\.\s*(time|time_ns|localtime|gmtime|strftime|ctime)\s*\("
)
NUMERAL = "[一二三四五六七八九十百千零〇]"
ARTICLE = re.compile(  # 第一条 alone may also be "the first one"
    rf"第\s*({NUMERAL}{{2,}}|\d+)\s*条|第{NUMERAL}条(之|第|规定|的规定)|\barticle\s+\d", re.IGNORECASE
)
DAYS = re.compile(
    r"\b(working_|calendar_)?days\s*=\s*\d\d|\btimedelta\(\s*\d\d|['\"](working_)?days['\"]\s*:\s*\d\d"
)
CLOCK = "src/fajing/core/clock.py"


@cache
def code_only(path):
    """The lines of a file without its comments and docstrings; kept, as three tests ask for them."""
    tree = ast.parse(path.read_text("utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if ast.get_docstring(node, clean=False) is not None:
                node.body[0] = ast.Pass()
    return ast.unparse(tree).splitlines()


def found(pattern, *folders, code=code_only):
    """Where the pattern stands in the code; a comment or docstring may name an article."""
    return [
        f"{name(path)}: {line.strip()}"
        for path in python_files(*folders)
        for line in code(path)
        if name(path) != CLOCK and pattern.search(line)
    ]


def test_only_the_clock_reads_the_wall_clock():
    assert found(WALL_CLOCK, "src") == []


def test_no_article_number_stands_in_the_code():
    assert found(ARTICLE, "src") == []


def test_no_count_of_days_stands_in_the_code():
    assert found(DAYS, "src") == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (WALL_CLOCK, "now = datetime.now(UTC)"),
        (WALL_CLOCK, "date.today()"),
        (WALL_CLOCK, "time.time()"),
        (WALL_CLOCK, "datetime.datetime.utcnow()"),
        (ARTICLE, "BASIS = '第六十一条'"),
        (ARTICLE, "BASIS = '第九条第二款'"),
        (ARTICLE, "BASIS = 'Article 61'"),
        (DAYS, "due = start + timedelta(days=30)"),
        (DAYS, "due = start + timedelta(30)"),
        (DAYS, "limit = {'working_days': 15}"),
    ],
)
def test_what_must_not_stand_there_is_recognised(pattern, line):
    assert pattern.search(line)


def test_monotonic_time_is_no_wall_clock():
    assert not WALL_CLOCK.search("time.perf_counter() - time.monotonic()")


def test_every_skip_says_why():
    """`skip`, `skipif`, `xfail` and `importorskip` carry a reason of at least eight characters."""
    silent = []
    for path in python_files("tests"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            call = node.func if isinstance(node, ast.Call) else None
            if isinstance(call, ast.Attribute) and call.attr in {"skip", "skipif", "xfail", "importorskip"}:
                texts = [k.value for k in node.keywords if k.arg == "reason"]
                texts += node.args[:1] if call.attr in {"skip", "xfail"} else []
                if not any(_says_something(text) for text in texts):
                    silent.append(f"{name(path)}:{node.lineno}")
    assert silent == []


def _says_something(node):
    if isinstance(node, ast.JoinedStr):
        return True
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) >= 8


def test_no_mark_skips_without_being_called():
    bare = re.compile(r"@pytest\.mark\.(skip|xfail)\s*$|@unittest\.skip\s*$")
    assert found(bare, "tests", code=lines) == []


def test_no_test_is_commented_out():
    assert found(re.compile(r"^\s*#\s*(async\s+)?def\s+test_"), "tests", code=lines) == []
