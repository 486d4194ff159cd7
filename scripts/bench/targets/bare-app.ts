/** `node bare-app.ts <bundle> <out>`: an assembly with the bare handler behind a REST API, streaming as front's does. */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { LambdaIntegration, ResponseTransferMode, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { Architecture, Code, Function as LambdaFunction, Runtime } from 'aws-cdk-lib/aws-lambda';

const [bundle = '', outdir = ''] = process.argv.slice(2);
const app = new App({ outdir, analyticsReporting: false });
const stack = new Stack(app, 'Bare', { env: { region: 'us-east-1' } });
const handler = new LambdaFunction(stack, 'Handler', {
  runtime: Runtime.NODEJS_24_X,
  architecture: Architecture.ARM_64,
  handler: 'index.handler',
  code: Code.fromAsset(bundle, { exclude: ['*.map'] }),
  memorySize: 1769,
  timeout: Duration.minutes(15),
});
const api = new RestApi(stack, 'Api', { cloudWatchRole: false });
const integration = new LambdaIntegration(handler, { responseTransferMode: ResponseTransferMode.STREAM });
api.root.addResource('mcp').addMethod('POST', integration);
app.synth();
