/**
 * API keys, made, listed and revoked by an administrator through the administrators' API.
 *
 *     npm run keys -- create --label "Nightly report" --agent nightly --scopes kyc:read,tools:list --roles user
 *     npm run keys -- revoke Ab3dE5fG7hJ9
 */
import { parseArgs } from 'node:util';
import { connectAdmin } from './approvals/connect-admin.ts';
import { keyRequest } from './keys/key-request.ts';
import { createKey, listKeys, revokeKey, rotateSigningKeys } from './keys/requests.ts';
import { printResult } from './print-result.ts';

const USAGE = `npm run keys -- create --label TEXT [--agent NAME] [--scopes a,b] [--roles a,b] [--tier NAME] [--days N]
npm run keys -- list
npm run keys -- revoke <id>
npm run keys -- rotate [--at-once]

  --agent NAME   the key stands for a machine client of this name (else for you)
  --at-once      ends every token that was ever signed: after a leak of the signing keys
  --url URL      API of a deployed stage (else the local cloud that runs here)
  --state DIR    state of the local cloud (default .manifold)

The credential is MANIFOLD_API_KEY, or the development key of the local cloud.`;

const OPTIONS = {
  url: { type: 'string' },
  state: { type: 'string', default: '.manifold' },
  label: { type: 'string' },
  agent: { type: 'string' },
  scopes: { type: 'string' },
  roles: { type: 'string' },
  tier: { type: 'string' },
  days: { type: 'string' },
  'at-once': { type: 'boolean', default: false },
} as const;

await printResult(run, USAGE);

async function run(argv: string[]): Promise<string> {
  const { values, positionals } = parseArgs({ args: argv, allowPositionals: true, options: OPTIONS });
  const [command, id] = positionals;
  const api = () => connectAdmin({ url: values.url, stateDir: values.state }, 'developer');
  if (command === 'create' && values.label !== undefined) return createKey(api(), keyRequest(values));
  if (command === 'list') return listKeys(api());
  if (command === 'revoke' && id !== undefined) return revokeKey(api(), id);
  if (command === 'rotate') return rotateSigningKeys(api(), values['at-once'] ? 'at-once' : 'overlap');
  throw new Error(USAGE);
}
