/**
 * Calls random operations of the corpus with random valid arguments, and asks an independent validator whether the
 * documents allow the requests.
 *
 *     npm run import:validate -- --count 1000 --seed 1
 */
import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { compileDocument } from '../../../functions/kit/openapi/index.ts';
import { type Outcome, sampleOutcome } from '../../../test/support/openapi-contract/sample-request.ts';
import { contractValidator } from '../../../test/support/openapi-contract/validate-request.ts';
import { printResult } from '../../print-result.ts';
import { corpusDocuments } from '../corpus/fetch.ts';
import { number, percent } from '../numbers.ts';
import { seededOrder } from './seeded-order.ts';

const USAGE = `npm run import:validate

  --count N      operations (default 1000)
  --seed N       which ones, and which arguments (default 1)
  --dir DIR      where the documents are (default .import-corpus)
  --filter TEXT  only documents whose name contains the text
  --verbose      every request that is not accepted`;

/** Operations of one document at most, so that many documents take part. */
const PER_DOCUMENT = 5;
/** Larger documents take long to compile twice: the validator compiles too. */
const MAX_BYTES = 6_000_000;

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const { values } = parseArgs({
    args: argv,
    options: {
      count: { type: 'string', default: '1000' },
      seed: { type: 'string', default: '1' },
      dir: { type: 'string', default: '.import-corpus' },
      filter: { type: 'string', default: '' },
      verbose: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  const documents = corpusDocuments(values.dir).filter(
    ({ name, file }) => name.includes(values.filter) && statSync(file).size < MAX_BYTES,
  );
  const outcomes: { name: string; outcome: Outcome }[] = [];
  for (const { name, file } of seededOrder(documents, seed)) {
    if (outcomes.length >= Number(values.count)) break;
    const source = JSON.parse(readFileSync(file, 'utf8'));
    const operations = compileDocument(new Map([['api.json', JSON.stringify(source)]])).operations.filter(
      ({ tool }) => tool !== undefined,
    );
    const contract = contractValidator(source);
    for (const { tool, method, path } of seededOrder(operations, seed).slice(0, PER_DOCUMENT)) {
      if (tool === undefined || outcomes.length >= Number(values.count)) continue;
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
  return summary(outcomes, values.verbose);
}

function summary(outcomes: readonly { name: string; outcome: Outcome }[], verbose: boolean): string {
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
