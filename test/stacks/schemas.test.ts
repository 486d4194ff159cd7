import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { type App, CfnResource, Stack } from 'aws-cdk-lib';
import { loadManifests } from '../../lib/families.ts';
import { build, TUNNEL, testApp } from './support/synthesize.ts';

interface Report {
  pluginName: string;
  violations: { description: string }[];
}

/** Synthesizes the app and lists what its templates have against the resource schemas of CloudFormation. */
function faultsOf(app: App): string[] {
  app.synth();
  const { pluginReports } = JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8'));
  // A validation that finds nothing writes no report.
  const own = pluginReports.filter(({ pluginName }: Report) => pluginName.startsWith('CloudFormation'));
  return own.flatMap(({ violations }: Report) => violations.map(({ description }) => description));
}

// A synthesis that fails also sets the exit code of the process, which would fail a green test run.
const { exitCode } = process;
afterEach(() => {
  process.exitCode = exitCode;
});

const domain = { name: 'mcp.example.com', certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/example' };
const PRODUCTION = {
  MANIFOLD_CACHE: 'valkey',
  MANIFOLD_NETWORK: JSON.stringify({ kind: 'new', natGateways: 1, interfaceEndpoints: true }),
  MANIFOLD_DOMAIN: JSON.stringify(domain),
  MANIFOLD_RESERVED_CONCURRENCY: JSON.stringify({ front: 200, authorizer: 20 }),
};

it('a production stage with every setting on matches the schemas of CloudFormation', async () => {
  const manifests = [...(await loadManifests()), TUNNEL];
  const { app } = build({ stage: 'prod', manifests, environment: PRODUCTION, validatesSchemas: true });
  expect(faultsOf(app)).toEqual([]);
}, 180_000);

it('a property of the wrong type is found, so the validation does run', () => {
  const app = testApp([], { validatesSchemas: true });
  const stack = new Stack(app, 'Bad');
  new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue', properties: { VisibilityTimeout: { seconds: 1 } } });
  expect(() => faultsOf(app)).toThrow("VisibilityTimeout: {'seconds': 1} is not of type 'integer'");
}, 60_000);
