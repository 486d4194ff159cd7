/**
 * Runs the recordings of a checkout of networktocode/ntc-templates through its templates, as its own tests do; compares the
 * index, and the speed, with Debian's python3-textfsm if that is installed (`npm run peers`).
 *
 *     npm run textfsm:corpus -- ../ntc-templates
 */
import { type CommandParser, readFolder } from '../functions/kit/textfsm/index.ts';
import { command } from './command/command.ts';
import { runProgram } from './command/run-program.ts';
import { type CorpusCase, corpusCases, templatesFolder } from './textfsm/corpus.ts';
import { askPythonCorpus } from './textfsm/python-corpus.ts';
import { runCorpus } from './textfsm/run-corpus.ts';
import { linesPerSecond, measureSpeed } from './textfsm/speed.ts';

/** Patterns of this template take Python seconds: they alone would decide the comparison of speeds. */
const isTimed = ({ template }: CorpusCase): boolean => template !== 'cisco_s300_show_vlan.textfsm';

await runProgram({
  name: 'textfsm:corpus',
  about: 'FOLDER is a checkout of networktocode/ntc-templates. Ends with 1 if a record or the index differs.',
  commands: {
    '': command({
      about: 'Runs the recordings of ntc-templates through its templates.',
      arguments: ['FOLDER'],
      run: ({ arguments: [checkout] }) => {
        const folder = templatesFolder(checkout);
        const parser = readFolder(folder);
        const cases = corpusCases(checkout);
        const { failures } = runCorpus(parser, cases);
        const speed = measureSpeed(parser, cases.filter(isTimed));
        const python = comparePython({ parser, cases, folder });
        const lines = [
          ...failures,
          `cases: ${cases.length - failures.length} of ${cases.length}`,
          `speed: ${linesPerSecond(speed)} lines a second of processor time (${speed.lines} lines)`,
          ...python.lines,
        ];
        return { text: lines.join('\n'), exitCode: failures.length + python.differences > 0 ? 1 : 0 };
      },
    }),
  },
});

interface Compared {
  readonly parser: CommandParser;
  readonly cases: readonly CorpusCase[];
  readonly folder: string;
}

/** The templates that our index and Python's name for each case, and Python's speed. */
function comparePython({ parser, cases, folder }: Compared): { lines: string[]; differences: number } {
  const python = askPythonCorpus(folder, cases, isTimed);
  if (!python) {
    return { lines: ['index: not compared, because python3-textfsm is missing (npm run peers)'], differences: 0 };
  }
  const differing = python.templates.flatMap((names, index) => {
    const { platform, command, id } = cases[index] ?? { platform: '', command: '', id: '' };
    const ours = parser.templatesFor({ Platform: platform, Command: command }) ?? [];
    return ours.join(':') === names.join(':')
      ? []
      : [`${id}: the index says ${ours.join(':')}, not ${names.join(':')}`];
  });
  const lines = [
    ...differing,
    `index: ${cases.length - differing.length} of ${cases.length} as python3-textfsm ${python.version}`,
    `its speed: ${linesPerSecond(python)} lines a second of processor time (${python.lines} lines)`,
  ];
  return { lines, differences: differing.length };
}
