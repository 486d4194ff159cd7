/** What a person chooses on the sign-in page. */
interface Choice {
  name: string;
  mfa: boolean;
  /** Scopes of the API that the person does not allow. */
  without?: readonly string[];
}

/** A browser without a window: it follows redirects, keeps cookies and fills in one form. */
export class Browser {
  private readonly cookies = new Map<string, string>();

  /**
   * Opens the address to which a client sends a person, signs in as that person, and follows redirects to the client.
   * The person allows every scope that the page offers, except for those that `without` names.
   *
   * @returns the parameters that the client receives
   */
  async signIn(authorizationUrl: URL, who: Choice, callback: string): Promise<URLSearchParams> {
    let { response, url } = await this.open(authorizationUrl);
    for (let step = 0; step < 10; step += 1) {
      const location = response.headers.get('location');
      if (location === null) {
        const form = filledIn(await response.text(), who);
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

/** The form of the sign-in page as the person fills it in. */
function filledIn(page: string, { name, mfa, without = [] }: Choice): URLSearchParams {
  const person = fieldsIn(page, 'person').find(({ label }) => label.startsWith(name))?.value;
  if (person === undefined) throw new Error(`This page has no person "${name}":\n${page}`);
  const form = new URLSearchParams({ person, ...(mfa ? { mfa: 'done' } : {}) });
  for (const { value } of fieldsIn(page, 'scope')) {
    if (!without.some((scope) => value.endsWith(`/${scope}`))) form.append('scope', value);
  }
  return form;
}

/** Values of the fields with a name, each with the text behind it. */
function fieldsIn(page: string, name: string): { value: string; label: string }[] {
  const fields = page.matchAll(
    new RegExp(`<input [^>]*name="${name}" value="([^"]+)"[^>]*>\\s*(?:<[^>]+>\\s*)*([^<]*)`, 'g'),
  );
  return [...fields].map(([, value = '', label = '']) => ({ value, label }));
}
