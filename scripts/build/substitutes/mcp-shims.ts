/**
 * Stands in for `@modelcontextprotocol/server/_shims` in bundles. On Node the SDK validates with Ajv, which has
 * 150 kB and generates code; front already has the validator that the SDK uses on other platforms.
 */
import { CfWorkerJsonSchemaValidator } from '@modelcontextprotocol/server/validators/cf-worker';

export { default as process } from 'node:process';
export { CfWorkerJsonSchemaValidator as DefaultJsonSchemaValidator };
