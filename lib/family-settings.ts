import { ENV } from '../schemas/environment.ts';
import type { FamilyManifest } from '../schemas/family-manifest.ts';
import { FamilyError } from './families.ts';
import { type Settings, SettingsError } from './settings.ts';

/** Names that Lambda or the platform sets itself. */
const RESERVED = new Set<string>(Object.values(ENV));
const RESERVED_PREFIXES = ['AWS_', 'LAMBDA_', 'MANIFOLD_', 'POWERTOOLS_', 'NODE_'];

/**
 * Environment of a family from its settings: the stage's value if it has one, else the manifest's default for the kind of stage.
 * @throws FamilyError if the manifest uses a reserved name
 * @throws SettingsError if the stage sets something that the family does not have
 */
export function settingsOfFamily(manifest: FamilyManifest, settings: Settings): Record<string, string> {
  const reserved = Object.keys(manifest.settings).find(isReserved);
  if (reserved)
    throw new FamilyError(`Family "${manifest.name}": settings.${reserved}: the name belongs to the platform.`);
  const chosen = settings.familySettings[manifest.name] ?? {};
  const unknown = Object.keys(chosen).find((name) => !(name in manifest.settings));
  if (unknown) {
    throw new SettingsError(
      `Settings of stage "${settings.stage}": familySettings.${manifest.name}.${unknown}: the family has no such setting.`,
    );
  }
  const isDevelopment = settings.kind === 'development';
  const defaults = Object.entries(manifest.settings).map(([name, setting]) => [
    name,
    isDevelopment ? (setting.developmentDefault ?? setting.default) : setting.default,
  ]);
  return { ...Object.fromEntries(defaults), ...chosen };
}

function isReserved(name: string): boolean {
  return RESERVED.has(name) || RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** @throws SettingsError if the stage configures a family that does not exist */
export function refuseUnknownFamilies(manifests: readonly FamilyManifest[], settings: Settings): void {
  const unknown = Object.keys(settings.familySettings).find(
    (name) => !manifests.some((manifest) => manifest.name === name),
  );
  if (unknown)
    throw new SettingsError(
      `Settings of stage "${settings.stage}": familySettings.${unknown}: there is no such family.`,
    );
}
