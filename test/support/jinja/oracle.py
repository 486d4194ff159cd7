"""Renders templates with Jinja2's sandbox: one JSON object a line in, one a line out. Functions of Ansible are there if it is."""
import json
import signal
import sys

from jinja2 import ChainableUndefined, DebugUndefined, DictLoader, StrictUndefined, Undefined
from jinja2.sandbox import SandboxedEnvironment

sys.set_int_max_str_digits(4300)
UNDEFINED = {
    "strict": StrictUndefined,
    "lenient": Undefined,
    "chainable": ChainableUndefined,
    "debug": DebugUndefined,
}
SETTINGS = {
    "blockStart": "block_start_string",
    "blockEnd": "block_end_string",
    "variableStart": "variable_start_string",
    "variableEnd": "variable_end_string",
    "commentStart": "comment_start_string",
    "commentEnd": "comment_end_string",
    "lineStatementPrefix": "line_statement_prefix",
    "lineCommentPrefix": "line_comment_prefix",
    "trimBlocks": "trim_blocks",
    "lstripBlocks": "lstrip_blocks",
    "keepTrailingNewline": "keep_trailing_newline",
    "newline": "newline_sequence",
    "autoescape": "autoescape",
}


def ansible_filters():
    try:
        from ansible.plugins.filter.core import regex_escape, regex_findall, regex_replace, regex_search
        from ansible_collections.ansible.utils.plugins.filter import (
            cidr_merge, hwaddr, ip4_hex, ipaddr, ipmath, ipsubnet, ipv4, ipv6, ipwrap, macaddr, network_in_network,
            network_in_usable, next_nth_usable, nthhost, previous_nth_usable, reduce_on_network, slaac, usable_range,
        )
    except ImportError:
        return {}
    filters = {
        "regex_search": regex_search,
        "regex_replace": regex_replace,
        "regex_findall": regex_findall,
        "regex_escape": regex_escape,
    }
    modules = (
        cidr_merge, hwaddr, ip4_hex, ipaddr, ipmath, ipsubnet, ipv4, ipv6, ipwrap, macaddr, network_in_network,
        network_in_usable, next_nth_usable, nthhost, previous_nth_usable, reduce_on_network, slaac, usable_range,
    )
    for module in modules:
        filters.update(module.FilterModule().filters())
    return filters


FILTERS = ansible_filters()


def render(case):
    options = case.get("options", {})
    environment = SandboxedEnvironment(
        loader=DictLoader(case.get("templates", {})),
        undefined=UNDEFINED[options.get("undefined", "strict")],
        extensions=["jinja2.ext.do", "jinja2.ext.loopcontrols"],
        **{SETTINGS[key]: value for key, value in options.items() if key in SETTINGS},
    )
    environment.filters.update(FILTERS)
    return environment.from_string(case["source"]).render(json.loads(case["context"]))


def on_alarm(_signal, _frame):
    raise TimeoutError


signal.signal(signal.SIGALRM, on_alarm)
if sys.argv[1:] == ["--has-ansible"]:
    print(json.dumps(bool(FILTERS)))
    sys.exit()
for line in sys.stdin:
    case = json.loads(line)
    signal.alarm(10)
    try:
        answer = {"text": render(case)}
        answer["text"].encode("utf-8")
    except BaseException as error:  # Every end of a template is an answer.
        answer = {"error": type(error).__name__, "reason": str(error)[:200].encode("ascii", "backslashreplace").decode()}
    signal.alarm(0)
    print(json.dumps(answer), flush=True)
