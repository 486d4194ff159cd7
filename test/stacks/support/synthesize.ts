import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildManifold } from '../../../lib/app.ts';
import { BUNDLES_CONTEXT } from '../../../lib/bundles.ts';
import { PROJECT_ROOT } from '../../../lib/families.ts';
import { loadSettings } from '../../../lib/settings.ts';
import type { FamilyManifest } from '../../../schemas/family-manifest.ts';
import courier from '../fixtures/families/courier/family.ts';
import ledger from '../fixtures/families/ledger/family.ts';

/** Manifests of the two fixture families: `ledger` is buffered and tenant-isolated, `courier` streams. */
export const LEDGER = ledger.manifest;
export const COURIER = courier.manifest;

interface Options {
  readonly stage?: 'dev' | 'prod';
  /** MANIFOLD_* variables over the stage's settings. */
  readonly environment?: Record<string, string>;
  readonly manifests?: readonly FamilyManifest[];
}

const assemblies: string[] = [];
afterAll(() => {
  for (const folder of assemblies) rmSync(folder, { recursive: true, force: true });
});

/** An app with the context of cdk.json, stand-ins for the bundles, and without CDK's slow schema validation. */
export function testApp(): App {
  const { context } = JSON.parse(readFileSync(`${PROJECT_ROOT}/cdk.json`, 'utf8'));
  const outdir = mkdtempSync(join(tmpdir(), 'manifold-assembly-'));
  assemblies.push(outdir);
  return new App({
    outdir,
    autoSynth: false,
    builtinCloudFormationValidation: false,
    context: { ...context, [BUNDLES_CONTEXT]: 'test/stacks/fixtures/bundles', 'aws:cdk:enable-asset-metadata': true },
  });
}

/** Builds a stage with the fixture families, not yet synthesized. */
export function build({ stage = 'dev', environment = {}, manifests = [COURIER, LEDGER] }: Options = {}) {
  const app = testApp();
  return { app, ...buildManifold(app, { settings: loadSettings(stage, environment), manifests }) };
}

/** Templates of a stage with the fixture families. */
export function synthesize(options: Options = {}): { data: Template; platform: Template } {
  const { data, platform } = build(options);
  return { data: Template.fromStack(data), platform: Template.fromStack(platform) };
}
