import { DeliveryError } from '../link/delivery-error.js';
import { type Answer, readAnswer, readUnnamedRefusal } from '../message/answer.js';
import { plainText } from '../message/plain-text.js';
import { type SentCounts, UnnamedRefusals } from './unnamed-refusals.js';

/** How requests ended. */
export interface RequestCounters {
  /** The sketch has carried them out, or told a value. */
  answered: number;
  /** The sketch said why it did not. */
  refused: number;
  /** Unknown: the board has them, and no answer came in time or before the connection was lost. */
  unanswered: number;
  /** Answers that came too late, or a second time. */
  late: number;
}

/** Requests of one board that may wait for an answer at the same time: each holds a timer. */
export const mostRequests = 256;
/** Ids of requests that have ended, so that an answer which comes late is known as one. */
const mostEnded = 256;
/** The longest sentence of a sketch that is repeated, in characters. */
const longestSentence = 256;
/** PROTOCOL.md: ids are whole numbers below this. */
const idCount = 2 ** 32;

interface Request {
  readonly user: object;
  settle(answer: Answer | DeliveryError): void;
  /** Runs from the moment at which the board has the message. */
  timer: NodeJS.Timeout | undefined;
  /** Its user is gone: it ends as soon as it is known whether the board has the message. */
  isCancelled: boolean;
}

/**
 * The requests to one board that wait for an answer of its sketch. Ids are numbers that count on from a random one, for as long
 * as the board is in the flows: an answer to an old request is never taken for one to a new one.
 */
export class Requests {
  readonly counters: RequestCounters = { answered: 0, refused: 0, unanswered: 0, late: 0 };
  private readonly open = new Map<number, Request>();
  private readonly ended = new Set<number>();
  private lastId = Math.floor(Math.random() * idCount);
  private readonly unnamed: UnnamedRefusals;

  /** @param sent what is confirmed on the connection to the board, by pongs; without it, a refusal without an id is not understood */
  constructor(sent?: SentCounts) {
    this.unnamed = new UnnamedRefusals(sent);
  }

  /** A connection to the board has opened. */
  opened(): void {
    this.unnamed.opened();
  }

  /**
   * Sends a request, and waits until its sketch has answered it.
   *
   * @param send sends the message with this id; its time for an answer begins when that has resolved to `confirmed`
   * @param answerMs how long the sketch may take, in milliseconds
   * @returns the answer, or what `send` resolved to where the message was not sent by the user's own choice
   * @throws {DeliveryError} (rejects) `ERR_REFUSED` in the sketch's own words, `ERR_NO_ANSWER`, `ERR_BUSY` where too many wait, and
   *   what `send` rejects with.
   */
  run<Result extends string>(
    send: (id: number) => Promise<Result | 'confirmed'>,
    user: object,
    answerMs: number,
  ): Promise<Answer | Result> {
    if (this.open.size >= mostRequests)
      return Promise.reject(new DeliveryError('ERR_BUSY', 'requests', { most: mostRequests }));
    this.lastId = (this.lastId + 1) % idCount;
    const id = this.lastId;
    return new Promise((resolve, reject) => {
      const settle = (end: Answer | DeliveryError) => {
        this.close(id);
        if (end instanceof DeliveryError) reject(end);
        else resolve(end);
      };
      const request: Request = { user, settle, timer: undefined, isCancelled: false };
      this.open.set(id, request);
      send(id).then(
        (result) => {
          if (result === 'confirmed') this.startTimer(id, answerMs);
          else {
            this.close(id);
            resolve(result as Result);
          }
        },
        (error) => {
          this.close(id);
          reject(error);
        },
      );
    });
  }

  /** Looks whether a message from the board is an answer. */
  observe(data: Buffer): void {
    if (this.open.size === 0 && this.ended.size === 0) return;
    const answer = readAnswer(data);
    if (answer === undefined) {
      const said = this.open.size === 0 ? undefined : readUnnamedRefusal(data);
      if (said !== undefined) this.unnamed.observe(said);
      return;
    }
    const request = this.open.get(answer.id);
    if (request === undefined) {
      if (this.ended.has(answer.id)) this.counters.late += 1;
    } else if (answer.topic === '$error') this.refuse(request, answer.payload);
    else {
      this.counters.answered += 1;
      request.settle(answer);
    }
  }

  /** The connection is lost: an answer cannot come any more. What the board has not confirmed ends by its delivery. */
  connectionLost(): void {
    for (const request of [...this.open.values()]) if (request.timer !== undefined) this.giveUp(request, 0);
  }

  /** A user is gone: nobody waits for its answers. */
  cancel(user: object): void {
    for (const request of [...this.open.values()]) {
      if (request.user !== user) continue;
      if (request.timer !== undefined) this.giveUp(request, 0);
      else request.isCancelled = true;
    }
  }

  private startTimer(id: number, answerMs: number): void {
    const request = this.open.get(id);
    // It may have been answered before the board's pong came.
    if (request === undefined) return;
    const said = this.unnamed.take();
    if (said !== undefined) this.refuse(request, said);
    else if (request.isCancelled) this.giveUp(request, 0);
    else request.timer = setTimeout(() => this.giveUp(request, answerMs), answerMs);
  }

  private giveUp(request: Request, waitedMs: number): void {
    this.counters.unanswered += 1;
    const values = { seconds: waitedMs / 1_000 };
    request.settle(new DeliveryError('ERR_NO_ANSWER', waitedMs > 0 ? 'noAnswer' : 'answerLost', values));
  }

  private refuse(request: Request, sentence: unknown): void {
    this.counters.refused += 1;
    const said = plainText(
      typeof sentence === 'string' ? sentence : JSON.stringify(sentence),
      longestSentence,
    );
    request.settle(new DeliveryError('ERR_REFUSED', 'refused', { said }));
  }

  private close(id: number): void {
    clearTimeout(this.open.get(id)?.timer);
    this.open.delete(id);
    this.ended.add(id);
    const [oldest] = this.ended;
    if (this.ended.size > mostEnded && oldest !== undefined) this.ended.delete(oldest);
  }
}
