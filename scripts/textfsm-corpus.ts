/**
 * Runs the recordings of a checkout of networktocode/ntc-templates through its templates, as its own tests do; compares the
 * index, and the speed, with Debian's python3-textfsm where that is installed (`npm run peers`).
 *
 *     npm run textfsm:corpus -- ../ntc-templates
 */
import { parseArgs } from 'node:util';
import { readFolder } from '../functions/kit/textfsm/index.ts';
import { type CorpusCase, corpusCases, templatesFolder } from './textfsm/corpus.ts';
import { askPythonCorpus } from './textfsm/python-corpus.ts';
import { runCorpus } from './textfsm/run-corpus.ts';
import { linesPerSecond, measureSpeed } from './textfsm/speed.ts';

/** Patterns of this template take Python seconds: they would decide the comparison of speeds alone. */
const isTimed = ({ template }: CorpusCase): boolean => template !== 'cisco_s300_show_vlan.textfsm';

const { positionals } = parseArgs({ allowPositionals: true });
const [checkout, ...rest] = positionals;
if (checkout === undefined || rest.length > 0) {
  console.error('npm run textfsm:corpus -- FOLDER, a checkout of networktocode/ntc-templates');
  process.exit(2);
}

const folder = templatesFolder(checkout);
const parser = readFolder(folder);
const cases = corpusCases(checkout);
const { failures } = runCorpus(parser, cases);
for (const failure of failures) console.log(failure);
console.log(`cases: ${cases.length - failures.length} of ${cases.length}`);

const speed = measureSpeed(parser, cases.filter(isTimed));
console.log(`speed: ${linesPerSecond(speed)} lines a second of processor time (${speed.lines} lines)`);
const python = askPythonCorpus(folder, cases, isTimed);
const otherRows = python?.templates.flatMap((names, index) => {
  const { platform, command, id } = cases[index] ?? { platform: '', command: '', id: '' };
  const ours = parser.templatesFor({ Platform: platform, Command: command }) ?? [];
  return ours.join(':') === names.join(':') ? [] : [`${id}: the index says ${ours.join(':')}, not ${names.join(':')}`];
});
if (!python || !otherRows) {
  console.log('index: not compared, as python3-textfsm is not installed (npm run peers)');
} else {
  for (const row of otherRows) console.log(row);
  console.log(`index: ${cases.length - otherRows.length} of ${cases.length} as python3-textfsm ${python.version}`);
  console.log(`its speed: ${linesPerSecond(python)} lines a second of processor time (${python.lines} lines)`);
}
process.exitCode = failures.length + (otherRows?.length ?? 0) > 0 ? 1 : 0;
