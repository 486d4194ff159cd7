/** Who may import whom, as a law of folders. A path that no room names (scripts, test) may import anything. */
export interface Room {
  /** Folder, without a slash at the end. */
  readonly folder: string;
  /** What its files may import beside their own room. */
  readonly mayImport: readonly RegExp[];
  /** The rule in words, for the failure. */
  readonly rule: string;
}

const SCHEMAS = /^schemas\//;
const RUNTIME = /^functions\/runtime\//;
const KIT_INDEX = /^functions\/kit\/[^/]+\/index\.ts$/;
const FAMILY_MANIFEST = /^functions\/families\/[^/]+\/family\.ts$/;

const FIXED: readonly Room[] = [
  { folder: 'schemas', mayImport: [], rule: 'schemas import nothing of ours' },
  { folder: 'functions/runtime', mayImport: [SCHEMAS], rule: 'the runtime imports schemas alone' },
  {
    folder: 'lib',
    mayImport: [SCHEMAS, FAMILY_MANIFEST, /^package\.json$/],
    rule: "infrastructure imports schemas and a family's family.ts, never a handler",
  },
  { folder: 'bin', mayImport: [/^lib\//, SCHEMAS], rule: 'the app imports lib and schemas' },
  {
    folder: 'local',
    mayImport: [SCHEMAS],
    rule: 'the local cloud imports schemas alone and learns all else from the assembly',
  },
];

/** The room that a file stands in. */
export function roomOf(path: string): Room | undefined {
  const fixed = FIXED.find(({ folder }) => path.startsWith(`${folder}/`));
  if (fixed) return fixed;
  const [, kit] = /^(functions\/kit\/[^/]+)\//.exec(path) ?? [];
  if (kit !== undefined) {
    return {
      folder: kit,
      mayImport: [KIT_INDEX, SCHEMAS],
      rule: "a kit imports schemas and another kit's index.ts, so that it could stand as a package of its own",
    };
  }
  const [, family] = /^(functions\/families\/[^/]+)\//.exec(path) ?? [];
  if (family !== undefined) {
    return {
      folder: family,
      mayImport: [RUNTIME, KIT_INDEX, SCHEMAS],
      rule: "a family imports the runtime, schemas and a kit's index.ts, never another family",
    };
  }
  const [, lambda] = /^(functions\/[^/]+)\//.exec(path) ?? [];
  if (lambda !== undefined) {
    return {
      folder: lambda,
      mayImport: [RUNTIME, KIT_INDEX, SCHEMAS],
      rule: "a function imports the runtime, schemas and a kit's index.ts, never a family or another function",
    };
  }
  const [, sandbox] = /^(sandboxes\/[^/]+)\//.exec(path) ?? [];
  if (sandbox !== undefined) {
    return {
      folder: sandbox,
      mayImport: [SCHEMAS, /^sandboxes\/shared\//],
      rule: 'a sandbox imports schemas and what sandboxes share',
    };
  }
  return undefined;
}

/** Tests beside the code talk to stand-ins and share helpers; else they keep to their room. */
const TEST_HELPERS = [/^test\/support\//, /^sandboxes\//];

/** The rule that an import breaks; undefined where it is allowed. */
export function brokenRule(importer: string, imported: string): string | undefined {
  const room = roomOf(importer);
  if (!room || imported.startsWith(`${room.folder}/`)) return undefined;
  const allowed = importer.endsWith('.test.ts') ? [...room.mayImport, ...TEST_HELPERS] : room.mayImport;
  return allowed.some((pattern) => pattern.test(imported)) ? undefined : room.rule;
}
