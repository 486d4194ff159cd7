"""
Parses texts with templates by Debian's python3-textfsm. In: [{"template", "text"}]. Out, for each: {"refused": true} for a
template that is none, {"error": true} for the action Error, {"crashed": name} for any other exception, or the table.
"""
import io
import json
import re
import signal
import sys
import warnings

warnings.simplefilter("ignore")
import textfsm


class TooSlow(Exception):
    pass


def stop(*_):
    raise TooSlow()


def refused_later(regex):
    """Whether versions after 1.1.0 refuse a value's regex: they compile those of all values, not of lists alone."""
    try:
        re.compile(regex)
    except re.error:
        return True
    return regex.endswith("\\)")


def parse(case):
    try:
        # As a file is read: with universal newlines.
        parser = textfsm.TextFSM(io.StringIO(case["template"], newline=None))
    except TooSlow:
        raise
    except Exception:
        return {"refused": True}
    if any(refused_later(value.regex) for value in parser.values):
        return {"refused": True}
    try:
        records = parser.ParseText(case["text"])
    except textfsm.TextFSMError:
        return {"error": True}
    return {"header": list(parser.header), "records": records}


def run(case):
    signal.setitimer(signal.ITIMER_REAL, 1)
    try:
        return parse(case)
    except Exception as crash:
        return {"crashed": type(crash).__name__}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


signal.signal(signal.SIGALRM, stop)
json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
