import { Board } from '../../src/board/board.js';
import type { Connection } from '../../src/link/connection.js';
import type { SendResult } from '../../src/link/deliveries.js';
import type { Delivery } from '../../src/link/delivery.js';
import type { DeliveryError } from '../../src/link/delivery-error.js';
import type { User } from '../../src/link/users.js';
import { prepareTopicMessage } from '../../src/message/encode.js';
import { shortConfirm, shortConnect, shortPings, shortSettings } from '../support/settings.js';
import type { Manner } from './asked-sketch.js';

/** One request of a history, and what became of it. */
export interface Asked {
  readonly number: number;
  readonly manner: Manner;
  readonly delivery: Delivery;
  /** `done`, `garbled`, `replaced`, `dropped`, or the code of an error. */
  end?: string;
  /** The payload of the answer, or the sentence of the error. */
  said?: unknown;
}

/** How long a request waits for its answer, in milliseconds. */
const answerMs = 300;

const silent = () => {};

/** A board as nodes see it. It writes down how the messages of its requests ended. */
export class AskingBoard extends Board {
  readonly outcomes: string[] = [];

  constructor(port: number) {
    const owner = { id: 'history', warn: silent, log: silent, debug: silent, error: silent };
    super(owner, shortSettings(port, { ...shortPings, ...shortConfirm, ...shortConnect }), {}, (key) => key);
  }

  override send(...sending: Parameters<Connection['send']>): Promise<SendResult> {
    const result = super.send(...sending);
    result.then(
      (outcome) => this.outcomes.push(outcome),
      ({ code }: DeliveryError) => this.outcomes.push(code),
    );
    return result;
  }

  /** @param onEnd called once it has ended */
  ask(number: number, manner: Manner, user: User, delivery: Delivery, onEnd: () => void): Asked {
    const asked: Asked = { number, manner, delivery };
    const end = (how: string, said?: unknown) => {
      if (asked.end !== undefined) throw new Error(`request ${number} ended twice`);
      Object.assign(asked, { end: how, said });
      onEnd();
    };
    void this.request(prepareTopicMessage(manner, number), user, delivery, answerMs).then(
      (answer) => {
        if (typeof answer === 'string') end(answer);
        // The network has changed a byte of it.
        else end(answer.topic === manner ? 'done' : 'garbled', answer.payload);
      },
      (error: DeliveryError) => end(error.code, error.values.said),
    );
    return asked;
  }
}
