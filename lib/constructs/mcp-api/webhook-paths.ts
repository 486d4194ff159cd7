import { type IResource, LambdaIntegration } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { openMethod } from './open-method.ts';

/**
 * Adds `POST /webhooks/{family}/{source}`. The body goes on as it came: no model, no mapping, and no binary media types,
 * so that text stays text. Signatures are over its bytes.
 */
export function addWebhookPaths(root: IResource, webhooks: IFunction): void {
  openMethod(
    root.resourceForPath('webhooks/{family}/{source}'),
    'POST',
    new LambdaIntegration(webhooks, { allowTestInvoke: false }),
    { reason: 'Providers sign what they send; the function checks it, over the raw body.' },
  );
}
