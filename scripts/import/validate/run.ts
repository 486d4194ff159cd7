/**
 * Calls random operations of the corpus with random valid arguments, and asks an independent validator whether the
 * documents allow the requests.
 *
 *     npm run import:validate -- --count 1000 --seed 1
 */
import { readFileSync, statSync } from 'node:fs';
import { compileDocument } from '../../../functions/kit/openapi/index.ts';
import { type Outcome, sampleOutcome } from '../../../test/support/openapi-contract/sample-request.ts';
import { contractValidator } from '../../../test/support/openapi-contract/validate-request.ts';
import { command } from '../../command/command.ts';
import { runProgram } from '../../command/run-program.ts';
import { corpusDocuments } from '../corpus/fetch.ts';
import { number, percent } from '../numbers.ts';
import { seededOrder } from './seeded-order.ts';

/** Most operations of one document, so that the sample has many documents. */
const PER_DOCUMENT = 5;
/** Larger documents are left out, because the validator compiles them a second time. */
const MAX_BYTES = 6_000_000;

await runProgram({
  name: 'import:validate',
  about: 'The documents are those that npm run import:corpus has downloaded.',
  commands: {
    '': command({
      about: 'Asks an independent validator whether random calls of random operations are valid.',
      options: {
        count: { type: 'number', default: 1000, help: 'how many operations' },
        seed: { type: 'number', min: 0, default: 1, help: 'seed of the choice of operations and arguments' },
        dir: { type: 'text', value: 'DIR', default: '.import-corpus', help: 'folder of the documents' },
        filter: { type: 'text', help: 'only documents with this text in their name' },
        verbose: { type: 'flag', help: 'prints every request that is not accepted in full' },
      },
      run: async ({ options }) => {
        const outcomes = await sampleOutcomes(options);
        return { text: summary(outcomes, options.verbose), data: outcomes };
      },
    }),
  },
});

interface SampleOptions {
  readonly count: number;
  readonly seed: number;
  readonly dir: string;
  readonly filter: string | undefined;
}

interface NamedOutcome {
  readonly name: string;
  readonly outcome: Outcome;
}

async function sampleOutcomes({ count, seed, dir, filter = '' }: SampleOptions): Promise<NamedOutcome[]> {
  const documents = corpusDocuments(dir).filter(
    ({ name, file }) => name.includes(filter) && statSync(file).size < MAX_BYTES,
  );
  const outcomes: NamedOutcome[] = [];
  for (const { name, file } of seededOrder(documents, seed)) {
    if (outcomes.length >= count) break;
    const source = JSON.parse(readFileSync(file, 'utf8'));
    const operations = compileDocument(new Map([['api.json', JSON.stringify(source)]])).operations.filter(
      ({ tool }) => tool !== undefined,
    );
    const contract = contractValidator(source);
    for (const { tool, method, path } of seededOrder(operations, seed).slice(0, PER_DOCUMENT)) {
      if (tool === undefined || outcomes.length >= count) continue;
      const outcome = await sampleOutcome(tool, path, contract, seed + outcomes.length).catch(
        (error: unknown): Outcome => ({
          kind: 'refused',
          faults: [`validator: ${error instanceof Error ? error.message.slice(0, 200) : error}`],
          args: {},
        }),
      );
      outcomes.push({ name: `${name} ${method} ${path}`, outcome });
    }
  }
  return outcomes;
}

function summary(outcomes: readonly NamedOutcome[], verbose: boolean): string {
  const count = (kind: Outcome['kind']) => outcomes.filter(({ outcome }) => outcome.kind === kind).length;
  const accepted = count('accepted');
  const others = outcomes.filter(({ outcome }) => outcome.kind !== 'accepted');
  const lines = others.map(
    ({ name, outcome }) => `  ${name}: ${JSON.stringify(outcome).slice(0, verbose ? 2_000 : 300)}`,
  );
  return [
    `${number(outcomes.length)} operations: ${number(accepted)} accepted by the validator (${percent(accepted, outcomes.length)})`,
    `${count('refused')} refused, ${count('not-built')} not built, ${count('no-arguments')} for which no valid arguments were found`,
    ...lines,
  ].join('\n');
}
