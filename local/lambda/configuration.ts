/** Configuration of a function or one published version; plain data, stored for versions. */
export type FunctionConfiguration = {
  functionName: string;
  /** Unqualified ARN. */
  arn: string;
  roleArn: string;
  handler: string;
  runtime: string;
  memoryMb: number;
  timeoutSeconds: number;
  environment: Record<string, string>;
  /** Key of the code in the code store. */
  code: string;
  tenantIsolated: boolean;
  logGroup: string;
  tags: Record<string, string>;
};

/** Limits of Lambda (Lambda Developer Guide, "Lambda quotas"). */
export const LIMITS = {
  payloadBytes: 6 * 1024 * 1024,
  initSeconds: 10,
} as const;
