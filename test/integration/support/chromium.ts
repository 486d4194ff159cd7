import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';

const PROGRAM = '/usr/bin/chromium';

/** Whether the browser is installed; `npm run peers` installs it. */
export const hasChromium = existsSync(PROGRAM);

export interface TestPages {
  /** Port under which every host name of this machine serves the page. */
  readonly port: number;
  /** Opens the page under a host name, in a profile of its own. */
  open(hostname: string): Promise<Page>;
  stop(): Promise<void>;
}

/** Starts Chromium, and a server of one page that has page-client.ts as `client`. */
export async function startPages(): Promise<TestPages> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page-client.ts')],
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'client',
  });
  const page = `<!doctype html><title>Test</title><script>${outputFiles[0]?.text.replaceAll('</script', '<\\/script')}</script>`;
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const browser: Browser = await chromium.launch({
    executablePath: PROGRAM,
    args: ['--no-sandbox', '--headless=new'],
  });
  return {
    port,
    async open(hostname) {
      const opened = await (await browser.newContext()).newPage();
      await opened.goto(`http://${hostname}:${port}/`);
      return opened;
    },
    async stop() {
      await browser.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Calls a function of page-client.ts in a page. */
export function inPage<Result>(page: Page, name: string, ...given: unknown[]): Promise<Result> {
  return page.evaluate<Result>(`client.${name}(...${JSON.stringify(given)})`);
}
