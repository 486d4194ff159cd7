import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type App, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks, ServerlessChecks } from 'cdk-nag';
import { loadManifests, PROJECT_ROOT } from '../../lib/families.ts';
import vault from './fixtures/families/vault/family.ts';
import { build, testApp } from './support/synthesize.ts';

interface Finding {
  ruleName: string;
  reason?: string;
  violatingConstructs: { constructPath: string }[];
}

interface Report {
  pluginName: string;
  violations: Finding[];
  suppressedViolations: Finding[];
}

/** What each pack of cdk-nag left in the report of the synthesis: findings, and those acknowledged with a reason. */
function reportsOf(app: App): Report[] {
  return JSON.parse(readFileSync(join(app.outdir, 'validation-report.json'), 'utf8')).pluginReports;
}

/** What the rules of AwsSolutions found. */
function reportOf(app: App): Report {
  const [report] = reportsOf(app).filter(({ pluginName }) => pluginName === 'AwsSolutions');
  if (!report) throw new Error('The rules of AwsSolutions were not run.');
  return report;
}

/** An app that breaks the rules, held to them the way buildManifold does it. */
function badApp(): App {
  const app = testApp();
  const stack = new Stack(app, 'Bad');
  new Bucket(stack, 'Open');
  const role = new Role(stack, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new PolicyStatement({ actions: ['dynamodb:*'], resources: ['*'] }));
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

// A synthesis that fails also asks the process to fail, which here would fail a green test run.
const { exitCode } = process;
afterEach(() => {
  process.exitCode = exitCode;
});

it('there is one copy of aws-cdk-lib, since cdk-nag finds nothing if there are two', () => {
  const { packages } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package-lock.json'), 'utf8'));
  const copies = Object.keys(packages).filter((path) => path.endsWith('node_modules/aws-cdk-lib'));
  expect(copies).toEqual(['node_modules/aws-cdk-lib']);
});

describe('the packs for PCI DSS, NIST 800-53, HIPAA and serverless applications', () => {
  const PACKS = ['AwsSolutions', 'HIPAA.Security', 'NIST.800.53.R5', 'PCI.DSS.321', 'Serverless'];

  /** The stage prod with every family and all that it can have, held to every pack in one synthesis. */
  async function synthesizeAll(): Promise<Report[]> {
    const { app } = build({
      stage: 'prod',
      manifests: [...(await loadManifests()), vault.manifest],
      environment: { MANIFOLD_NETWORK: JSON.stringify({ kind: 'new' }), MANIFOLD_CACHE: 'valkey' },
    });
    Validations.of(app).addPlugins(
      new HIPAASecurityChecks(app),
      new NIST80053R5Checks(app),
      new PCIDSS321Checks(app),
      new ServerlessChecks(app),
    );
    app.synth();
    return reportsOf(app);
  }

  it('find only what is acknowledged, and each with a reason in a sentence', async () => {
    const reports = await synthesizeAll();
    expect(reports.map(({ pluginName }) => pluginName).sort()).toEqual(PACKS);
    expect(
      reports.flatMap(({ violations }) =>
        violations.flatMap(({ ruleName, violatingConstructs }) =>
          violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
        ),
      ),
    ).toEqual([]);
    for (const { pluginName, suppressedViolations } of reports) {
      expect([pluginName, suppressedViolations.length > 0]).toEqual([pluginName, true]);
      for (const { reason } of suppressedViolations) expect(reason).toMatch(/^\w.{30,}\.$/);
    }
  });
});

describe('the AwsSolutions rules', () => {
  it('find only what is acknowledged in stage dev', () => {
    const { app } = build();
    app.synth();
    expect(reportOf(app).violations).toEqual([]);
  });

  it('find only what is acknowledged in a stage with a custom domain', () => {
    const domain = {
      name: 'mcp.example.com',
      certificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/example',
    };
    const { app } = build({ stage: 'prod', environment: { MANIFOLD_DOMAIN: JSON.stringify(domain) } });
    app.synth();
    expect(reportOf(app).violations).toEqual([]);
  });

  it('are acknowledged with a reason in a sentence', () => {
    const { app } = build();
    app.synth();
    const { suppressedViolations } = reportOf(app);
    expect(suppressedViolations.length).toBeGreaterThan(0);
    for (const { reason } of suppressedViolations) expect(reason).toMatch(/^\w.{30,}\.$/);
  });

  it('stop the synthesis of a stack that breaks them', () => {
    const app = badApp();
    expect(() => app.synth()).toThrow();
    const found = reportOf(app).violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath }) => `${ruleName} at ${constructPath}`),
    );
    expect(found).toEqual(
      expect.arrayContaining([
        'AwsSolutions-S10 at Bad/Open/Resource',
        'AwsSolutions-IAM5[Action::dynamodb:*] at Bad/Role/DefaultPolicy/Resource',
      ]),
    );
  });
});
