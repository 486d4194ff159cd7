import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadAssembly } from '../../local/assembly/load.ts';
import type { Template } from '../../local/assembly/template.ts';
import { startCloud } from '../../local/cloud.ts';
import { synthesize } from '../cloud/assembly.ts';
import { endpoints } from '../cloud/endpoints.ts';

let folder: string;
let assemblyDir: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'manifold-failed-'));
  assemblyDir = join(folder, 'cdk.out');
  const env = { ...process.env, PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) };
  await synthesize({ stage: 'prod', bundles: endpoints().bundlesDir, output: assemblyDir, env });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = () => startCloud({ assemblyDir, stateDir: join(folder, 'state'), port: 0 });

/** Adds a resource to a stack that is created last and fails. @returns a function that takes it away. */
async function breakStack(file: string): Promise<() => Promise<void>> {
  const path = join(assemblyDir, file);
  const intact = await readFile(path, 'utf8');
  const template: Template = JSON.parse(intact);
  const Broken = {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { Queues: ['no-such-queue'], PolicyDocument: { Statement: [] } },
    DependsOn: Object.keys(template.Resources),
  };
  await writeFile(path, JSON.stringify({ ...template, Resources: { ...template.Resources, Broken } }));
  return () => writeFile(path, intact);
}

describe('a first deployment to production', () => {
  it('can be repeated after the last resource of any stack has failed', async () => {
    const names = loadAssembly(assemblyDir).stacks.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(3);
    for (const name of names) {
      const mend = await breakStack(await templateOf(name));
      const failure = await start().catch((error: Error) => error);
      expect(failure).toBeInstanceOf(Error);
      const { message } = failure as Error;
      expect(message).toContain(`The specified queue does not exist. Stack ${name} was rolled back.`);
      expect(message).not.toContain('Not deleted');
      await mend();
    }
    const cloud = await start();
    await cloud.stop();
  });
});

/** The file of a stack's template, from the manifest of the assembly. */
async function templateOf(stack: string): Promise<string> {
  const manifest = JSON.parse(await readFile(join(assemblyDir, 'manifest.json'), 'utf8'));
  for (const [id, { properties }] of Object.entries<{ properties?: { stackName?: string; templateFile?: string } }>(
    manifest.artifacts,
  )) {
    if (properties?.templateFile && (properties.stackName ?? id) === stack) return properties.templateFile;
  }
  throw new Error(`The assembly has no stack ${stack}.`);
}
