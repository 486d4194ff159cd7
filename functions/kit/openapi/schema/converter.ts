import type { JsonSchema } from '../../../../schemas/json.ts';
import type { Finding } from '../model.ts';
import { isObject, listMember, member, stringMember } from '../read/json-value.ts';
import { childOf, keyOf, type Location } from '../read/locate.ts';
import type { Resolver } from '../read/resolver.ts';
import type { Dialect } from '../read/version.ts';
import { reportPointer } from '../view/read-parts.ts';
import { ANNOTATION_KEYWORDS, annotationsOf } from './annotations.ts';
import { convertCombined } from './combined.ts';
import { definitionName } from './definition-names.ts';
import { type Definitions, type Piece, refTo } from './definitions.ts';
import { convertPlain } from './plain.ts';
import { subtypeFinder } from './subtypes.ts';
import { isNullable, withNull } from './types.ts';
import { expandVariants } from './variants.ts';

/** `readOnly` properties are left out of a request, `writeOnly` ones out of an answer. */
export type Direction = 'request' | 'response';

/** Collects what a schema refers to and what is found in it, while it is converted. */
export interface Sink {
  readonly uses: Set<string>;
  readonly findings: Finding[];
}

/** What the parts of the conversion share. */
export interface Conversion {
  readonly resolver: Resolver;
  readonly dialect: Dialect;
  readonly direction: Direction;
  /** Whether `xml` of OpenAPI stays in the schema, for the writer of XML bodies. */
  readonly keepXml?: boolean;
  /** Converts the schema at a place; a reference becomes a reference to a definition. */
  convert(location: Location, sink: Sink): JsonSchema;
  /** Converts the schema that a reference leads to in its place, so that it can be merged. */
  convertInline(location: Location, sink: Sink): JsonSchema;
  /** A reference to the definition of a place. */
  reference(target: Location, sink: Sink): JsonSchema;
  readonly subtypes: (base: Location) => readonly Location[];
  tell(sink: Sink, location: Location, finding: Omit<Finding, 'pointer'> & { keyword?: string }): void;
}

export interface Converter {
  /** The schema at a place, with what it uses; the same place gives the same piece. */
  piece(location: Location): Piece;
  /** The same conversion, with what OpenAPI says of XML in its schemas. */
  withXml(): Converter;
  readonly definitions: Definitions;
}

/** Converts schemas of all OpenAPI versions to JSON Schema 2020-12. Definitions are converted when they are reached. */
export function createConverter(parts: Pick<Conversion, 'resolver' | 'dialect' | 'direction' | 'keepXml'>): Converter {
  const { resolver, dialect } = parts;
  const rootFile = resolver.root.file;
  const places = new Map<string, Location>();
  const definitions = new Map<string, Piece>();
  const pieces = new Map<string, Piece>();
  const open = new Set<string>();

  const conversion: Conversion = {
    ...parts,
    subtypes: subtypeFinder(resolver),
    tell: (sink, location, { keyword, ...finding }) => {
      const at = keyword === undefined ? location : childOf(location, keyword);
      sink.findings.push({ ...finding, pointer: reportPointer(at, rootFile) });
    },
    reference(target, sink) {
      if (isSmallLeaf(target.node)) return conversion.convert(target, sink);
      const name = definitionName(target, rootFile);
      places.set(name, target);
      sink.uses.add(name);
      return { $ref: refTo(name) };
    },
    convert(location, sink) {
      const { node } = location;
      if (node === true) return {};
      if (node === false) return { not: {} };
      if (!isObject(node)) {
        conversion.tell(sink, location, {
          severity: 'loss',
          code: 'unreadable-schema',
          message: 'This is no schema; nothing is checked.',
        });
        return {};
      }
      if (stringMember(node, '$ref') !== undefined) return convertReference(conversion, location, sink);
      const converted =
        listMember(node, 'allOf').length > 0
          ? convertCombined(conversion, location, sink)
          : convertPlain(conversion, location, sink);
      return isNullable(node) ? withNull(converted) : converted;
    },
    convertInline(location, sink) {
      const end = resolver.follow(location);
      if (end.found === undefined || stringMember(location.node, '$ref') === undefined) {
        return conversion.convert(location, sink);
      }
      const key = keyOf(end.found);
      if (open.has(key)) {
        const message = 'This "allOf" contains itself; the circle is left out.';
        conversion.tell(sink, location, { severity: 'note', code: 'circular-all-of', message });
        return {};
      }
      open.add(key);
      try {
        return conversion.convert(end.found, sink);
      } finally {
        open.delete(key);
      }
    },
  };

  const pieceOf = (convert: (sink: Sink) => JsonSchema): Piece => {
    const sink: Sink = { uses: new Set(), findings: [] };
    return { schema: convert(sink), ...sink };
  };

  let xml: Converter | undefined;
  return {
    withXml: () => {
      xml ??= createConverter({ ...parts, keepXml: true });
      return xml;
    },
    piece: (location) => cached(pieces, keyOf(location), () => pieceOf((sink) => conversion.convert(location, sink))),
    definitions: {
      get: (name) =>
        cached(definitions, name, () => {
          const place = places.get(name);
          if (place === undefined) throw new Error(`No schema refers to a definition "${name}".`);
          return pieceOf((sink) => expandVariants(conversion, place, sink) ?? conversion.convert(place, sink));
        }),
    },
  };

  function convertReference(self: Conversion, location: Location, sink: Sink): JsonSchema {
    const end = resolver.follow(location);
    if (end.found === undefined) {
      self.tell(sink, location, {
        severity: 'loss',
        code: end.code,
        message: `${end.reason} Nothing is checked here.`,
      });
      return annotationsOf(location.node);
    }
    const target = self.reference(end.found, sink);
    const others = Object.keys(location.node as object).filter(
      (keyword) => keyword !== '$ref' && !keyword.startsWith('x-'),
    );
    if (others.length === 0) return target;
    if (dialect === '2.0' || dialect === '3.0') return { ...target, ...aboutOf(location.node) };
    if (others.every((keyword) => HARMLESS.has(keyword)))
      return { ...target, ...annotationsOf(location.node, self.keepXml) };
    return convertCombined(self, location, sink);
  }
}

/** Beside a reference, 3.0 has no keywords; a description does no harm, and says more. */
function aboutOf(node: unknown): JsonSchema {
  const { description } = annotationsOf({ description: member(node, 'description') });
  return description === undefined ? {} : { description };
}

const HARMLESS: ReadonlySet<string> = new Set([
  ...ANNOTATION_KEYWORDS,
  ...['title', 'summary', 'example', 'readOnly', 'writeOnly', 'xml', 'externalDocs', '$comment'],
]);

/** A short schema of a plain value costs less in its place than as a definition. */
function isSmallLeaf(node: unknown): boolean {
  const type = member(node, 'type');
  if (!isObject(node) || typeof type !== 'string' || !/^(string|number|integer|boolean)$/.test(type)) return false;
  if (['allOf', 'anyOf', 'oneOf', 'not', '$ref', 'if'].some((keyword) => member(node, keyword) !== undefined))
    return false;
  return listMember(node, 'enum').length <= 8 && (stringMember(node, 'description') ?? '').length <= 120;
}

function cached<T>(known: Map<string, T>, key: string, make: () => T): T {
  const found = known.get(key);
  if (found !== undefined) return found;
  const made = make();
  known.set(key, made);
  return made;
}
