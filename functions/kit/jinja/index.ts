/** Jinja2's template language over values of its own: no code, no access to JavaScript, bounded work. */
export { Float, toValue, valueOfJson } from './context-values.ts';
export { Environment, type EnvironmentOptions, type Loader, type RenderableTemplate } from './environment.ts';
export { type ErrorKind, JinjaError, type Place } from './errors.ts';
export { DEFAULT_LIMITS, type Limits } from './meter.ts';
export type { SyntaxOptions } from './syntax/options.ts';
export { PyDict } from './values/dict.ts';
export type { UndefinedKind } from './values/undefined.ts';
