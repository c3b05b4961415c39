/** One row of a sketch's table, as in the firmware's `topic.h`. */
export interface Topic {
  readonly name: string;
  /** JSON's name for what its payload is. */
  readonly type: 'boolean' | 'number';
  readonly unit?: string;
  /** Sent in every round, every tenth ...; 0: only after it has been set, or has happened. */
  readonly everyRounds: number;
  /** It reports what happens once: it is sent then and at no other time, and nobody can ask for it. */
  readonly isEvent?: boolean;
  /** Gives the payload as JSON. */
  read(): string;
  /** Does what the payload asks for and returns nothing, or says what is wrong; none: cannot be set. */
  set?(payload: unknown): string | undefined;
}

/** What a client may put into a request, to know the answer by. */
export type Id = string | number;

/** A topic message; the id of an answer comes last. */
export function topicMessage(topic: string, payloadJson: string, id?: Id): string {
  const end = id === undefined ? '' : `,"id":${JSON.stringify(id)}`;
  return `{"topic":${JSON.stringify(topic)},"payload":${payloadJson}${end}}`;
}

/**
 * JSON of a number, as C's `printf` rounds it: of two that are equally near, to the even one. What rounds to zero has no
 * minus; NaN becomes null.
 */
export function numberJson(value: number, decimals = 0): string {
  if (!Number.isFinite(value)) return 'null';
  const scaled = value * 10 ** decimals;
  const isTie = Math.abs(scaled % 1) === 0.5;
  const digits = (isTie ? (2 * Math.round(scaled / 2)) / 10 ** decimals : value).toFixed(decimals);
  return digits.replace(/^-(?=[0.]+$)/, '');
}
