import type { Answer } from './oracle.ts';

interface Pair {
  readonly source: string;
  readonly theirs: Answer;
  readonly ours: Answer;
}

/** An intended difference from Jinja2, or a fault of Jinja2 that our engine does not copy. */
interface Difference {
  readonly name: string;
  readonly reason: string;
  applies(pair: Pair): boolean;
}

const error = (answer: Answer, kind: string, reason = '') =>
  'error' in answer && answer.error === kind && answer.reason.includes(reason);

export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'complex numbers',
    reason: 'In Python a negative float to a fractional power is a complex number. Here it is a ValueError.',
    applies: ({ ours }) => error(ours, 'ValueError', 'is complex'),
  },
  {
    name: 'folded `~` of safe texts',
    reason:
      'Jinja2 joins constants with `~` when it compiles, and forgets there that one of them is safe, so that it is escaped once more.',
    applies: ({ source, theirs, ours }) => 'text' in theirs && 'text' in ours && /\|(?:safe|escape)\) ~/.test(source),
  },
  {
    name: 'names that are set later',
    reason:
      'A name that a template or body assigns, and reads before in nested parts alone (a loop, the set block of that name), is undefined there for Jinja2, which decides so when it compiles. Here it is what it is outside, until it is set.',
    applies: isSetLater,
  },
  {
    name: 'blocks that print no text',
    reason:
      'A filter block whose filter gives an int, such as `length`, is a TypeError. Jinja2 finds that at the end of the whole template, after later errors.',
    applies: ({ theirs, ours }) => 'error' in theirs && error(ours, 'TypeError', 'expected str instance'),
  },
  {
    name: 'refused attributes of functions',
    reason:
      'Attributes such as `__dict__` of a function are unsafe in Python and do not exist here. Both refuse, with different errors.',
    applies: ({ source, theirs, ours }) =>
      source.includes('__') && error(theirs, 'SecurityError') && error(ours, 'UndefinedError'),
  },
  {
    name: 'missing variables as addresses',
    reason: 'Ansible’s filters say that the type is not recognised. Here the error names the variable.',
    applies: ({ theirs, ours }) =>
      error(theirs, 'AnsibleFilterError', 'Unrecognized type') && error(ours, 'UndefinedError'),
  },
  {
    name: 'queries `v4` and `v6`',
    reason: 'They fail with a TypeError in Ansible, which forgets an argument. Here they are `ipv4` and `ipv6`.',
    applies: ({ source, theirs }) => /'v[46]'/.test(source) && error(theirs, 'TypeError', "argument: 'value'"),
  },
  {
    name: 'unknown queries of `ipaddr`',
    reason: 'Ansible fails with a TypeError while it makes the message. Here the error names the query.',
    applies: ({ theirs, ours }) =>
      error(theirs, 'TypeError', "'NoneType' and 'str'") && error(ours, 'FilterArgumentError', 'unknown filter type'),
  },
  {
    name: '`ipsubnet` of two versions',
    reason:
      'Ansible shifts an address of one version by the width of the other, and gives some number. Here it is a ValueError.',
    applies: ({ ours }) => error(ours, 'ValueError', 'of another version'),
  },
  {
    name: 'IPv6 networks below ::1:0:0',
    reason: 'Ansible loses the version of an address on the way through an int, and takes it for one of IPv4.',
    applies: ({ theirs, ours }) =>
      'text' in ours &&
      ours.text.includes('::') &&
      ('text' in theirs ? !theirs.text.includes('::') : error(theirs, 'AddrFormatError', 'invalid IPNetwork')),
  },
];

/** Whether a name is read before it is set, or inside its own set block, and only Jinja2 takes it as undefined. */
function isSetLater({ source, theirs, ours }: Pair): boolean {
  return Array.from(source.matchAll(/\{% set (\w+)(?=[^=]*?%\}|[ ,=])/g)).some(({ 1: name = '', index }) => {
    const isRead = new RegExp(`\\b${name}\\b`);
    const block = /^\{% set \w+[^=%]*%\}(.*?)endset/s.exec(source.slice(index))?.[1] ?? '';
    if (!isRead.test(source.slice(0, index)) && !isRead.test(block)) return false;
    const isShorter = 'text' in theirs && 'text' in ours && theirs.text.length < ours.text.length;
    return isShorter || error(theirs, 'UndefinedError', `'${name}' is undefined`);
  });
}

/** The known difference that explains a pair of answers, if there is one. */
export const knownDifference = (pair: Pair): Difference | undefined => DIFFERENCES.find(({ applies }) => applies(pair));
