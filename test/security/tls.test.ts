import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

/** Self-signed certificates of the servers: name, end, and whether Node trusts it. */
const CERTIFICATES = {
  good: { name: 'provider.example', until: '20991231235959Z', trusted: true },
  unknown: { name: 'provider.example', until: '20991231235959Z', trusted: false },
  expired: { name: 'provider.example', until: '20200102000000Z', trusted: true },
  other: { name: 'other.example', until: '20991231235959Z', trusted: true },
};

/** Least configuration of `openssl ca`, which is used because `openssl req` cannot make an expired certificate. */
const AUTHORITY = `[ca]
default_ca = here
[here]
database = index.txt
new_certs_dir = .
rand_serial = yes
default_md = sha256
unique_subject = no
copy_extensions = copy
policy = names
[names]
commonName = supplied
`;

const folder = mkdtempSync(join(tmpdir(), 'manifold-tls-'));
let report: Record<string, unknown>;
async function prepare(): Promise<void> {
  writeFileSync(join(folder, 'ca.conf'), AUTHORITY);
  writeFileSync(join(folder, 'index.txt'), '');
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  for (const [file, { name, until }] of Object.entries(CERTIFICATES)) {
    const [key, request, certificate] = ['key', 'csr', 'pem'].map((kind) => `${file}.${kind}`) as [
      string,
      string,
      string,
    ];
    const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
    openssl('req', '-new', ...curve, ...subject, '-keyout', key, '-out', request);
    const dates = ['-startdate', '20200101000000Z', '-enddate', until];
    const signed = ['-config', 'ca.conf', '-keyfile', key, '-in', request, '-out', certificate, '-notext'];
    openssl('ca', '-batch', '-selfsign', ...dates, ...signed);
  }
  const trusted = Object.entries(CERTIFICATES).filter(([, { trusted }]) => trusted);
  const authorities = join(folder, 'authorities.pem');
  writeFileSync(authorities, trusted.map(([file]) => readFileSync(join(folder, `${file}.pem`), 'utf8')).join('\n'));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(import.meta.dirname, 'tls-probe.ts'), folder, ...Object.keys(CERTIFICATES)],
    { timeout: 50_000, env: { ...process.env, NODE_EXTRA_CA_CERTS: authorities } },
  );
  report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
afterAll(() => rm(folder, { recursive: true }));

// Without openssl these tests are skipped by name; npm run peers installs it.
const describeTls = spawnSync('openssl', ['version']).status === 0 ? describe : describe.skip;

describeTls('a provider with TLS', () => {
  beforeAll(prepare, 60_000);

  it('is called if its certificate is valid for its name', () => {
    expect(report.good).toEqual({ byFetch: '200', byAgent: '200', requests: 2 });
  });

  it.each([
    ['of an unknown authority', 'unknown'],
    ['that has expired', 'expired'],
    ['of another name', 'other'],
  ])('gets no request and no credential if its certificate is one %s', (_what, certificate) => {
    expect(report[certificate]).toEqual({ byFetch: 'E4001', byAgent: 'refused', requests: 0 });
  });
});
