import type { JsonSchema } from '../../../../schemas/json.ts';
import { isObject, member, stringMember } from '../read/json-value.ts';
import { plainText } from './text.ts';

/** Characters of a description that a model gets; the rest is in the document. */
const DESCRIPTION_LENGTH = 400;
/** Characters of examples, as JSON: longer ones cost more than they tell. */
const EXAMPLES_LENGTH = 200;

/** Keywords that say something of a value and forbid nothing. */
export function annotationsOf(node: unknown, keepXml = false): JsonSchema {
  const annotations: JsonSchema = {};
  const description = stringMember(node, 'description') ?? stringMember(node, 'title');
  const text = description === undefined ? '' : plainText(description, DESCRIPTION_LENGTH);
  if (text !== '') annotations.description = text;
  if (member(node, 'default') !== undefined) annotations.default = member(node, 'default');
  if (member(node, 'deprecated') === true) annotations.deprecated = true;
  if (keepXml && isObject(member(node, 'xml'))) annotations.xml = member(node, 'xml');
  const examples = examplesOf(node);
  if (examples.length > 0) annotations.examples = examples;
  return annotations;
}

function examplesOf(node: unknown): unknown[] {
  const listed = member(node, 'examples');
  const single = member(node, 'example');
  const stated = Array.isArray(listed) ? listed : single === undefined ? [] : [single];
  const kept: unknown[] = [];
  for (const example of stated.slice(0, 3)) {
    if (JSON.stringify([...kept, example]).length <= EXAMPLES_LENGTH) kept.push(example);
  }
  return kept;
}

/** Names of the keywords above; a schema that has no others accepts everything. */
export const ANNOTATION_KEYWORDS: ReadonlySet<string> = new Set([
  'description',
  'default',
  'deprecated',
  'examples',
  'xml',
]);
