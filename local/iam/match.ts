const patterns = new Map<string, RegExp>();

/** Whether `text` fits a pattern in which `*` stands for any characters and `?` for one. */
export function matchesPattern(pattern: string, text: string): boolean {
  if (pattern === '*' || pattern === text) return true;
  let expression = patterns.get(pattern);
  if (!expression) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.');
    expression = new RegExp(`^${source}$`, 's');
    patterns.set(pattern, expression);
  }
  return expression.test(text);
}

/** Action patterns are compared without case. */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesPattern(pattern.toLowerCase(), action.toLowerCase());
}

/** ARNs are compared part by part: a wildcard does not cross a colon, except in the last part. */
export function matchesArn(pattern: string, arn: string): boolean {
  if (pattern === '*' || pattern === arn) return true;
  const wanted = arnParts(pattern);
  const found = arnParts(arn);
  return wanted.length === found.length && wanted.every((part, index) => matchesPattern(part, found[index] ?? ''));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return parts.length <= 6 ? parts : [...parts.slice(0, 5), parts.slice(5).join(':')];
}
