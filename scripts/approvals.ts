/**
 * Approvals, listed and decided by an operator through the administrators' API.
 *
 *     npm run approvals -- list
 *     npm run approvals -- approve 0a1b2c… --comment "Seen with the customer"
 */
import { parseArgs } from 'node:util';
import { connectAdmin } from './approvals/connect-admin.ts';
import { decideApproval, listApprovals } from './approvals/requests.ts';
import { printResult } from './print-result.ts';

const USAGE = `npm run approvals -- list
npm run approvals -- <approve|deny> <id> [--comment TEXT]

  --url URL      API of a deployed stage (else the local cloud that runs here)
  --state DIR    state of the local cloud (default .manifold)

The credential is MANIFOLD_API_KEY, or the operator key of the local cloud.`;

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { url: { type: 'string' }, state: { type: 'string', default: '.manifold' }, comment: { type: 'string' } },
  });
  const [command, id] = positionals;
  const api = () => connectAdmin({ url: values.url, stateDir: values.state });
  if (command === 'list') return listApprovals(api());
  if ((command === 'approve' || command === 'deny') && id !== undefined) {
    return decideApproval(api(), id, { decision: command, ...(values.comment ? { comment: values.comment } : {}) });
  }
  throw new Error(USAGE);
}
