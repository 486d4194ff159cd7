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
const CORE = /^functions\/core\//;
const PLATFORM = /^functions\/platform\//;
const KIT = /^functions\/kit\//;
const FAMILY_MANIFEST = /^functions\/families\/[^/]+\/family\.ts$/;

/** Folders of the kit that could stand as packages of their own: other rooms import their `index.ts` alone. */
const ENGINES = ['python-re', 'textfsm', 'jinja', 'openapi', 'model-profiles'].map((name) => `functions/kit/${name}`);
const ENGINE_INDEX = new RegExp(`^(?:${ENGINES.join('|')})/index\\.ts$`);

const isInsideEngine = (path: string) =>
  ENGINES.some((folder) => path.startsWith(`${folder}/`)) && !ENGINE_INDEX.test(path);

const FIXED: readonly Room[] = [
  { folder: 'schemas', mayImport: [], rule: 'schemas import nothing of ours' },
  { folder: 'functions/core', mayImport: [SCHEMAS], rule: 'the core floor imports schemas alone' },
  { folder: 'functions/platform', mayImport: [CORE, SCHEMAS], rule: 'the platform floor imports core and schemas' },
  ...ENGINES.map((folder) => ({
    folder,
    mayImport: [ENGINE_INDEX, SCHEMAS],
    rule: "an engine imports schemas and another engine's index.ts, so that it could stand as a package of its own",
  })),
  {
    folder: 'functions/kit/capabilities',
    mayImport: [KIT, PLATFORM, CORE, SCHEMAS],
    rule: 'a capability imports the kit, the platform, core and schemas',
  },
  {
    folder: 'functions/kit',
    mayImport: [ENGINE_INDEX, CORE, SCHEMAS],
    rule: 'the kit floor imports core, schemas and engines; its capabilities alone import the platform',
  },
  {
    folder: 'functions/webhook-keys',
    mayImport: [/^functions\/kit\/outbound\//, CORE, SCHEMAS],
    rule: 'webhook-keys imports core, schemas and the provider client of the kit',
  },
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
  const [, family] = /^(functions\/families\/[^/]+)\//.exec(path) ?? [];
  if (family !== undefined) {
    return {
      folder: family,
      mayImport: [KIT, CORE, SCHEMAS],
      rule: 'a family imports the kit, core and schemas, never the platform or another family',
    };
  }
  const [, lambda] = /^(functions\/[^/]+)\//.exec(path) ?? [];
  if (lambda !== undefined) {
    return {
      folder: lambda,
      mayImport: [PLATFORM, CORE, SCHEMAS],
      rule: 'a function imports the platform, core and schemas, never the kit, a family or another function',
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

/** Tests beside the code talk to stand-ins and share helpers, on every floor; else they keep to their room. */
const TEST_HELPERS = [/^test\/support\//, /^sandboxes\//, CORE, PLATFORM, KIT];

/** The rule that an import breaks; undefined when it is allowed. */
export function brokenRule(importer: string, imported: string): string | undefined {
  const room = roomOf(importer);
  if (!room) return undefined;
  if (isInsideEngine(imported) && roomOf(imported)?.folder !== room.folder) {
    return 'other rooms import an engine by its index.ts alone';
  }
  if (roomOf(imported)?.folder === room.folder) return undefined;
  const allowed = importer.endsWith('.test.ts') ? [...room.mayImport, ...TEST_HELPERS] : room.mayImport;
  return allowed.some((pattern) => pattern.test(imported)) ? undefined : room.rule;
}
