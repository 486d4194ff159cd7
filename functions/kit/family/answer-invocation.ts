import type { Invocation, Outcome } from '../../../schemas/invocation.ts';
import { ManifoldError } from '../../core/errors/manifold-error.ts';
import { didYouMean } from '../../core/errors/suggest.ts';
import { matchTemplate } from '../../core/uri-template/uri-template.ts';
import type { Call } from '../tool/call.ts';
import type { Completer, Family } from '../tool/define-family.ts';
import type { Tool } from '../tool/define-tool.ts';
import { effectOf, lookUpCall, runTool } from '../tool/run-tool.ts';

/**
 * Answers one invocation of a family.
 *
 * @param begin runs once before a tool is executed, after its arguments were checked
 * @throws {ManifoldError} E3001 or E4007 for a name or URI that the family does not have, and what the family throws
 */
export async function answerInvocation(
  family: Family,
  invocation: Invocation,
  call: Call,
  begin?: () => Promise<void>,
): Promise<Outcome> {
  switch (invocation.kind) {
    case 'tool':
      return runTool(toolOf(family, invocation), invocation.arguments, call, begin);
    case 'effect':
      return {
        status: 'ok',
        effect: await effectOf(toolOf(family, invocation), invocation.arguments, call),
        meta: {},
      };
    case 'look-up':
      return lookUpCall(toolOf(family, invocation), invocation.arguments, call);
    case 'resource':
      return { status: 'ok', contents: await readResource(family, invocation, call), meta: {} };
    case 'prompt': {
      const prompt = family.prompts.get(invocation.prompt);
      if (!prompt) throw notFound(family, 'prompt', invocation.prompt, [...family.prompts.keys()]);
      const rendered = await prompt.render(invocation.arguments, call);
      return 'inputRequests' in rendered
        ? { status: 'input_required', ...rendered, meta: {} }
        : { status: 'ok', messages: rendered, meta: {} };
    }
    case 'completion': {
      const complete = completerOf(family, invocation.ref, invocation.argument.name);
      const values = complete ? await complete(invocation.argument.value, invocation.resolved) : [];
      return { status: 'ok', values, meta: {} };
    }
  }
}

/** The version that front has chosen, and no other one: versions may read the same arguments in different ways. */
function toolOf(family: Family, { tool: name, version }: { tool: string; version: string }): Tool {
  if (!family.tools.has(name)) throw notFound(family, 'tool', name, [...family.tools.keys()]);
  const tool = family.versions.get(`${name}@${version}`);
  if (!tool) throw notFound(family, 'version of a tool', `${name}@${version}`, [...family.versions.keys()]);
  return tool;
}

/** Reads the resource or template for which front has decided on access, even if others match the URI as well. */
async function readResource(
  family: Family,
  { uri, template }: Pick<Extract<Invocation, { kind: 'resource' }>, 'uri' | 'template'>,
  call: Call,
) {
  if (template === undefined) {
    const resource = family.resources.find((candidate) => candidate.definition.uri === uri);
    if (resource) return resource.read(call);
  }
  for (const { definition, read } of family.resourceTemplates) {
    if (template !== undefined && definition.uriTemplate !== template) continue;
    const variables = matchTemplate(definition.uriTemplate, uri);
    if (variables) return read(variables, call);
  }
  throw new ManifoldError('E4007', `The family "${family.manifest.name}" has no resource "${uri}".`);
}

function completerOf(
  family: Family,
  ref: Extract<Invocation, { kind: 'completion' }>['ref'],
  argument: string,
): Completer | undefined {
  if (ref.type === 'ref/prompt') return family.prompts.get(ref.name)?.complete[argument];
  return family.resourceTemplates.find((template) => template.definition.uriTemplate === ref.uri)?.complete[argument];
}

function notFound(family: Family, kind: string, name: string, known: string[]): ManifoldError {
  const suggestion = didYouMean(name, known);
  return new ManifoldError('E3001', `The family "${family.manifest.name}" has no ${kind} "${name}".`, {
    details: suggestion ? { suggestion: `Did you mean "${suggestion}"?` } : {},
  });
}
