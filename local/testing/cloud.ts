import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Cloud, type CloudOptions, startCloud } from '../cloud.ts';
import { type HandMade, TestFolders } from './assembly.ts';

export type Invoked = { error: string | undefined; version: string | undefined; payload: Record<string, unknown> };

/** A local cloud over a hand-made assembly, with the operator's client for Lambda. */
export class TestCloud {
  readonly folders = new TestFolders();
  private running: Cloud | undefined;
  private client: LambdaClient | undefined;

  get cloud(): Cloud {
    if (!this.running) throw new Error('The cloud does not run.');
    return this.running;
  }

  get lambda(): LambdaClient {
    this.client ??= new LambdaClient(this.clientOptions());
    return this.client;
  }

  /** Options for any AWS client, with the rights of the operator. */
  clientOptions() {
    const { awsEndpoint, operator } = this.cloud;
    return { region: 'us-east-1', endpoint: awsEndpoint, credentials: operator, maxAttempts: 1 };
  }

  async start(assembly: HandMade, options: Partial<CloudOptions> = {}): Promise<Cloud> {
    const { assemblyDir, stateDir } = this.folders;
    this.folders.write(assembly);
    this.running = await startCloud({ assemblyDir, stateDir, port: 0, maxInstancesPerFunction: 3, ...options });
    return this.running;
  }

  async invoke(
    name: string,
    event: unknown,
    options: { TenantId?: string; Qualifier?: string } = {},
  ): Promise<Invoked> {
    const answer = await this.lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event), ...options }),
    );
    return {
      error: answer.FunctionError,
      version: answer.ExecutedVersion,
      payload: JSON.parse(Buffer.from(answer.Payload ?? []).toString()),
    };
  }

  /** Options for any AWS client, with the rights of a function's role; its source has to be LENDER. */
  async clientOptionsOf(name: string) {
    const { payload } = await this.invoke(name, {});
    const { accessKeyId, secretAccessKey, sessionToken } = payload;
    const credentials = {
      accessKeyId: String(accessKeyId),
      secretAccessKey: String(secretAccessKey),
      sessionToken: String(sessionToken),
    };
    return { ...this.clientOptions(), credentials };
  }

  async stop(): Promise<void> {
    this.client?.destroy();
    this.client = undefined;
    await this.running?.stop();
    this.running = undefined;
  }

  async dispose(): Promise<void> {
    await this.stop();
    this.folders.dispose();
  }
}
