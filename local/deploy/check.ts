import type { Assembly, Resource } from '../assembly/template.ts';
import { StartError } from '../start-error.ts';
import type { Provider, Providers } from './provider.ts';

/** The provider of a type; any `Custom::…` is a custom resource. */
export function providerOf(providers: Providers, type: string): Provider | undefined {
  return (
    providers.get(type) ??
    (type.startsWith('Custom::') ? providers.get('AWS::CloudFormation::CustomResource') : undefined)
  );
}

/**
 * Looks at every resource before anything is made.
 * @throws StartError that names all types and properties which the local cloud does not know.
 */
export function checkAssembly({ stacks }: Assembly, providers: Providers): void {
  const unknown = stacks.flatMap(({ name, template }) => {
    const complaints: string[] = [];
    if (template.Transform) complaints.push(`the Transform of stack ${name}`);
    for (const rule of Object.keys(template.Rules ?? {})) {
      // CDK's own rule on the version of the bootstrap stack, which exists in accounts only.
      if (rule !== 'CheckBootstrapVersion') complaints.push(`the rule ${rule} of stack ${name}`);
    }
    for (const [id, resource] of Object.entries(template.Resources))
      for (const complaint of complaintsOn(`${name}/${id}`, resource, providers)) complaints.push(complaint);
    return complaints;
  });
  if (unknown.length > 0)
    throw new StartError(`The assembly uses what the local cloud does not know: ${unknown.join('; ')}.`);
}

function complaintsOn(path: string, { Type, Properties = {} }: Resource, providers: Providers): string[] {
  const provider = providerOf(providers, Type);
  if (!provider) return [`${Type} (${path})`];
  const { properties, ignored = {} } = provider;
  if ('*' in ignored || properties.includes('*')) return [];
  return Object.keys(Properties)
    .filter((property) => !properties.includes(property) && !(property in ignored))
    .map((property) => `property ${property} of ${Type} (${path})`);
}
