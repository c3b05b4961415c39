import { type EditorValues, type Range, readNumber } from './fields.js';

/** What the editor saves of how long a sketch may take for its answer, with the value a new node starts with. */
export const requestDefaults = {
  // A sketch answers within one loop(); a stall of a board lasts 5 s.
  answerSeconds: 5,
};

export const requestRanges = {
  answerSeconds: [0.1, 300],
} as const satisfies Record<string, Range>;

/**
 * How long the sketch may take for its answer once the board has the message, in milliseconds; a missing field takes its default.
 *
 * @throws {SettingsError} naming `answerSeconds`, where it cannot work.
 */
export function readAnswerMs(saved: EditorValues): number {
  return (
    1_000 * readNumber(saved, 'answerSeconds', requestDefaults.answerSeconds, requestRanges.answerSeconds)
  );
}
