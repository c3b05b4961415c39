/** The longest topic, in characters. */
export const maxTopicLength = 256;

/** Whether a value can be the topic of a topic message. */
export function isTopic(topic: unknown): topic is string {
  return typeof topic === 'string' && topic !== '' && topic.length <= maxTopicLength;
}
