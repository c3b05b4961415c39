/** Whether a text is what HTTP calls a token (RFC 9110, section 5.6.2): the name of a header, a subprotocol (RFC 6455, section 4.1). */
export function isToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9a-z]+$/i.test(text);
}
