/** What a text from a client asks of the LED, or why it asks nothing that can be done. */
export type LedCommand = { led: boolean } | { error: string };

const example = '{"topic":"led","payload":true}';

/** PROTOCOL.md's limit. */
const longestTopic = 256;

export function readLedCommand(text: string): LedCommand {
  const message = parse(text);
  if (message === undefined) return { error: `This is not JSON. A message looks like ${example}` };
  if (!isTopicMessage(message)) {
    return {
      error: `A topic of 1 to ${longestTopic} characters and a payload are needed, as in ${example}`,
    };
  }
  if (message.topic !== 'led')
    return { error: `Unknown topic "${message.topic}". This sketch takes "led" only.` };
  if (typeof message.payload !== 'boolean') return { error: 'The payload of "led" is true or false.' };
  return { led: message.payload };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isTopicMessage(message: unknown): message is { topic: string; payload: unknown } {
  if (typeof message !== 'object' || message === null) return false;
  const { topic } = message as { topic?: unknown };
  return 'payload' in message && typeof topic === 'string' && topic !== '' && topic.length <= longestTopic;
}
