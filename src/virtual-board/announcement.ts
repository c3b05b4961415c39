/** A DNS resource record. `flush`: the cache-flush bit, which tells listeners to forget older records of that name and type. */
export type ResourceRecord = { name: string; ttl: number; flush?: boolean } & (
  | { type: 'A' | 'PTR'; data: string }
  | { type: 'SRV'; data: Service }
  | { type: 'TXT'; data: string[] }
);

/** The data of an SRV record. */
interface Service {
  priority: number;
  weight: number;
  port: number;
  target: string;
}

export interface Question {
  name: string;
  type: string;
  class?: string | undefined;
}

/** What is sent, in the form that dns-packet encodes. */
export interface Message {
  type: 'query' | 'response';
  id?: number;
  flags?: number;
  questions?: { name: string; type: 'ANY' | ResourceRecord['type'] }[];
  answers?: ResourceRecord[];
  authorities?: ResourceRecord[];
  additionals?: ResourceRecord[];
}

/** What is received, in the form that dns-packet decodes. Anybody may have written it. */
export interface Query {
  id?: number | undefined;
  questions?: readonly Question[] | undefined;
  answers?: readonly ReceivedRecord[] | undefined;
  authorities?: readonly ReceivedRecord[] | undefined;
  additionals?: readonly ReceivedRecord[] | undefined;
}

interface ReceivedRecord {
  name: string;
  type: string;
  ttl?: number | undefined;
  data?: unknown;
}

/** What a board says of itself. */
export interface Announced {
  /** The host's name without `.local`; the service instance has the same. */
  name: string;
  address: string;
  port: number;
  txt: Readonly<Record<string, string>>;
}

const serviceType = '_esp8266-ws._tcp.local';

/** Seconds that listeners may keep a record, as the real responder was seen to send them. */
const hostTtl = 120;
const serviceTtl = 4_500;

/** The responder speaks for its own names. */
const authoritative = 1 << 10;

/** A string of a TXT record has one byte for its length. */
const longestTxt = 255;

/** How dns-packet shows class IN with the bit that asks for a unicast answer. */
const internetUnicast = `UNKNOWN_${0x8000 | 1}`;

/** Whether a board can be announced by this name: one label of a host name, without `.local`. */
export function isHostLabel(name: unknown): name is string {
  return typeof name === 'string' && /^[A-Za-z0-9_-]{1,63}$/.test(name);
}

/** What a board asks before it uses its names: one packet for the host, one for the service instance. */
export function probes(announced: Announced): Message[] {
  const { a, instance, srv, txt } = recordsOf(announced);
  return [
    { type: 'query', questions: [{ name: a.name, type: 'ANY' }], authorities: [a] },
    {
      type: 'query',
      questions: [{ name: srv.name, type: 'ANY' }],
      authorities: [instance, srv],
      additionals: [txt, a],
    },
  ];
}

/** What a board says unasked once it uses its names: one packet for the host, one for the service. */
export function announcements(announced: Announced): Message[] {
  const { a, instance, kind, reverse, srv, txt } = recordsOf(announced);
  return [
    { type: 'response', flags: authoritative, answers: [flushed(a), reverse] },
    {
      type: 'response',
      flags: authoritative,
      answers: [kind, instance, flushed(srv), flushed(txt)],
      additionals: [flushed(a)],
    },
  ];
}

/**
 * The answer to a query, without what the asker knows already; nothing where nothing is left to say, as for AAAA. One that
 * comes from another port than mDNS's is a plain resolver's (legacy): it wants its id and its question back.
 */
export function answerTo(query: Query, announced: Announced, isLegacy: boolean): Message | undefined {
  const { questions = [] } = query;
  const records = recordsOf(announced);
  const { a, instance, srv, txt } = records;
  const known = [...(query.answers ?? []), ...(query.authorities ?? []), ...(query.additionals ?? [])];
  const answers = Object.values(records)
    .filter((record) => questions.some((question) => asksFor(question, record)))
    .filter((record) => !known.some((candidate) => isKnown(candidate, record)));
  if (answers.length === 0) return undefined;
  const related = answers.includes(instance) ? [srv, txt, a] : answers.includes(srv) ? [a] : [];
  const additionals = related.filter((record) => !answers.includes(record));
  const form = isLegacy ? (record: ResourceRecord) => record : flushed;
  return {
    type: 'response',
    flags: authoritative,
    ...(isLegacy ? repeated(query) : {}),
    answers: answers.map(form),
    additionals: additionals.map(form),
  };
}

/** In the order in which the real responder writes them. */
function recordsOf({ name, address, port, txt }: Announced) {
  const host = `${name}.local`;
  const instance = `${name}.${serviceType}`;
  const reversed = address.split('.').reverse().join('.');
  const entries = Object.entries(txt).map(([key, value]) => `${key}=${value}`);
  return {
    a: { name: host, type: 'A', ttl: hostTtl, data: address },
    reverse: { name: `${reversed}.in-addr.arpa`, type: 'PTR', ttl: hostTtl, data: host },
    kind: { name: '_services._dns-sd._udp.local', type: 'PTR', ttl: serviceTtl, data: serviceType },
    instance: { name: serviceType, type: 'PTR', ttl: serviceTtl, data: instance },
    srv: {
      name: instance,
      type: 'SRV',
      ttl: serviceTtl,
      data: { priority: 0, weight: 0, port, target: host },
    },
    txt: {
      name: instance,
      type: 'TXT',
      ttl: serviceTtl,
      data: entries.filter((entry) => Buffer.byteLength(entry) <= longestTxt),
    },
  } satisfies Record<string, ResourceRecord>;
}

/** Nobody else can have these records, while any number of boards share the name of a PTR. */
function flushed(record: ResourceRecord): ResourceRecord {
  return record.type === 'PTR' ? record : { ...record, flush: true };
}

/** As the real responder, which does so only for a query with one question. */
function repeated({ id, questions = [] }: Query): Pick<Message, 'id' | 'questions'> {
  if (id === undefined || questions.length !== 1) return {};
  return { id, questions: questions.map(({ name, type }) => ({ name, type: type as 'ANY' })) };
}

function asksFor(question: Question, { name, type }: ResourceRecord): boolean {
  const isInternet = ['IN', 'ANY', internetUnicast, undefined].includes(question.class);
  return isInternet && [type, 'ANY'].includes(question.type) && isSameName(question.name, name);
}

/** Whether the asker has this record, for at least half of its time. */
function isKnown(candidate: ReceivedRecord, { name, type, ttl, data }: ResourceRecord): boolean {
  return (
    candidate.type === type &&
    (candidate.ttl ?? 0) >= ttl / 2 &&
    isSameName(candidate.name, name) &&
    essence(candidate.data) === essence(data)
  );
}

/** The data of a record as a text, in which the capitals of names, and the order of a TXT record, do not count. */
function essence(data: unknown): string {
  if (Array.isArray(data)) return JSON.stringify(data.map(String).sort());
  if (typeof data === 'string') return data.toLowerCase();
  const { priority, weight, port, target } = (data ?? {}) as Partial<Service>;
  return JSON.stringify([priority, weight, port, String(target).toLowerCase()]);
}

function isSameName(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
