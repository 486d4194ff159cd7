import { JinjaError, typeError, valueError } from '../errors.ts';
import { charge, charged } from '../meter.ts';
import { stripTags } from '../methods/html.ts';
import type { Site } from '../site.ts';
import { toCount } from '../values/convert.ts';
import { PyDict } from '../values/dict.ts';
import { escapeText, escapeValue } from '../values/escape.ts';
import { itemsOf, truth, tryIterate } from '../values/iteration.ts';
import { repr, str } from '../values/text.ts';
import { Undefined } from '../values/undefined.ts';
import { isText, Markup, plain, typeName, type Value } from '../values/value.ts';
import { type Filter, filters } from './filter.ts';
import { urlize } from './urlize.ts';

const UNRESERVED = /[A-Za-z0-9_.~-]/;

/** Percent encoding of a value's text; `/` stays unless it is for a query. */
function quoteUrl(value: Value, forQuery: boolean): string {
  const text = str(value);
  charge(text.length);
  let result = '';
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte);
    if (UNRESERVED.test(character) || (!forQuery && character === '/')) result += character;
    else if (forQuery && character === ' ') result += '+';
    else result += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return charged(result);
}

function urlEncode(value: Value): string {
  if (isText(value) || !tryIterate(value)) return quoteUrl(value, false);
  const pairs = value instanceof PyDict ? [...value.entries()] : itemsOf(value).map(pairOf);
  charge(pairs.length);
  return charged(pairs.map(([key, item]) => `${quoteUrl(key, true)}=${quoteUrl(item, true)}`).join('&'));
}

function pairOf(value: Value): readonly [Value, Value] {
  const [key, item, ...rest] = itemsOf(value);
  if (key === undefined || item === undefined) throw valueError('not enough values to unpack (expected 2)');
  if (rest.length > 0) throw valueError('too many values to unpack (expected 2)');
  return [key, item];
}

function xmlAttributes(site: Site, value: Value, autospace: Value = true): Value {
  if (value instanceof Undefined) throw value.error();
  if (!(value instanceof PyDict)) {
    throw new JinjaError('AttributeError', `'${typeName(value)}' object has no attribute 'items'`);
  }
  const attributes: string[] = [];
  for (const [key, item] of value.entries()) {
    charge(1);
    if (item === null || item instanceof Undefined) continue;
    if (!isText(key)) throw typeError(`expected string or bytes-like object, got '${typeName(key)}'`);
    if (/[\s/>=]/.test(plain(key))) throw valueError(`Invalid character in attribute name: ${repr(key)}`);
    attributes.push(`${escapeValue(key).value}="${escapeValue(item).value}"`);
  }
  const text = (truth(autospace) && attributes.length > 0 ? ' ' : '') + attributes.join(' ');
  return site.autoescape ? new Markup(charged(text)) : charged(text);
}

function linked(site: Site, value: Value, ...args: Value[]): Value {
  const [limit = null, nofollow = false, target = null, rel = null, schemes = null] = args;
  const extraSchemes = schemes === null ? [] : itemsOf(schemes).map(str);
  for (const scheme of extraSchemes) {
    if (!/^[\w.+-]{2,}:\/{0,2}$/.test(scheme)) {
      throw new JinjaError('FilterArgumentError', `${repr(scheme)} is not a valid URI scheme prefix.`);
    }
  }
  const rels = new Set([
    ...(rel === null ? [] : str(rel).split(/\s+/)),
    'noopener',
    ...(truth(nofollow) ? ['nofollow'] : []),
  ]);
  const text = urlize(escapeValue(value).value, {
    limit: limit === null ? undefined : toCount(limit),
    target: target === null ? undefined : str(target),
    rel: [...rels]
      .filter((part) => part !== '')
      .sort()
      .join(' '),
    extraSchemes,
  });
  return site.autoescape ? new Markup(text) : text;
}

/** Filters for HTML and addresses. */
export const HTML_FILTERS: readonly [string, Filter][] = filters({
  e: ['', (_, value) => escapeValue(value)],
  escape: ['', (_, value) => escapeValue(value)],
  forceescape: ['', (_, value) => new Markup(escapeText(str(value)))],
  safe: ['', (_, value) => new Markup(str(value))],
  striptags: ['', (_, value) => stripTags(str(value))],
  urlencode: ['', (_, value) => urlEncode(value)],
  urlize: ['trim_url_limit? nofollow? target? rel? extra_schemes?', linked],
  xmlattr: ['autospace?', xmlAttributes],
});
