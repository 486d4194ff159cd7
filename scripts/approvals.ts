/**
 * Approvals, listed and decided by an operator through the administrators' API.
 *
 *     npm run approvals -- list
 *     npm run approvals -- approve 0a1b2c… --comment "Seen with the customer"
 */
import { decideApproval, listApprovals } from './approvals/requests.ts';
import { API_OPTIONS, connectAdmin } from './command/admin-api.ts';
import { command } from './command/command.ts';
import { runProgram } from './command/run-program.ts';

const DECISION_OPTIONS = {
  comment: { type: 'text', help: 'reason, which the audit trail keeps' },
  ...API_OPTIONS,
} as const;

await runProgram({
  name: 'approvals',
  about: 'The credential is MANIFOLD_API_KEY; without it, the operator key of the local cloud.',
  commands: {
    list: command({
      about: 'Lists the calls that wait for an approval.',
      options: API_OPTIONS,
      run: ({ options }) => listApprovals(connectAdmin(options, 'operator')),
    }),
    approve: deciding('approve', 'Approves a call.'),
    deny: deciding('deny', 'Denies a call.'),
  },
});

function deciding(decision: 'approve' | 'deny', about: string) {
  return command({
    about,
    options: DECISION_OPTIONS,
    arguments: ['ID'],
    run: ({ options, arguments: [id] }) =>
      decideApproval(connectAdmin(options, 'operator'), id, { decision, comment: options.comment }),
  });
}
