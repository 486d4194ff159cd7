import { ManifoldError } from '../../core/errors/manifold-error.ts';

export interface NewFile {
  /** Path within the tenant, such as `reports/<id>/report.csv`. An existing file is overwritten. */
  key: string;
  /** Media type that the file is served with. */
  type: string;
  body: string | Uint8Array;
}

/** A presigned link. It carries its own credentials, so anybody who has it can open it until it expires. */
export interface FileLink {
  url: string;
  /** ISO 8601, UTC. */
  expiresAt: string;
}

export interface LinkRequest {
  key: string;
  /** 60 seconds to 1 hour. */
  seconds: number;
  /** Name under which a browser saves the file. */
  saveAs: string;
}

/**
 * Files of the family as one tenant sees them; no key reaches files of another tenant. Each file is deleted after the
 * number of days that the manifest declares.
 *
 * @throws {ManifoldError} E5004 if S3 does not answer, E5001 for a key with other characters than letters, digits, "_",
 *   "-", "." and "/"
 */
export interface FamilyFiles {
  put(file: NewFile): Promise<void>;
  /** Makes a link without asking S3. If the file does not exist, opening the link fails. */
  link(request: LinkRequest): Promise<FileLink>;
}

const refuse = () =>
  Promise.reject(
    new ManifoldError('E5001', 'The family has no files of its own.', {
      details: { suggestion: 'Declare "files" in family.ts.' },
    }),
  );

/** The files of a family whose manifest declares no files: every use fails. */
export const NO_FILES: FamilyFiles = { put: refuse, link: refuse };
