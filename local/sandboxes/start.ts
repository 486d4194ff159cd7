import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Logs } from '../log.ts';
import type { SecretStore } from '../secrets/secret-store.ts';
import { StartError, sentence } from '../start-error.ts';

/** What the default export of sandboxes/<name>/sandbox.ts offers. */
export type Sandbox = {
  name: string;
  /** Families whose provider it stands for. */
  families: readonly string[];
  /** @param file keeps the sandbox's state over restarts */
  start(options: {
    port?: number;
    file: string;
    log(line: string): void;
  }): Promise<{ url: string; stop(): Promise<void> }>;
  /** Settings of the family that make it talk to the sandbox. */
  environment(url: string): Record<string, string>;
  /** Credentials that the sandbox accepts. */
  secret(): Record<string, string>;
  /** Keys with which the sandbox signs events. */
  signingSecret?(): Record<string, string>;
  /** Gives a running sandbox the URL of the API, for providers that call back. */
  connect?(urls: { sandboxUrl: string; apiUrl: string }): Promise<void>;
};

export type RunningSandboxes = {
  /** Name of the sandbox → URL. */
  urls: Record<string, string>;
  environment(family: string | undefined): Record<string, string>;
  /** Puts the given values into the secrets of their families, and sandbox credentials into secrets that still hold the placeholder. */
  fillSecrets(secrets: SecretStore, given: Readonly<Record<string, string>>): void;
  connect(apiUrl: string): Promise<void>;
  stop(): Promise<void>;
};

type Running = { sandbox: Sandbox; url: string; stop(): Promise<void> };

/** Starts the stand-ins for providers that are found by their folders, save those all of whose families are live. */
export async function startSandboxes({
  directory,
  stateDir,
  live,
  logs,
}: {
  directory: string | undefined;
  stateDir: string;
  live: readonly string[];
  logs: Logs;
}): Promise<RunningSandboxes> {
  const running: Running[] = [];
  const standInFor = (family: string | undefined) =>
    family === undefined || live.includes(family)
      ? undefined
      : running.find(({ sandbox }) => sandbox.families.includes(family));
  const stop = async () => {
    await Promise.all(running.map((one) => one.stop()));
  };
  for (const sandbox of await discover(directory)) {
    if (sandbox.families.every((family) => live.includes(family))) continue;
    try {
      const started = await sandbox.start({
        file: join(stateDir, 'sandboxes', `${sandbox.name}.json`),
        log: (line) => logs.write('sandbox', sandbox.name, line),
      });
      running.push({ sandbox, url: started.url, stop: () => started.stop() });
    } catch (error) {
      await stop();
      throw new StartError(`The sandbox ${sandbox.name} did not start: ${sentence(error)}`);
    }
  }
  return {
    urls: Object.fromEntries(running.map(({ sandbox, url }) => [sandbox.name, url])),
    environment(family) {
      const one = standInFor(family);
      return one ? one.sandbox.environment(one.url) : {};
    },
    fillSecrets(secrets, given) {
      for (const secret of secrets.all()) {
        const signsFor = secret.tags.get('manifold:signing');
        const family = signsFor ?? secret.tags.get('manifold:family');
        if (family === undefined) continue;
        const one = standInFor(family);
        const value = given[signsFor === undefined ? family : `${family}/webhooks`];
        if (value !== undefined) secrets.put(secret, value);
        else if (!secrets.holdsPlaceholder(secret)) continue;
        else if (one) {
          const held = signsFor === undefined ? one.sandbox.secret() : one.sandbox.signingSecret?.();
          if (held) secrets.replacePlaceholder(secret, JSON.stringify(held));
        } else if (live.includes(family)) {
          logs.write(
            'cloud',
            family,
            `goes live, but the secret ${secret.name} still holds its placeholder; put the provider's credentials into it`,
          );
        }
      }
    },
    async connect(apiUrl) {
      await Promise.all(running.map(({ sandbox, url }) => sandbox.connect?.({ sandboxUrl: url, apiUrl })));
    },
    stop,
  };
}

async function discover(directory: string | undefined): Promise<Sandbox[]> {
  if (directory === undefined || !existsSync(directory)) return [];
  const files = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(directory, entry.name, 'sandbox.ts'))
    .filter((file) => existsSync(file));
  return Promise.all(
    files.map(async (file) => {
      const { default: sandbox }: { default?: Sandbox } = await import(pathToFileURL(file).href);
      if (!sandbox || typeof sandbox.start !== 'function')
        throw new StartError(`${file} has no sandbox as its default export.`);
      return sandbox;
    }),
  );
}
