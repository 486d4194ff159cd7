/** The settings of a tenant in the family's table: the version that holds, and the versions before it. */
import { ManifoldError } from '../../../core/errors/manifold-error.ts';
import type { StoreItem, TenantStore } from '../../../kit/store/store.ts';
import { DEFAULT_POLICY, type ScoringPolicy } from '../scoring/scoring-policy.ts';
import { FraudSettings, policyOf } from './settings.ts';

export interface SettingsVersion {
  readonly version: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly reason: string;
  readonly settings: FraudSettings;
}

interface SettingsItem extends StoreItem, SettingsVersion {}

const PARTITION = 'settings';
const LIVE = { pk: PARTITION, sk: 'live' };
const versionSk = (version: number) => `version#${String(version).padStart(6, '0')}`;

export async function liveSettings(store: TenantStore): Promise<SettingsVersion | undefined> {
  return store.get<SettingsItem>(LIVE);
}

/** The policy that scans use: that of the live settings, or the defaults. */
export async function livePolicy(store: TenantStore): Promise<ScoringPolicy> {
  const live = await liveSettings(store);
  if (!live) return DEFAULT_POLICY;
  const read = FraudSettings.safeParse(live.settings);
  if (read.success) return policyOf(read.data);
  // Scoring by the defaults would pass what a person has forbidden.
  throw new ManifoldError('E5001', `The settings of scoring, version ${live.version}, cannot be read.`, {
    cause: read.error,
  });
}

/** Stores settings as the next version, which holds from the next scan on. */
export async function saveSettings(
  store: TenantStore,
  { settings, reason, now }: { settings: FraudSettings; reason: string; now: number },
): Promise<SettingsVersion> {
  const before = await liveSettings(store);
  const next: SettingsVersion = {
    version: (before?.version ?? 0) + 1,
    at: new Date(now).toISOString(),
    reason,
    settings,
  };
  const isUnchanged = before
    ? { condition: '#version = :before', names: { '#version': 'version' }, values: { ':before': before.version } }
    : { condition: 'attribute_not_exists(pk)' };
  await store.transact([
    { kind: 'put', item: { ...LIVE, ...next }, ...isUnchanged },
    { kind: 'put', item: { pk: PARTITION, sk: versionSk(next.version), ...next } },
  ]);
  return next;
}

/** The versions, newest first, at most 50. */
export async function settingsHistory(store: TenantStore): Promise<SettingsVersion[]> {
  const { items } = await store.query<SettingsItem>({
    pk: PARTITION,
    sk: { beginsWith: 'version#' },
    order: 'descending',
    limit: 50,
  });
  return items;
}

export async function settingsOfVersion(store: TenantStore, version: number): Promise<SettingsVersion | undefined> {
  return store.get<SettingsItem>({ pk: PARTITION, sk: versionSk(version) });
}
