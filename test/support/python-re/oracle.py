"""
Runs cases of patterns and texts through Python's re. Cases and results are JSON on stdin and stdout. What Python took too
long for, or failed at, is {"slow": true}.
"""
import json
import re
import signal
import sys
import warnings

warnings.simplefilter("ignore")
FLAGS = {"i": re.I, "m": re.M, "s": re.S, "x": re.X, "a": re.A, "u": re.U}


class TooSlow(Exception):
    pass


def stop(*_):
    raise TooSlow()


def units(text, index):
    """Index of UTF-16 code units from one of code points."""
    return len(text[:index].encode("utf-16-le", "surrogatepass")) // 2


def spans(text, match):
    if match is None:
        return None
    found = [match.span(group) for group in range(match.re.groups + 1)]
    return [None if start < 0 else [units(text, start), units(text, end)] for start, end in found]


def run(case):
    try:
        flags = 0
        for letter in case["flags"]:
            flags |= FLAGS[letter]
        pattern = re.compile(case["pattern"], flags)
    except (re.error, OverflowError, ValueError, IndexError):
        return {"refused": True}
    text = case["text"]
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        result = {
            "groups": pattern.groups,
            "names": list(pattern.groupindex.items()),
            "search": spans(text, pattern.search(text)),
            "match": spans(text, pattern.match(text)),
            "fullmatch": spans(text, pattern.fullmatch(text)),
            "finditer": [spans(text, match) for match in pattern.finditer(text)],
            "findall": pattern.findall(text),
            "split": pattern.split(text),
        }
        try:
            result["sub"] = pattern.sub(case["replacement"], text)
        except (re.error, IndexError):
            result["sub"] = None
        return result
    except (TooSlow, SystemError):
        # SystemError is a bug of CPython: "The span of capturing group is wrong".
        return {"slow": True}
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


signal.signal(signal.SIGALRM, stop)
json.dump([run(case) for case in json.load(sys.stdin)], sys.stdout)
