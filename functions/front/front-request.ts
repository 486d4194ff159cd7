import type { Principal } from '../../schemas/invocation.ts';
import type { PolicyEngine } from '../platform/policy/engine.ts';
import type { Catalogue } from '../platform/registry/catalogue.ts';
import type { CatalogueView, Endpoint } from '../platform/registry/view.ts';
import type { Charge } from './limits/charge.ts';

/** One HTTP request to the endpoint, with its caller and what that caller sees. */
export interface FrontRequest {
  readonly endpoint: Endpoint;
  readonly principal: Principal;
  /** Client address, unmasked, for policies; audit masks it. */
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly correlationId: string;
  /** Unix milliseconds at which the function's time runs out. */
  readonly functionDeadline: number;
  readonly requestBytes: number;
  readonly idempotencyKeyHeader: string | undefined;
  /** The policies and the registry as of this request, and what this endpoint shows of it. */
  readonly engine: PolicyEngine;
  readonly catalogue: Catalogue;
  readonly view: CatalogueView;
  /** How the request was counted under its limits. */
  readonly charge: Charge;
}
