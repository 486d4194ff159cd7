import { loadManifests } from '../../../lib/families.ts';
import { type FamilyManifest, marksStarts, usesBreaker } from '../../../schemas/family-manifest.ts';
import { isKeyed } from '../../../schemas/webhooks.ts';
import { permissionsOf, type Question } from './iam.ts';
import { COURIER, LEDGER, synthesize } from './synthesize.ts';

/** The families that ship, and the fixtures: one that streams, one with a setting of each kind. */
export const MANIFESTS = [...(await loadManifests()), COURIER, LEDGER];
/** Start of the logical id of all that belongs to a family. */
export const idOf = ({ name }: FamilyManifest) => `Family${name.replaceAll('-', '')}`;
export const streams = ({ tools }: FamilyManifest) => tools.some(({ streaming }) => streaming);
export const usesTables = (manifest: FamilyManifest) =>
  manifest.probes.length > 0 ||
  manifest.capabilities.includes('platform-health') ||
  streams(manifest) ||
  marksStarts(manifest) ||
  usesBreaker(manifest);
export const FAMILIES = MANIFESTS.map(idOf);
export const WITH_SECRET = MANIFESTS.filter(({ secrets }) => Object.keys(secrets).length > 0).map(idOf);
const TAKES_EVENTS = MANIFESTS.some(({ webhooks }) => webhooks.length > 0);
/** Start of the logical id of all that verifies the events of a family. */
const signaturesOf = ({ name }: FamilyManifest) => `Signatures${name.replaceAll('-', '')}`;
/** Secrets of keys that sign events. */
export const WITH_SIGNING_KEYS = MANIFESTS.filter(({ signingSecrets }) => Object.keys(signingSecrets).length > 0).map(
  signaturesOf,
);
/** Functions that fetch public keys, by the family whose credentials they use. */
export const KEY_FUNCTIONS = new Map(
  MANIFESTS.filter(({ webhooks }) => webhooks.some(isKeyed)).map((manifest) => [
    signaturesOf(manifest),
    idOf(manifest),
  ]),
);
/** Families that may have tokens issued: they invoke the function that signs them. */
export const WITH_TOKENS = MANIFESTS.filter(({ capabilities }) => capabilities.includes('platform-tokens')).map(idOf);
export const FUNCTIONS = [
  ...FAMILIES,
  ...(TAKES_EVENTS ? ['Webhooks'] : []),
  ...KEY_FUNCTIONS.keys(),
  'Front',
  'Admin',
  'AuditCloser',
  'AuditSealer',
  'AuditWatcher',
  'Authorizer',
  'CacheRenewer',
  'IssuerReader',
  'RegistrySeeder',
  'TaskRunner',
  'Tokens',
];
/** Those that hand calls to families. */
export const DISPATCHING = ['Front', 'CacheRenewer', 'TaskRunner'];
export const TABLES = ['Registry', 'Identity', 'Usage', 'Audit', 'State'] as const;
const ITEM_ACTIONS = [
  'GetItem',
  'Query',
  'Scan',
  'PutItem',
  'UpdateItem',
  'DeleteItem',
  'BatchGetItem',
  'ConditionCheckItem',
] as const;

export const permissions = permissionsOf(synthesize({ manifests: MANIFESTS }));

const table = (name: string) => permissions.arn('AWS::DynamoDB::GlobalTable', name);
export const secret = (prefix: string) => permissions.arn('AWS::SecretsManager::Secret', prefix);
export const lambda = (prefix: string) => permissions.arn('AWS::Lambda::Function', prefix);
export const may = (question: Question) => permissions.may(question);
export const mayRead = (who: string, on: string) => may({ who, action: 'secretsmanager:GetSecretValue', on });
const mayOn = (who: string, action: string, name: string, key: string) =>
  may({ who, action: `dynamodb:${action}`, on: table(name), context: { 'dynamodb:LeadingKeys': [key] } });

/** Every table action that a function may do on items under a key, as `Table:Action`. */
export async function reach(who: string, key: string): Promise<string[]> {
  const questions = TABLES.flatMap((name) => ITEM_ACTIONS.map((action) => ({ name, action })));
  const answers = await Promise.all(questions.map(({ name, action }) => mayOn(who, action, name, key)));
  return questions.filter((_, index) => answers[index]).map(({ name, action }) => `${name}:${action}`);
}
