import { expect, it } from '@jest/globals';
import { repositoryFiles, textOf } from './repository.ts';

/** The one folder that makes clients of the AWS SDK: it gives each of them its time limits. */
const FACTORY = 'functions/core/aws/clients/';

it('functions make no client of the AWS SDK outside the factory that sets its time limits', () => {
  const modules = repositoryFiles().filter(
    (path) => path.startsWith('functions/') && path.endsWith('.ts') && !/\.test\.ts$|\/testing\//.test(path),
  );
  const makers = modules.filter((path) => clientsMadeIn(textOf(path)).length > 0);
  expect(makers.filter((path) => !path.startsWith(FACTORY))).toEqual([]);
  expect(makers.length).toBeGreaterThan(5);
});

it('a client is recognised under another name as well', () => {
  expect(clientsMadeIn("import { S3Client as Store } from '@aws-sdk/client-s3';\nnew Store();")).toEqual(['Store']);
  expect(clientsMadeIn("const { KMSClient } = await import('@aws-sdk/client-kms');\nnew KMSClient();")).toEqual([
    'KMSClient',
  ]);
  expect(clientsMadeIn("import { GetCommand } from '@aws-sdk/lib-dynamodb';\nnew GetCommand();")).toEqual([]);
});

/** Names of classes of SDK packages whose name ends with `Client`, as far as the text constructs them. */
function clientsMadeIn(text: string): string[] {
  const imports = [
    ...text.matchAll(/import\s*\{([^}]*)\}\s*from\s*'@aws-sdk\/client-[^']+'/g),
    ...text.matchAll(/\{([^}]*)\}\s*=\s*await import\('@aws-sdk\/client-[^']+'\)/g),
  ];
  const names = imports.flatMap(([, list = '']) =>
    list.split(',').flatMap((one) => {
      const [, name, alias] = /^\s*(?:type\s+)?(\w+)(?:\s*(?:as|:)\s*(\w+))?\s*$/.exec(one) ?? [];
      return name?.endsWith('Client') ? [alias ?? name] : [];
    }),
  );
  return names.filter((name) => new RegExp(`new\\s+${name}\\s*\\(`).test(text));
}
