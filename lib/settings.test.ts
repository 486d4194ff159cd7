import { describe, expect, it } from '@jest/globals';
import { loadSettings, SettingsError } from './settings.ts';

describe('settings of a stage', () => {
  it.each(['dev', 'prod'])('of %s stand without any variable', (stage) => {
    expect(loadSettings(stage, {}).stage).toBe(stage);
  });

  it('of an unknown stage are refused with the stages there are', () => {
    expect(() => loadSettings('staging', {})).toThrow(
      new SettingsError('There is no stage "staging": choose one of dev, prod.'),
    );
  });
});

describe('variables of the environment', () => {
  it.each([
    ['MANIFOLD_ALLOWED_HOSTS', 'a.example, b.example', { allowedHosts: ['a.example', 'b.example'] }],
    ['MANIFOLD_LOG_RETENTION_DAYS', '90', { logRetentionDays: 90 }],
    ['MANIFOLD_SHOW_TRACES', 'false', { showTraces: false }],
    ['MANIFOLD_LIST_OUTPUT_SCHEMAS', 'true', { listOutputSchemas: true }],
    ['MANIFOLD_REGION', 'eu-central-1', { region: 'eu-central-1' }],
    ['MANIFOLD_PUBLIC_URL', 'http://127.0.0.1:4600', { publicUrl: 'http://127.0.0.1:4600' }],
    [
      'MANIFOLD_FORMER_URLS',
      '[{"url":"https://old.example/dev","until":"2027-11-30"}]',
      { formerUrls: [{ url: 'https://old.example/dev', until: '2027-11-30' }] },
    ],
    ['MANIFOLD_RESERVED_CONCURRENCY', '{"front":50}', { reservedConcurrency: { front: 50 } }],
    ['MANIFOLD_FAMILY_SETTINGS', '{"kyc":{"A":"b"}}', { familySettings: { kyc: { A: 'b' } } }],
  ])('%s overrides its setting', (name, value, expected) => {
    expect(loadSettings('dev', { [name]: value })).toMatchObject(expected);
  });

  it('change nothing if they are empty', () => {
    expect(loadSettings('dev', { MANIFOLD_LOG_RETENTION_DAYS: '' })).toEqual(loadSettings('dev', {}));
  });

  it.each([
    ['MANIFOLD_LOG_RETENTION_DAYS', '8', 'logRetentionDays'],
    ['MANIFOLD_SHOW_TRACES', 'yes', 'showTraces'],
    ['MANIFOLD_AUTHORIZER_TTL_SECONDS', '61', 'authorizerTtlSeconds'],
    ['MANIFOLD_RESERVED_CONCURRENCY', '{"fronnt":1}', 'reservedConcurrency'],
    ['MANIFOLD_THROTTLING', 'fast', 'throttling'],
    ['MANIFOLD_PUBLIC_URL', 'https://mcp.example/', 'publicUrl'],
    ['MANIFOLD_FORMER_URLS', '[{"url":"https://old.example/","until":"2027-11-30"}]', 'formerUrls.0.url'],
    ['MANIFOLD_FORMER_URLS', '[{"url":"https://old.example","until":"soon"}]', 'formerUrls.0.until'],
  ])('%s=%s is refused by the name of its setting', (name, value, setting) => {
    const load = () => loadSettings('dev', { [name]: value });
    expect(load).toThrow(SettingsError);
    expect(load).toThrow(`Settings of stage "dev": ${setting}: `);
  });
});

describe('a production stage', () => {
  it.each([
    ['MANIFOLD_SHOW_TRACES', 'true', 'showTraces must be off in production'],
    ['MANIFOLD_ALLOWED_ORIGINS', 'https://*.example', 'allowedOrigins must not hold "https://*.example" in production'],
    ['MANIFOLD_ALLOWED_ORIGINS', '*', 'allowedOrigins must not hold "*" in production'],
    ['MANIFOLD_ALLOWED_ORIGINS', 'http://chat.example', 'allowedOrigins must not hold "http://chat.example"'],
    ['MANIFOLD_DELETION_PROTECTION', 'false', 'deletionProtection must be on in production'],
    ['MANIFOLD_REMOVAL_POLICY', 'destroy', 'removalPolicy must be "retain" in production'],
    [
      'MANIFOLD_FAMILY_SETTINGS',
      '{"kyc":{"KYC_REDIRECT_ORIGINS":"https://app.example,https://localhost:*"}}',
      'familySettings must not hold a test value in production, but kyc.KYC_REDIRECT_ORIGINS does',
    ],
    ['MANIFOLD_PUBLIC_URL', 'http://mcp.example', 'publicUrl must start with https:// in production'],
    [
      'MANIFOLD_FORMER_URLS',
      '[{"url":"http://old.example","until":"2027-11-30"}]',
      'formerUrls must not hold "http://old.example" in production',
    ],
  ])('with %s=%s is refused', (name, value, sentence) => {
    expect(() => loadSettings('prod', { [name]: value })).toThrow(sentence);
  });

  it('is refused with all of its faults at once', () => {
    const load = () => loadSettings('prod', { MANIFOLD_SHOW_TRACES: 'true', MANIFOLD_DELETION_PROTECTION: 'false' });
    expect(load).toThrow(/showTraces must be off.*deletionProtection must be on/);
  });

  it('may name origins in full', () => {
    const { allowedOrigins } = loadSettings('prod', { MANIFOLD_ALLOWED_ORIGINS: 'https://chat.example' });
    expect(allowedOrigins).toEqual(['https://chat.example']);
  });
});
