/**
 * The CDK app. `npx cdk synth` builds the bundles and synthesizes stage `dev`; `-c stage=prod` another one.
 * A fault that the deployer can correct is printed as one sentence, without a stack trace.
 */
import { App } from 'aws-cdk-lib';
import { buildManifold } from '../lib/app.ts';
import { BundleError } from '../lib/bundles.ts';
import { FamilyError, loadManifests } from '../lib/families.ts';
import { loadSettings, SettingsError } from '../lib/settings.ts';

try {
  // Synthesis is called below. By itself CDK would also synthesize the incomplete app after a fault.
  const app = new App({ autoSynth: false });
  const settings = loadSettings(String(app.node.tryGetContext('stage') ?? 'dev'));
  buildManifold(app, { settings, manifests: await loadManifests() });
  app.synth();
} catch (error) {
  const known = [BundleError, FamilyError, SettingsError].some((kind) => error instanceof kind);
  if (!known) throw error;
  console.error((error as Error).message);
  process.exitCode = 1;
}
