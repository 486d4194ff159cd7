/** URLs and credentials of the cloud under test. */
export interface Endpoints {
  /** URL of the API, without a slash at the end. */
  apiUrl: string;
  mcpUrl: string;
  devKey: string;
  awsEndpoint: string;
  operator: { accessKeyId: string; secretAccessKey: string; sessionToken: string };
  /** Names by their tags. */
  tables: Record<string, string>;
  secrets: Record<string, string>;
  signingSecrets: Record<string, string>;
  functions: Record<string, string>;
  buckets: Record<string, string>;
  /** URLs of the stand-ins for providers, by their names. */
  sandboxes: Record<string, string>;
  controlUrl: string;
  /** Folder of the assembly that the cloud runs. */
  assemblyDir: string;
  /** Folder of its bundles, of which tests synthesize other stages. */
  bundlesDir: string;
}

/** Variable through which the global setup hands them to the tests. */
const VARIABLE = 'MANIFOLD_TEST_CLOUD';

export function publishEndpoints(endpoints: Endpoints): void {
  process.env[VARIABLE] = JSON.stringify(endpoints);
}

/** @throws {Error} outside the `integration` project, which alone starts a cloud */
export function endpoints(): Endpoints {
  const text = process.env[VARIABLE];
  if (text === undefined) throw new Error('No cloud is running: run these tests with --selectProjects integration.');
  return JSON.parse(text) as Endpoints;
}
