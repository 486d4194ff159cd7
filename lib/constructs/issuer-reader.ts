import { Duration, Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { ENV } from '../../schemas/environment.ts';
import type { Issuer } from '../../schemas/issuer.ts';
import { bundleFolder } from '../bundles.ts';
import type { Settings } from '../settings.ts';
import { ManifoldFunction } from './manifold-function.ts';

export interface IssuerReaderProps {
  readonly settings: Settings;
}

/** Reads the metadata of issuers for front, which may be in a network without a way to them. It has no other right. */
export class IssuerReader extends ManifoldFunction {
  constructor(scope: Construct, id: string, { settings }: IssuerReaderProps) {
    super(scope, id, {
      settings,
      service: 'issuer-reader',
      description: 'Reads the metadata of issuers',
      bundle: bundleFolder(scope, 'functions/issuer-reader'),
      memoryMb: 512,
      timeout: Duration.seconds(6),
    });
  }

  /** Sets the issuers that may be read. */
  describe(issuers: readonly Issuer[]): void {
    this.lambda.addEnvironment(ENV.ISSUERS, Stack.of(this).toJsonString(issuers));
  }

  grantRead(grantee: IGrantable): Grant {
    return Grant.addToPrincipal({
      grantee,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [this.lambda.functionArn],
    });
  }
}
