"""
Finds and runs templates with Debian's python3-textfsm. In: {"folder", "cases": [{"platform", "command", "text"}]}. Out: for
each case the templates that clitable names, and the lines and processor time of all texts together.
"""
import json
import os
import sys
import time
import warnings

warnings.simplefilter("ignore")
import textfsm
from textfsm import clitable

request = json.load(sys.stdin)
folder = request["folder"]
index = clitable.CliTable("index", folder).index
parsers = {}
templates, lines, seconds = [], 0, 0.0
for case in request["cases"]:
    row = index.GetRowMatch({"Platform": case["platform"], "Command": case["command"]})
    names = index.index[row]["Template"].split(":") if row else []
    templates.append(names)
    for name in names:
        if name not in parsers:
            try:
                with open(os.path.join(folder, name)) as template:
                    parsers[name] = textfsm.TextFSM(template)
            except textfsm.TextFSMTemplateError:
                parsers[name] = None
        parser = parsers[name]
        if not parser or not case["timed"]:
            continue
        parser.Reset()
        since = time.process_time()
        try:
            parser.ParseText(case["text"])
        except textfsm.TextFSMError:
            pass
        seconds += time.process_time() - since
        lines += len(case["text"].splitlines())
json.dump({"version": textfsm.__version__, "templates": templates, "lines": lines, "seconds": seconds}, sys.stdout)
