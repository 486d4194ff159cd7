/**
 * Policies: tests, explanations and replays of them, and the versions that a registry keeps.
 *
 *     npm run policy -- test
 *     npm run policy -- explain --role user --tool verify_pan
 *     npm run policy -- validate my-policy.cedar
 */
import { runProgram } from './command/run-program.ts';
import { POLICY } from './policy/program.ts';

await runProgram(POLICY);
