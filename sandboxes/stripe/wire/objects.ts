import { randomBytes } from 'node:crypto';
import { JsonState } from '../../shared/json-state.ts';
import { type Json, missing } from './answer.ts';

/** An object of the API, as it is stored and answered. */
export interface ApiObject extends Json {
  id: string;
  object: string;
  created: number;
}

/**
 * All objects by id, newest last. They survive a restart if a file is given. `notes` holds what the API keeps to
 * itself, such as how a test card behaves.
 */
export class Objects {
  private readonly objects: Map<string, ApiObject>;
  private readonly notes: Map<string, string>;
  private readonly state: JsonState<{ objects: [string, ApiObject][]; notes: [string, string][] }>;

  constructor(file?: string) {
    this.state = new JsonState(file, { objects: [], notes: [] });
    this.objects = new Map(this.state.value.objects);
    this.notes = new Map(this.state.value.notes);
  }

  add<Fields extends Json>(prefix: string, object: string, fields: Fields, id = newId(prefix)): ApiObject & Fields {
    // Refunds are the only objects without `livemode`.
    const mode = object === 'refund' ? {} : { livemode: false };
    const made = { id, object, ...mode, created: now(), ...fields };
    this.objects.set(id, made);
    this.save();
    return made;
  }

  /** @throws {Refusal} 404 if no object of that kind has the id */
  get(object: string, id: string, param?: string): ApiObject {
    const found = this.objects.get(id);
    if (found?.object !== object) throw missing(object, id, param);
    return found;
  }

  find(id: string): ApiObject | undefined {
    return this.objects.get(id);
  }

  change(one: ApiObject, fields: Json): ApiObject {
    Object.assign(one, fields);
    this.save();
    return one;
  }

  /** Newest first. */
  all(object: string, matches: (one: ApiObject) => boolean = () => true): ApiObject[] {
    return [...this.objects.values()].filter((one) => one.object === object && matches(one)).reverse();
  }

  note(id: string, text: string): void {
    this.notes.set(id, text);
    this.save();
  }

  noted(id: string): string | undefined {
    return this.notes.get(id);
  }

  private save(): void {
    Object.assign(this.state.value, { objects: [...this.objects], notes: [...this.notes] });
    this.state.save();
  }
}

export const newId = (prefix: string): string => `${prefix}_${randomBytes(12).toString('hex')}`;
export const now = (): number => Math.floor(Date.now() / 1000);
