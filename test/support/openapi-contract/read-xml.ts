type Node = Record<string, unknown>;

interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

/** Reads an XML body into a value, by the XML Objects of its schema; throws if it is not well-formed. */
export function readXml(text: string, schema: unknown, deref: (node: unknown) => Node): unknown {
  const flat = (node: unknown): Node => {
    const resolved = deref(node);
    return Array.isArray(resolved.allOf) ? Object.assign({}, ...resolved.allOf.map(flat), resolved) : resolved;
  };
  return valueIn(parse(text), flat(schema), flat);
}

function valueIn(element: Element, schema: Node, deref: (node: unknown) => Node): unknown {
  const properties = propertiesOf(schema, deref);
  if (Object.keys(properties).length === 0 && element.children.length === 0) return element.text;
  const value: Node = {};
  const known = new Set<string>();
  for (const [name, stated] of Object.entries(properties)) {
    const property = deref(stated);
    const xml = (property.xml ?? {}) as Node;
    if (xml.attribute === true) {
      const attribute = element.attributes[String(xml.name ?? name)];
      if (attribute !== undefined) value[name] = attribute;
      continue;
    }
    const items = property.items === undefined ? undefined : deref(property.items);
    const itemName = String(((items?.xml ?? {}) as Node).name ?? xml.name ?? name);
    const isBare = items !== undefined && xml.wrapped !== true;
    const tag = isBare ? itemName : String(xml.name ?? name);
    known.add(tag);
    const found = element.children.filter((child) => child.name === tag);
    if (found.length === 0) continue;
    if (items === undefined) value[name] = valueIn(found[0] as Element, property, deref);
    else value[name] = (isBare ? found : (found[0]?.children ?? [])).map((child) => valueIn(child, items, deref));
  }
  for (const child of element.children) if (!known.has(child.name)) value[child.name] = valueIn(child, {}, deref);
  return value;
}

function propertiesOf(schema: Node, deref: (node: unknown) => Node): Node {
  const parts = [schema.allOf, schema.anyOf, schema.oneOf].filter(Array.isArray).flat();
  return Object.assign({}, ...parts.map((part) => propertiesOf(deref(part), deref)), schema.properties ?? {});
}

function parse(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const tokens = text.replace(/^<\?xml[^>]*\?>\s*/, '').match(/<[^>]+>|[^<]+/g) ?? [];
  for (const token of tokens) {
    const top = open.at(-1) as Element;
    const [, slash, name = '', rest = ''] = /^<(\/?)([^\s>]+)([^>]*)>$/.exec(token) ?? [];
    if (slash === undefined) top.text += unescaped(token);
    else if (slash === '/') {
      if (open.pop()?.name !== local(name)) throw new Error(`</${name}> closes nothing`);
    } else {
      const attributes = Object.fromEntries(
        [...rest.matchAll(/([^\s=]+)="([^"]*)"/g)].map(([, key, value]) => [key ?? '', unescaped(value ?? '')]),
      );
      const element: Element = { name: local(name), attributes, children: [], text: '' };
      top.children.push(element);
      open.push(element);
    }
  }
  const [first] = root.children;
  if (open.length !== 1 || first === undefined) throw new Error('the document is not well-formed');
  return first;
}

const local = (name: string) => name.split(':').at(-1) ?? name;
const unescaped = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
