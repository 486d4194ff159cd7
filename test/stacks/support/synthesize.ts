import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
import tunnel from '../fixtures/families/tunnel/family.ts';

/** Manifests of fixture families: `ledger` is buffered and tenant-isolated, `courier` streams, `tunnel` wants the VPC. */
export const LEDGER = ledger.manifest;
export const COURIER = courier.manifest;
export const TUNNEL = tunnel.manifest;

const FUNCTIONS = [
  'functions/front',
  'functions/admin',
  'functions/audit-closer',
  'functions/audit-sealer',
  'functions/audit-watcher',
  'functions/authorizer',
  'functions/cache-renewer',
  'functions/issuer-reader',
  'functions/pre-token',
  'functions/registry-seeder',
  'functions/task-runner',
  'functions/tokens',
  'functions/webhook-keys',
  'functions/webhooks',
];

interface Options extends TestAppOptions {
  readonly stage?: 'dev' | 'prod';
  /** MANIFOLD_* variables over the stage's settings. */
  readonly environment?: Record<string, string>;
  readonly manifests?: readonly FamilyManifest[];
  /** Bundles that are there, as stand-ins; by default all that the manifests need. */
  readonly bundles?: readonly string[];
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'manifold-stacks-'));
  folders.push(folder);
  return folder;
}

/** A folder of bundles, each of which is nothing but its name. */
function standIns(names: readonly string[]): string {
  const folder = temporaryFolder();
  for (const name of names) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'index.mjs'), `export const handler = async () => '${name}';`);
  }
  return folder;
}

interface TestAppOptions {
  /** Whether synthesis compares the templates with the schemas of CloudFormation, which takes ten seconds. */
  readonly validatesSchemas?: boolean;
}

/** An app with the context of cdk.json and stand-ins for the bundles. */
export function testApp(bundles: readonly string[] = [], { validatesSchemas = false }: TestAppOptions = {}): App {
  const { context } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'cdk.json'), 'utf8'));
  return new App({
    outdir: temporaryFolder(),
    autoSynth: false,
    builtinCloudFormationValidation: validatesSchemas,
    context: { ...context, [BUNDLES_CONTEXT]: standIns(bundles), 'aws:cdk:enable-asset-metadata': true },
  });
}

/** Builds a stage, by default with the fixture families, not yet synthesized. */
export function build({
  stage = 'dev',
  environment = {},
  manifests = [COURIER, LEDGER],
  bundles,
  validatesSchemas,
}: Options = {}) {
  const all = [...FUNCTIONS, ...manifests.map(({ name }) => `families/${name}`)];
  const app = testApp(bundles ?? all, { validatesSchemas });
  return { app, ...buildManifold(app, { settings: loadSettings(stage, environment), manifests }) };
}

/** Templates of a stage, by default with the fixture families. */
export function synthesize(options: Options = {}): {
  data: Template;
  platform: Template;
  audit: Template;
  identity?: Template;
  network?: Template;
} {
  const { data, platform, audit, identity, network } = build(options);
  return {
    data: Template.fromStack(data),
    platform: Template.fromStack(platform),
    audit: Template.fromStack(audit),
    ...(identity ? { identity: Template.fromStack(identity) } : {}),
    ...(network ? { network: Template.fromStack(network) } : {}),
  };
}
