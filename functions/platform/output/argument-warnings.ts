import type { ArgumentWarning, ToolDefinition } from '../../../schemas/tool-definition.ts';

type Warned = Pick<ToolDefinition, 'argumentWarnings'>;

/** The warnings of the tool about these arguments. They are made for each call, so a cached answer has its own. */
export function argumentWarnings({ argumentWarnings: rules = [] }: Warned, args: Record<string, unknown>): string[] {
  return rules.filter((rule) => applies(rule, args[rule.field])).map(({ message }) => message);
}

function applies({ shorterThan = 0, invisibleMarks }: ArgumentWarning, value: unknown): boolean {
  if (typeof value !== 'string') return false;
  return value.trim().length < shorterThan || (invisibleMarks === true && /\p{Cf}/u.test(value));
}
