/** A browser without a window: it follows redirects, keeps cookies and fills in one form. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  /**
   * Opens the address to which a client sends a person, signs in as that person, and follows redirects to the client.
   *
   * @returns the parameters that the client receives
   */
  async signIn(authorizationUrl: URL, who: { name: string; mfa: boolean }, callback: string): Promise<URLSearchParams> {
    let { response, url } = await this.open(authorizationUrl);
    for (let step = 0; step < 10; step += 1) {
      const location = response.headers.get('location');
      if (location === null) {
        const person = personIn(await response.text(), who.name);
        const form = new URLSearchParams({ person, ...(who.mfa ? { mfa: 'done' } : {}) });
        ({ response, url } = await this.open(url, { method: 'POST', body: form }));
        continue;
      }
      const next = new URL(location, url);
      if (next.href.startsWith(callback)) return next.searchParams;
      ({ response, url } = await this.open(next));
    }
    throw new Error(`The sign-in did not come back to ${callback}.`);
  }

  private async open(url: URL, init: RequestInit = {}): Promise<{ response: Response; url: URL }> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined) this.cookies.set(name, value ?? '');
    }
    return { response, url };
  }
}

/** Value of the button with a person's name. */
function personIn(page: string, name: string): string {
  const [, value] = new RegExp(`value="([^"]+)">\\s*<strong>${name}<`).exec(page) ?? [];
  if (value === undefined) throw new Error(`This page has no person "${name}":\n${page}`);
  return value;
}
