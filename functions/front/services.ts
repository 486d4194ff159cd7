import type { KeysOf } from '../core/secrets/derived-key.ts';
import type { StateTable } from '../core/state-table/state-table.ts';
import type { AuditTrail } from '../platform/audit/audit-trail.ts';
import type { Refusal } from '../platform/audit/refusals.ts';
import type { RenewalStarter } from '../platform/cache/renewal-starter.ts';
import type { ResponseCache } from '../platform/cache/response-cache.ts';
import type { Dispatcher } from '../platform/dispatch/dispatcher.ts';
import type { IssuerReader } from '../platform/identity/issuer-reader.ts';
import type { InputLimits } from '../platform/input/shape.ts';
import type { UsageTable } from '../platform/limits/usage-repository.ts';
import type { PolicySource } from '../platform/policy/policy-source.ts';
import type { Catalogue, Epochs } from '../platform/registry/catalogue.ts';
import type { TaskStarter } from '../platform/tasks/task-starter.ts';
import type { OAuthSettings } from './oauth/metadata.ts';
import type { DeniedAs } from './policy/policies.ts';

/** What front works with; made once per instance in index.ts. */
export interface Services {
  readonly catalogue: () => Promise<Catalogue>;
  readonly epochs: () => Promise<Epochs>;
  readonly policies: PolicySource;
  /** How a call of a tool that policies hide is answered. */
  readonly deniedAs: DeniedAs;
  /** How a call without its scopes is answered: by an error result, or by HTTP 403 with a challenge. */
  readonly missingScopes: 'result' | 'challenge';
  readonly oauth: OAuthSettings;
  readonly readIssuer: IssuerReader;
  readonly audit: AuditTrail;
  /** Records requests that are refused before they are a message. */
  readonly refused: (refusal: Refusal) => Promise<void>;
  readonly state: StateTable;
  readonly usage: UsageTable;
  readonly cache: ResponseCache;
  /** Starts renewals of stale answers. */
  readonly renewals: RenewalStarter;
  /** Whether callers may bypass the cache: on every stage but production. */
  readonly cacheBypass: boolean;
  readonly dispatcher: Dispatcher;
  readonly tasks: TaskStarter;
  readonly key: KeysOf;
  readonly stage: string;
  readonly version: string;
  readonly showTraces: boolean;
  readonly listOutputSchemas: boolean;
  /** Limits of arguments that the stage sets in place of the defaults. */
  readonly inputLimits: Partial<InputLimits>;
  /** Subscription streams that the whole stage holds open at once: each holds an instance. */
  readonly subscriptionStreams: number;
  /** Whether tools that move money, destroy something or hand out credentials ask for a second factor on this stage. */
  readonly stepUp: 'on' | 'off';
  /** Seconds for which a second factor counts as recent, for tools that are marked sensitive. */
  readonly mfaMaxAgeSeconds: number;
}
