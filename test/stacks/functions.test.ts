import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { build, COURIER, LEDGER, synthesize } from './support/synthesize.ts';

const FUNCTION = 'AWS::Lambda::Function';
const { platform } = synthesize();

const familyTag = (name: string) => Match.arrayWith([{ Key: 'manifold:family', Value: name }]);
const environment = (service: string) =>
  Object.values(
    platform.findResources(FUNCTION, {
      Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: service } } },
    }),
  )[0]?.Properties.Environment.Variables;

describe('every function', () => {
  it('runs on Node 24 and arm64, traced', () => {
    platform.allResourcesProperties(FUNCTION, {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      TracingConfig: { Mode: 'Active' },
      Handler: 'index.handler',
    });
  });

  it('logs to a group of its own that has a retention', () => {
    const functions = Object.values(platform.findResources(FUNCTION));
    const groups = functions.map(({ Properties }) => Properties.LoggingConfig.LogGroup.Ref);
    expect(new Set(groups).size).toBe(functions.length);
    platform.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 7 });
  });

  it('has a role of its own, without a managed policy', () => {
    const functions = Object.values(platform.findResources(FUNCTION));
    const roles = functions.map(({ Properties }) => Properties.Role['Fn::GetAtt'][0]);
    expect(new Set(roles).size).toBe(functions.length);
    for (const role of roles) {
      expect(platform.findResources('AWS::IAM::Role')[role]?.Properties).not.toHaveProperty('ManagedPolicyArns');
    }
  });

  it('has stage, version and log level in its environment', () => {
    const variables = { MANIFOLD_STAGE: 'dev', MANIFOLD_VERSION: Match.anyValue(), POWERTOOLS_LOG_LEVEL: 'INFO' };
    platform.allResourcesProperties(FUNCTION, { Environment: { Variables: Match.objectLike(variables) } });
  });
});

it.each(['dev', 'prod'] as const)(
  'stage %s reserves no concurrency, so that it deploys into a new account',
  (stage) => {
    const { platform, identity } = synthesize({ stage });
    const functions = [platform, identity].flatMap((template) =>
      Object.values(template?.findResources(FUNCTION) ?? {}),
    );
    expect(functions.length).toBeGreaterThan(9);
    const reserving = functions.filter(({ Properties }) => Properties.ReservedConcurrentExecutions !== undefined);
    expect(reserving).toEqual([]);
  },
);

