import { lookup as resolve } from 'node:dns';
import { createNameQueue } from '../src/link/name-queue.js';

/** The one queue of this process in which boards' names are resolved, as the operating system does it. */
export const lookup = createNameQueue(resolve);
