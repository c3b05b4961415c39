import type { ArduinoServer, Sketch, WStype } from '../../src/virtual-board/sketch.js';

/** What a sketch makes of a request: the topic of its message. */
export const manners = ['do', 'doTwiceSaid', 'doLate', 'doSilently', 'refuse', 'refuseUnnamed'] as const;

export type Manner = (typeof manners)[number];

/** Later than any request of a history waits. */
const lateMs = 500;

interface Answer {
  readonly num: number;
  readonly text: string;
  readonly atMs: number;
}

/** Answers texts as the echo sketch does, and requests in the manner that each asks for. It writes down which it has carried out. */
export class AskedSketch implements Sketch {
  /** The numbers of the requests, in order; no reset of the board forgets them. */
  readonly ran: number[] = [];
  private server!: ArduinoServer;
  private later: Answer[] = [];

  /** Whether an answer is still to come. */
  get isOwing(): boolean {
    return this.later.length > 0;
  }

  setup(server: ArduinoServer): void {
    this.server = server;
    this.later = [];
  }

  onEvent(num: number, type: WStype, payload: Buffer): void {
    if (type === 'WStype_DISCONNECTED') this.later = this.later.filter((answer) => answer.num !== num);
    if (type !== 'WStype_TEXT') return;
    if (payload[0] === '{'.charCodeAt(0)) this.onRequest(num, JSON.parse(payload.toString()));
    else this.server.sendTXT(num, 'Message received');
  }

  loop(millis: number): number | undefined {
    for (const { num, text } of this.later.filter(({ atMs }) => atMs <= millis))
      this.server.sendTXT(num, text);
    this.later = this.later.filter(({ atMs }) => atMs > millis);
    return this.later[0]?.atMs;
  }

  private onRequest(
    num: number,
    { id, payload, topic }: { id: number; payload: number; topic: Manner },
  ): void {
    const refusal = { topic: '$error', payload: `not ${payload}` };
    const answer = topic.startsWith('refuse') ? refusal : { topic, payload };
    const text = JSON.stringify(topic === 'refuseUnnamed' ? answer : { ...answer, id });
    if (answer !== refusal) this.ran.push(payload);
    if (topic === 'doLate') this.later.push({ num, text, atMs: this.server.millis() + lateMs });
    else if (topic !== 'doSilently') this.server.sendTXT(num, text);
    if (topic === 'doTwiceSaid') this.server.sendTXT(num, text);
  }
}
