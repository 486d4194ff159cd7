/** A tree of XML: name → text, or a tree, or several of either. */
export type XmlTree = { [name: string]: XmlValue };
export type XmlValue = string | number | boolean | undefined | XmlTree | readonly (XmlTree | string)[];

/** Writes an XML document of the S3 namespace. */
export function xmlDocument(root: string, tree: XmlTree): string {
  const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} ${namespace}>${content(tree)}</${root}>`;
}

function content(tree: XmlTree): string {
  return Object.entries(tree)
    .flatMap(([name, value]) => [value].flat().map((one) => element(name, one as XmlTree | string | undefined)))
    .join('');
}

function element(name: string, value: XmlTree | string | number | boolean | undefined): string {
  if (value === undefined) return '';
  return `<${name}>${typeof value === 'object' ? content(value) : escapeXml(String(value))}</${name}>`;
}

export function escapeXml(text: string): string {
  const named: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  // Control characters other than tab and newline have a place in keys, and none in XML but as a reference.
  return text.replace(/[&<>"]|(?![\t\n])\p{Cc}/gu, (c) => named[c] ?? `&#x${c.charCodeAt(0).toString(16)};`);
}

/** The inner text of every `<name>` in a document, in order. Requests of S3 nest no element in one of its own name. */
export function xmlElements(document: string, name: string): string[] {
  return [...document.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map(
    ([, inner]) => inner ?? '',
  );
}

/** The text of the first `<name>`, entities decoded. */
export function xmlText(document: string, name: string): string | undefined {
  const [first] = xmlElements(document, name);
  return first === undefined ? undefined : decode(first.trim());
}

function decode(text: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex, decimal, name) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return named[name] ?? whole;
  });
}
