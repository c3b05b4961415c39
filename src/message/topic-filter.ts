/**
 * Whether a message passes an in node's topic filter, by MQTT's rules: `+` stands for one level, a last `#` for all
 * levels from there, and neither for a first level that begins with `$`.
 *
 * @param filter empty passes everything; `#` everything but `$` topics
 * @param topic undefined for a message without a topic: plain text, plain JSON, binary
 */
export function passes(filter: string, topic: string | undefined): boolean {
  if (filter === '') return true;
  if (topic === undefined) return filter === '#';
  if (topic.startsWith('$') && !filter.startsWith('$')) return false;
  const wanted = filter.split('/');
  const levels = topic.split('/');
  const rest = wanted.indexOf('#');
  // MQTT: `a/#` matches `a` itself too.
  const compared = rest === -1 ? wanted : wanted.slice(0, rest);
  if (rest === -1 ? levels.length !== wanted.length : levels.length < rest) return false;
  return compared.every((level, at) => level === '+' || level === levels[at]);
}

/** Whether `+` stands alone in its level and `#` alone and last, as MQTT asks. */
export function isTopicFilter(filter: string): boolean {
  const levels = filter.split('/');
  return levels.every((level, at) => {
    if (level === '+') return true;
    if (level === '#') return at === levels.length - 1;
    return !/[+#]/.test(level);
  });
}
