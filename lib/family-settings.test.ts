import { describe, expect, it } from '@jest/globals';
import { FamilyManifest } from '../schemas/family-manifest.ts';
import { refuseUnknownFamilies, settingsOfFamily } from './family-settings.ts';
import { loadSettings } from './settings.ts';

const manifest = (settings: FamilyManifest['settings']): FamilyManifest =>
  FamilyManifest.parse({
    name: 'alpha',
    title: 'Alpha',
    version: '1.0.0',
    description: 'A family.',
    network: 'internet',
    egress: [],
    memoryMb: 256,
    timeoutSeconds: 30,
    tenantIsolated: false,
    secrets: {},
    settings,
    probes: [],
    tools: [],
    resources: [],
    resourceTemplates: [],
    prompts: [],
  });
const HOST = { HOST: { description: 'Where it is', default: 'default.example' } };
const stage = (alpha: Record<string, string>) => ({ ...loadSettings('dev', {}), familySettings: { alpha } });

describe('the environment of a family', () => {
  it('has the defaults of the manifest', () => {
    expect(settingsOfFamily(manifest(HOST), loadSettings('dev', {}))).toEqual({ HOST: 'default.example' });
  });

  it('has what the stage chose in their place', () => {
    expect(settingsOfFamily(manifest(HOST), stage({ HOST: 'live.example' }))).toEqual({ HOST: 'live.example' });
  });

  it('refuses a setting that the manifest does not declare', () => {
    expect(() => settingsOfFamily(manifest(HOST), stage({ HOTS: 'live.example' }))).toThrow(
      'Settings of stage "dev": familySettings.alpha.HOTS: the family has no such setting.',
    );
  });

  it('has the default for development on a development stage alone', () => {
    const origins = { ORIGINS: { description: 'Where to', default: '', developmentDefault: 'https://example.com' } };
    expect(settingsOfFamily(manifest(origins), loadSettings('dev', {}))).toEqual({ ORIGINS: 'https://example.com' });
    expect(settingsOfFamily(manifest(origins), loadSettings('prod', {}))).toEqual({ ORIGINS: '' });
  });

  it.each(['AWS_REGION', 'STATE_TABLE_NAME', 'SHOW_TRACES', 'NODE_OPTIONS'])('refuses the reserved name %s', (name) => {
    const taken = manifest({ [name]: { description: 'x', default: 'y' } });
    expect(() => settingsOfFamily(taken, loadSettings('dev', {}))).toThrow(
      `Family "alpha": settings.${name}: the name belongs to the platform.`,
    );
  });
});

it('settings of a family that is not there are refused', () => {
  expect(() => refuseUnknownFamilies([], stage({ HOST: 'x' }))).toThrow(
    'Settings of stage "dev": familySettings.alpha: there is no such family.',
  );
});
