/** What can be done with a board that nobody uses yet. */

import { button } from './dom.mjs';
import { flowMaker } from './flow-maker.mjs';

/**
 * @param {ShownFound} found
 * @param {Words} words
 * @returns {HTMLElement[]}
 */
export function foundActions({ board }, words) {
  if (flowMaker === undefined) return [];
  const { makeFlow, useFoundBoard } = flowMaker;
  return [
    button('fa-plus', words.say('found.use'), () => useFoundBoard(board)),
    button('fa-sitemap', words.say('found.flow'), () => makeFlow(board, { dashboard: false })),
    button('fa-tachometer', words.say('found.dashboard'), () => makeFlow(board, { dashboard: true })),
  ];
}
