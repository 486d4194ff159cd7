/**
 * Versions of the platform's master key (docs/deployment.md).
 *
 *     npm run master-key -- list
 *     npm run master-key -- rotate --secret manifold/prod/platform
 *     npm run master-key -- drop 2 --secret manifold/prod/platform
 */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { command } from './command/command.ts';
import { awsSettings } from './command/connect.ts';
import { LOCAL_OPTIONS } from './command/local-cloud.ts';
import { runProgram } from './command/run-program.ts';
import { dropVersion, listVersions, type PlatformSecret, rotateMasterKey } from './master-key/versions.ts';

const options = {
  secret: {
    type: 'text',
    value: 'NAME',
    help: 'platform secret of a deployed stage, such as manifold/prod/platform; without it, the local cloud',
  },
  ...LOCAL_OPTIONS,
} as const;

function connect({ secret, state }: { secret?: string | undefined; state: string }): PlatformSecret {
  const settings = awsSettings({ ...(secret === undefined ? {} : { named: secret }), state, flag: '--secret' });
  return { client: new SecretsManagerClient(settings), name: secret ?? 'manifold/dev/platform', now: Date.now };
}

await runProgram({
  name: 'master-key',
  about: 'A deployed stage is reached with the region and credentials of the AWS environment. No key is printed.',
  commands: {
    list: command({
      about: 'Lists the versions and the times from which they are used.',
      options,
      run: ({ options }) => listVersions(connect(options)),
    }),
    rotate: command({
      about: 'Adds a version. It is used a quarter of an hour later, once every instance has read it.',
      options,
      run: ({ options }) => rotateMasterKey(connect(options)),
    }),
    drop: command({
      about: 'Removes a version that is out of use; what it sealed no longer opens.',
      options,
      arguments: ['VERSION'],
      run: ({ options, arguments: [version] }) => dropVersion(connect(options), Number(version)),
    }),
  },
});
