import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Resource } from '../assembly/template.ts';

/** A cloud assembly made by hand, for tests: as `cdk synth` would write it for these resources. */
export type HandMade = {
  resources: Record<string, Resource>;
  outputs?: Record<string, { Value: unknown }>;
  /** Logical id of a function → source of its index.mjs. */
  code?: Record<string, string>;
};

/** Folders of one test; `dispose` removes them. */
export class TestFolders {
  readonly root = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  readonly assemblyDir = join(this.root, 'cdk.out');
  readonly stateDir = join(this.root, 'state');

  /** Writes (or replaces) the assembly. */
  write({ resources, outputs = {}, code = {} }: HandMade): void {
    mkdirSync(this.assemblyDir, { recursive: true });
    const files: Record<string, unknown> = {};
    for (const [id, source] of Object.entries(code)) {
      const folder = `asset.${assetKey(id, source)}`;
      mkdirSync(join(this.assemblyDir, folder), { recursive: true });
      writeFileSync(join(this.assemblyDir, folder, 'index.mjs'), source);
      files[id] = { source: { path: folder }, destinations: { here: { objectKey: `${assetKey(id, source)}.zip` } } };
    }
    const artifacts = {
      'App.assets': { type: 'cdk:asset-manifest', properties: { file: 'App.assets.json' } },
      App: { type: 'aws:cloudformation:stack', properties: { templateFile: 'App.template.json', stackName: 'app' } },
    };
    this.json('manifest.json', { version: '55.0.0', artifacts });
    this.json('App.assets.json', { files });
    this.json('App.template.json', { Resources: resources, Outputs: outputs });
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private json(name: string, value: unknown): void {
    writeFileSync(join(this.assemblyDir, name), JSON.stringify(value));
  }
}

/** Key of a function's asset: a changed source is another asset. */
export function assetKey(id: string, source: string): string {
  return `${id}${Buffer.from(source).reduce((sum, byte) => (sum * 31 + byte) % 1e9, 7)}`;
}

/** A role that Lambda may assume, with one policy of its own. */
export function role(
  ...statements: { Action: unknown; Resource: unknown; Condition?: unknown; Effect?: string }[]
): Resource {
  const policy = {
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
      Policies: statements.length > 0 ? [{ PolicyName: 'own', PolicyDocument: policy }] : [],
    },
  };
}

/** A function with its code as an asset; properties may be overridden. */
export function lambda(id: string, source: string, roleId: string, properties: Record<string, unknown> = {}): Resource {
  return {
    Type: 'AWS::Lambda::Function',
    Properties: {
      FunctionName: id.toLowerCase(),
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      MemorySize: 256,
      Timeout: 10,
      Code: { S3Bucket: 'assets', S3Key: `${assetKey(id, source)}.zip` },
      Role: { 'Fn::GetAtt': [roleId, 'Arn'] },
      ...properties,
    },
  };
}

/** A table with string keys pk and sk. */
export function table(tag: string, properties: Record<string, unknown> = {}): Resource {
  return {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      TableName: tag,
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      Replicas: [{ Region: 'us-east-1', Tags: [{ Key: 'manifold:table', Value: tag }] }],
      ...properties,
    },
  };
}
