import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Template } from 'aws-cdk-lib/assertions';
import { OPA_FILES } from '../../schemas/policy-engine.ts';
import { OPA_MODULE } from '../support/opa-module.ts';
import { build } from './support/synthesize.ts';

const RULE = 'manifold/authz/decision';
const SERVER = { engine: 'opa-server', url: 'https://opa.example.com', rule: RULE, timeoutMs: 500 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'manifold-policy-'));
  writeFileSync(join(folder, 'policy.wasm'), OPA_MODULE);
  writeFileSync(join(folder, 'data.json'), '{"lists":{}}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const wasm = () => ({
  engine: 'opa-wasm',
  wasm: join(folder, 'policy.wasm'),
  data: join(folder, 'data.json'),
  entrypoint: RULE,
});

/** Front's setting and the folder of its code, as a stage with this policy setting synthesizes them. */
function frontWith(policy?: object) {
  const { app, platform } = build({ environment: policy && { MANIFOLD_POLICY: JSON.stringify(policy) } });
  const assembly = app.synth();
  const functions = Object.values(Template.fromStack(platform).findResources('AWS::Lambda::Function'));
  const front = functions.find(
    ({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME === 'front',
  );
  return {
    setting: JSON.parse(front?.Properties.Environment.Variables.POLICY_ENGINE),
    code: join(assembly.directory, front?.Metadata['aws:asset:path']),
  };
}

describe('the policy setting of a stage', () => {
  it('is Cedar by default, without files of OPA in the code of front', () => {
    const { setting, code } = frontWith();
    expect(setting).toEqual({ engine: 'cedar' });
    expect(existsSync(join(code, OPA_FILES.wasm))).toBe(false);
  });

  it('hands an OPA server to front', () => {
    expect(frontWith(SERVER).setting).toEqual(SERVER);
  });

  it('puts compiled Rego and its data beside the code of front', () => {
    const { setting, code } = frontWith(wasm());
    expect(setting).toMatchObject({ engine: 'opa-wasm', entrypoint: RULE });
    const files = ['index.mjs', OPA_FILES.wasm, OPA_FILES.data];
    expect(files.filter((file) => !existsSync(join(code, file)))).toEqual([]);
  });

  it('fails synthesis if the compiled Rego does not exist', () => {
    expect(() => frontWith({ ...wasm(), wasm: 'no/policy.wasm' })).toThrow(/no\/policy\.wasm does not exist/);
  });

  it.each([
    ['an unknown engine', { engine: 'rego' }],
    ['a server without a rule', { engine: 'opa-server', url: 'https://opa.example.com' }],
    ['a server that is not reached over HTTP', { ...SERVER, url: 'file:///opa' }],
    ['a limit of more than five seconds', { ...SERVER, timeoutMs: 60_000 }],
  ])('refuses %s', (_, policy) => {
    expect(() => frontWith(policy)).toThrow('policy');
  });

  it('refuses an OPA server without TLS in production', () => {
    const environment = { MANIFOLD_POLICY: JSON.stringify({ ...SERVER, url: 'http://opa.example.com' }) };
    expect(() => build({ stage: 'prod', environment })).toThrow('policy.url must start with https://');
  });
});
