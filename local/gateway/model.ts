import type { Template } from './template.ts';

/** A REST API as the templates describe it. */
export type RestApi = {
  id: string;
  name: string;
  rootResourceId: string;
  binaryMediaTypes: string[];
  resources: Map<string, { parentId: string; pathPart: string }>;
  methods: Method[];
  authorizers: Map<string, Authorizer>;
  gatewayResponses: Map<string, GatewayResponse>;
  validators: Map<string, { body: boolean; parameters: boolean }>;
  stages: Map<string, Stage>;
};

export type Stage = {
  name: string;
  deploymentId: string;
  variables: Record<string, string>;
  /** `METHOD resource-path` (either may be `*`) → requests per second and burst. */
  throttles: Map<string, { rate: number; burst: number }>;
};

export type Method = {
  resourceId: string;
  httpMethod: string;
  authorizerId?: string;
  validatorId?: string;
  /** Header or query parameter → whether it is required, e.g. `method.request.header.Accept`. */
  requestParameters: Record<string, boolean>;
  integration: Integration;
};

export type Integration = LambdaIntegration | MockIntegration;

export type LambdaIntegration = {
  kind: 'lambda';
  functionArn: string;
  /** ARN of the role that API Gateway assumes to invoke; absent: the function's own policy must permit it. */
  credentials?: string;
  transfer: 'BUFFERED' | 'STREAM';
  timeoutMs: number;
};

export type MockIntegration = {
  kind: 'mock';
  /** Content type → template that yields `{"statusCode": …}`. */
  requestTemplates: Map<string, Template>;
  passthrough: 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';
  responses: MockResponse[];
};

export type MockResponse = {
  statusCode: number;
  selectionPattern?: string;
  /** Header → mapping expression. */
  headers: Record<string, string>;
  templates: Map<string, Template>;
};

export type Authorizer = {
  id: string;
  name: string;
  type: 'TOKEN' | 'REQUEST';
  functionArn: string;
  credentials?: string;
  /** e.g. `method.request.header.Authorization`. */
  identitySources: string[];
  ttlSeconds: number;
  /** TOKEN only: pattern that a token has to match. */
  validation?: RegExp;
};

export type GatewayResponse = {
  statusCode?: number;
  headers: Record<string, string>;
  templates: Map<string, Template>;
};
