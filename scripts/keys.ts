/**
 * API keys, made, listed and revoked by an administrator through the administrators' API.
 *
 *     npm run keys -- create --label "Nightly report" --agent nightly --scopes kyc:read,tools:list --roles user
 *     npm run keys -- revoke Ab3dE5fG7hJ9
 *     npm run keys -- bootstrap --stage prod
 */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { API_OPTIONS, connectAdmin } from './command/admin-api.ts';
import { command } from './command/command.ts';
import { runProgram } from './command/run-program.ts';
import { bootstrapKey } from './keys/bootstrap.ts';
import { keyRequest } from './keys/key-request.ts';
import { createKey, listKeys, revokeKey, rotateSigningKeys } from './keys/requests.ts';

await runProgram({
  name: 'keys',
  about: 'The credential is MANIFOLD_API_KEY; without it, the development key of the local cloud.',
  commands: {
    create: command({
      about: 'Makes an API key and shows it once.',
      options: {
        label: { type: 'text', required: true, help: 'what the key is for' },
        agent: {
          type: 'text',
          value: 'NAME',
          help: 'the key stands for a machine client of this name; without it, for you',
        },
        scopes: { type: 'text', value: 'A,B', help: 'scopes; without it, no scope' },
        roles: { type: 'text', value: 'A,B', default: 'user', help: 'roles' },
        tier: { type: 'text', value: 'NAME', help: 'tier' },
        days: { type: 'text', value: 'N', help: 'days until the key ends' },
        ...API_OPTIONS,
      },
      run: ({ options }) => createKey(connectAdmin(options, 'developer'), keyRequest(options)),
    }),
    list: command({
      about: 'Lists the keys of your tenant.',
      options: API_OPTIONS,
      run: ({ options }) => listKeys(connectAdmin(options, 'developer')),
    }),
    revoke: command({
      about: 'Revokes a key, with every key and token that was made with it.',
      options: API_OPTIONS,
      arguments: ['ID'],
      run: ({ options, arguments: [id] }) => revokeKey(connectAdmin(options, 'developer'), id),
    }),
    bootstrap: command({
      about:
        "Makes the first key of a deployed stage, an administrator's, with the AWS credentials of the environment.",
      options: {
        stage: { type: 'text', value: 'NAME', required: true, help: 'the deployed stage' },
        tenant: { type: 'text', value: 'NAME', default: 'main', help: 'tenant of the administrator' },
        table: { type: 'text', value: 'NAME', help: 'identity table, if the stage has several' },
      },
      run: ({ options }) => bootstrapKey(new DynamoDBClient(), options),
    }),
    rotate: command({
      about: 'Rotates the keys that sign tokens.',
      options: {
        'at-once': { type: 'flag', help: 'ends every token that was ever signed: for a leak of the signing keys' },
        ...API_OPTIONS,
      },
      run: ({ options }) =>
        rotateSigningKeys(connectAdmin(options, 'developer'), options['at-once'] ? 'at-once' : 'overlap'),
    }),
  },
});
