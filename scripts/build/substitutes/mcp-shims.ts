/**
 * Stands in for the MCP SDK's Node shims in every bundle: the interpreting JSON Schema validator that front uses anyway,
 * in place of the compiling one (Ajv, 120 kB and 50 ms of init).
 */

export { default as process } from 'node:process';
export { CfWorkerJsonSchemaValidator as DefaultJsonSchemaValidator } from '@modelcontextprotocol/server/validators/cf-worker';
