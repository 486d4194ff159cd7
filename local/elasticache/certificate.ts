import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../start-error.ts';

export type Certificate = { key: Buffer; cert: Buffer /** File that functions trust. */; caFile: string };

/**
 * A self-signed certificate for loopback, made anew at each start.
 * @throws StartError if openssl is not installed.
 */
export function makeCertificate(directory: string): Certificate {
  mkdirSync(directory, { recursive: true });
  const keyFile = join(directory, 'key.pem');
  const caFile = join(directory, 'cert.pem');
  try {
    execFileSync(
      'openssl',
      [
        ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'],
        ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'],
        ...['-keyout', keyFile, '-out', caFile],
      ],
      { stdio: 'ignore' },
    );
  } catch {
    throw new StartError('The cache of the assembly needs openssl for its certificate; install the package openssl.');
  }
  return { key: readFileSync(keyFile), cert: readFileSync(caFile), caFile };
}
