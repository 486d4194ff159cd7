import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CallTrigger } from '../issuer/claims.ts';
import { LocalIssuer } from '../issuer/local-issuer.ts';
import { Logs } from '../log.ts';
import { JsonFile } from '../state/json-file.ts';
import { testPool } from './issuer-client.ts';

/** A local issuer that plays the test pool, with its state in a temporary folder. */
export class TestIssuer {
  /** Answers the calls of triggers. */
  trigger: CallTrigger = async () => ({});
  private readonly folder = mkdtempSync(join(tmpdir(), 'local-issuer-'));
  private running: LocalIssuer | undefined;

  static async start(): Promise<TestIssuer> {
    const test = new TestIssuer();
    await test.run();
    return test;
  }

  get issuer(): LocalIssuer {
    if (!this.running) throw new Error('The issuer does not run.');
    return this.running;
  }

  async restart(): Promise<void> {
    await this.issuer.stop();
    await this.run();
  }

  async dispose(): Promise<void> {
    await this.issuer.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(): Promise<void> {
    this.running = await LocalIssuer.start({
      file: new JsonFile(join(this.folder, 'issuer.json'), {}),
      logs: new Logs(),
      call: (name, event) => this.trigger(name, event),
    });
    this.running.play(testPool());
  }
}
