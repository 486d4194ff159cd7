/**
 * Stands in for `@modelcontextprotocol/server/_shims` in bundles. On Node the SDK takes Ajv for its validator, which is
 * 150 kB and compiles by generating code; the validator that it takes on other platforms is the one front uses anyway.
 */
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/server/validators/cf-worker';

export { default as process } from 'node:process';
export { CfWorkerJsonSchemaValidator as DefaultJsonSchemaValidator };