describe('a family', () => {
  it('has memory, timeout and tenant isolation from its manifest', () => {
    platform.hasResourceProperties(FUNCTION, {
      Tags: familyTag('ledger'),
      MemorySize: LEDGER.memoryMb,
      Timeout: LEDGER.timeoutSeconds,
      TenancyConfig: { TenantIsolationMode: 'PER_TENANT' },
    });
    platform.hasResourceProperties(FUNCTION, { Tags: familyTag('courier'), TenancyConfig: Match.absent() });
  });

  it('has its settings and the names of the tables that it may probe in its environment', () => {
    expect(environment('family-ledger')).toMatchObject({
      LEDGER_URL: 'https://ledger.example',
      REGISTRY_TABLE_NAME: expect.anything(),
      STATE_TABLE_NAME: expect.anything(),
    });
    expect(environment('family-ledger')).not.toHaveProperty('AUDIT_TABLE_NAME');
  });

  it('has a setting that the stage overrides', () => {
    const chosen = { MANIFOLD_FAMILY_SETTINGS: '{"ledger":{"LEDGER_URL":"https://live.example"}}' };
    synthesize({ environment: chosen }).platform.hasResourceProperties(FUNCTION, {
      Environment: { Variables: Match.objectLike({ LEDGER_URL: 'https://live.example' }) },
    });
  });

  it('has a secret whose placeholder stays the same when the manifest names more keys', () => {
    const more = { ...LEDGER, secrets: { ...LEDGER.secrets, CERTIFICATE: 'Client certificate' } };
    const placeholder = { Name: 'manifold/dev/ledger', GenerateSecretString: Match.anyValue() };
    const secretOf = (template: Template) =>
      Object.values(template.findResources('AWS::SecretsManager::Secret', { Properties: placeholder }))[0]?.Properties;
    const before = secretOf(platform);
    const after = secretOf(synthesize({ manifests: [COURIER, more] }).platform);
    expect(after.Description).toContain('API_KEY, CERTIFICATE');
    expect(after.GenerateSecretString).toEqual(before.GenerateSecretString);
    expect(before.Tags).toContainEqual({ Key: 'manifold:family', Value: 'ledger' });
  });

  it('has no secret if its manifest names none', () => {
    const bare = synthesize({ manifests: [{ ...LEDGER, secrets: {} }] }).platform;
    const secrets = Object.values(bare.findResources('AWS::SecretsManager::Secret'));
    const names = secrets.map(({ Properties }) => Properties.Name).sort();
    expect(names).toEqual(['manifold/dev/platform', 'manifold/dev/signing-keys']);
  });

  it('publishes a version that is kept when a newer one is published', () => {
    platform.resourceCountIs('AWS::Lambda::Version', 2);
    platform.allResources('AWS::Lambda::Version', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it('is refused if it asks for a VPC and the stage has none', () => {
    expect(() => build({ manifests: [{ ...LEDGER, network: 'vpc' }] })).toThrow(
      'Family "ledger": network: asks for the VPC, but the stage has none; set "network" (MANIFOLD_NETWORK).',
    );
  });

  it('is refused if its bundle is missing, with the command that makes it', () => {
    const bundles = ['audit-closer', 'audit-sealer', 'audit-watcher', 'pre-token', 'tokens'].map(
      (name) => `functions/${name}`,
    );
    expect(() => build({ bundles })).toThrow(
      'The bundle dist/families/courier/index.mjs is missing: run `npm run build` first.',
    );
  });
});

describe('source maps', () => {
  it('are read in stages that show traces, and in no other', () => {
    expect(environment('front')).toMatchObject({ SHOW_TRACES: 'true', NODE_OPTIONS: '--enable-source-maps' });
    const hidden = synthesize({ environment: { MANIFOLD_SHOW_TRACES: 'false' } }).platform;
    const functions = Object.values(hidden.findResources(FUNCTION)).map(({ Properties }) => Properties.Environment);
    expect(functions.length).toBeGreaterThan(5);
    expect(JSON.stringify(functions)).not.toContain('NODE_OPTIONS');
  });
});

describe('front and authorizer', () => {
  it('have the concurrency that the stage reserves for them', () => {
    const reserved = { MANIFOLD_RESERVED_CONCURRENCY: '{"front":40,"authorizer":10}' };
    const { platform } = synthesize({ environment: reserved });
    for (const [service, instances] of [
      ['front', 40],
      ['authorizer', 10],
    ]) {
      platform.hasResourceProperties(FUNCTION, {
        ReservedConcurrentExecutions: instances,
        Environment: { Variables: Match.objectLike({ POWERTOOLS_SERVICE_NAME: service }) },
      });
    }
  });

  it('show no traces in production', () => {
    synthesize({ stage: 'prod' }).platform.hasResourceProperties(FUNCTION, {
      Environment: { Variables: Match.objectLike({ POWERTOOLS_SERVICE_NAME: 'front', SHOW_TRACES: 'false' }) },
    });
  });
});

describe('the registry seeder', () => {
  it('receives the version and the invoke mode of each family', () => {
    const [seed] = Object.values(platform.findResources('Custom::RegistrySeed'));
    const text = JSON.stringify(seed?.Properties.Targets);
    expect(text).toMatch(
      /courier.*FamilycourierFunctionCurrentVersion.*stream.*ledger.*FamilyledgerFunctionCurrentVersion.*buffered/,
    );
  });

  it('has the manifests in its asset', () => {
    const { app, platform } = build();
    const assembly = app.synth();
    const [seeder] = Object.values(
      Template.fromStack(platform).findResources(FUNCTION, {
        Properties: { Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'registry-seeder' } } },
      }),
    );
    const folder = join(assembly.directory, seeder?.Metadata['aws:asset:path']);
    expect(JSON.parse(readFileSync(join(folder, 'manifests.json'), 'utf8'))).toEqual([COURIER, LEDGER]);
    expect(readFileSync(join(folder, 'index.mjs'), 'utf8')).toContain('registry-seeder');
  });

  it('runs again when a manifest changes and not otherwise', () => {
    const hashOf = (description: string) => {
      const { platform } = synthesize({ manifests: [{ ...LEDGER, description }] });
      return Object.values(platform.findResources('Custom::RegistrySeed'))[0]?.Properties.ManifestHash;
    };
    expect(hashOf('One.')).toBe(hashOf('One.'));
    expect(hashOf('One.')).not.toBe(hashOf('Another.'));
  });
});
