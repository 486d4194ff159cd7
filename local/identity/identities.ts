import { randomBytes } from 'node:crypto';
import { ACCOUNT, PARTITION } from '../account.ts';

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken: string };

/** The identity of an access key. The operator is the person who runs the local cloud and may do everything. */
export type Identity =
  | { kind: 'operator'; arn: string; roleName?: undefined }
  | { kind: 'role'; arn: string; roleName: string; roleArn: string };

/** Temporary credentials of function instances, and the operator's. Known by access key id. */
export class Identities {
  private readonly byKey = new Map<string, Identity>();
  private readonly issued = new Map<string, { identity: Identity; credentials: Credentials }>();

  /** Credentials as Lambda gives them to one execution environment of a function. */
  assume(roleArn: string, session: string): Credentials {
    const roleName = roleArn.split('/').at(-1) ?? roleArn;
    const arn = `arn:${PARTITION}:sts::${ACCOUNT}:assumed-role/${roleName}/${session}`;
    return this.issue({ kind: 'role', arn, roleName, roleArn });
  }

  operator(): Credentials {
    return this.issue({ kind: 'operator', arn: `arn:${PARTITION}:iam::${ACCOUNT}:user/operator` });
  }

  revoke({ accessKeyId }: Credentials): void {
    this.byKey.delete(accessKeyId);
  }

  find(accessKeyId: string): Identity | undefined {
    return this.byKey.get(accessKeyId);
  }

  /**
   * Identity and credentials of an access key, also of an instance that has ended: a session of Lambda outlives the
   * environment that signed with it.
   */
  findSigner(accessKeyId: string): { identity: Identity; credentials: Credentials } | undefined {
    return this.issued.get(accessKeyId);
  }

  private issue(identity: Identity): Credentials {
    const credentials = newCredentials();
    this.byKey.set(credentials.accessKeyId, identity);
    this.issued.set(credentials.accessKeyId, { identity, credentials });
    return credentials;
  }
}

function newCredentials(): Credentials {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64url'),
    sessionToken: randomBytes(24).toString('base64url'),
  };
}
