import { resolveIntrinsics, type Scope } from '../assembly/intrinsics.ts';
import type { Stack } from '../assembly/template.ts';
import { StartError } from '../start-error.ts';
import type { Provisioned } from './provider.ts';

/** Stack → its outputs. */
export type Outputs = Record<string, Record<string, unknown>>;

/** The values that expressions of a stack may refer to, as far as they are known. */
export function scopeOf(
  stack: Stack,
  made: ReadonlyMap<string, Provisioned>,
  exports: ReadonlyMap<string, unknown>,
  outputs: Outputs,
): Scope {
  const { name, template } = stack;
  const scope: Scope = {
    stack: name,
    reference(id) {
      const resource = made.get(id);
      if (resource) return resource.ref;
      const parameter = template.Parameters?.[id];
      if (!parameter || parameter.Default === undefined)
        throw new StartError(`Stack ${name} refers to ${id}, which has no value here.`);
      if (parameter.Type.startsWith('AWS::SSM::'))
        throw new StartError(
          `Stack ${name} reads the SSM parameter ${parameter.Default}, which the local cloud does not have.`,
        );
      return parameter.Default;
    },
    attribute(id, attribute) {
      const value = made.get(id)?.attributes?.[attribute];
      const type = template.Resources[id]?.Type ?? 'a resource that does not exist';
      if (value === undefined)
        throw new StartError(
          `Stack ${name} reads the attribute ${attribute} of ${id} (${type}), which the local cloud does not know.`,
        );
      return value;
    },
    importValue(exported) {
      if (!exports.has(exported))
        throw new StartError(`Stack ${name} imports ${exported}, which no stack before it exports.`);
      return exports.get(exported);
    },
    stackOutput(other, output) {
      const value = outputs[other]?.[output];
      if (value === undefined)
        throw new StartError(`Stack ${name} reads the output ${output} of ${other}, which is not there.`);
      return value;
    },
    mapping(map, first, second) {
      const value = template.Mappings?.[map]?.[first]?.[second];
      if (value === undefined) throw new StartError(`Stack ${name} has no mapping ${map}.${first}.${second}.`);
      return value;
    },
    condition(condition) {
      const expression = template.Conditions?.[condition];
      if (expression === undefined) throw new StartError(`Stack ${name} has no condition ${condition}.`);
      return Boolean(resolveIntrinsics(expression, scope));
    },
  };
  return scope;
}
