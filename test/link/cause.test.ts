import { equal, ok } from 'node:assert/strict';
import { causeOfClose, causeOfError, causes, detailOfError } from '../../src/link/cause.js';

describe('The cause of a failed attempt', () => {
  // what ws 8.23 reports: code, message, rawPacket; cause
  const rows = [
    ['ECONNREFUSED', 'connect ECONNREFUSED', undefined, 'refused'],
    ['EHOSTUNREACH', 'connect EHOSTUNREACH', undefined, 'no route'],
    ['ENETUNREACH', 'connect ENETUNREACH', undefined, 'no route'],
    ['ENOTFOUND', 'getaddrinfo ENOTFOUND x.local', undefined, 'no such name'],
    ['EAI_AGAIN', 'getaddrinfo EAI_AGAIN x', undefined, 'no such name'],
    ['ETIMEDOUT', 'connect ETIMEDOUT', undefined, 'no answer'],
    ['ECONNRESET', 'socket hang up', undefined, 'slots full?'],
    ['HPE_INVALID_HEADER_TOKEN', 'Parse Error', 'HTTP/1.1 401 Unauthorized\r\n', 'password'],
    ['HPE_INVALID_CONSTANT', 'Parse Error', 'SSH-2.0-OpenSSH', 'not a WebSocket'],
    [undefined, 'Unexpected server response: 401', undefined, 'password'],
    [undefined, 'Unexpected server response: 404', undefined, 'not a WebSocket'],
    [undefined, 'Unexpected server response: 503', undefined, 'proxy'],
    ['HPE_INVALID_HEADER_TOKEN', 'Parse Error', 'HTTP/1.1 502 Bad Gateway\r\n', 'proxy'],
    [undefined, 'Invalid Sec-WebSocket-Accept header', undefined, 'not a WebSocket'],
    [undefined, 'Server sent an invalid subprotocol', undefined, 'subprotocol'],
    ['EPROTO', 'write EPROTO', undefined, 'no TLS here'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'wrong version number', undefined, 'no TLS here'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', undefined, 'certificate'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'altnames', undefined, 'certificate'],
    ['EMFILE', 'connect EMFILE', undefined, 'this computer'],
    ['EACCES', 'connect EACCES', undefined, 'this computer'],
    ['EAI_FAIL', 'getaddrinfo EAI_FAIL x', undefined, 'no such name'],
    ['ERR_OSSL_PEM_NO_START_LINE', 'no start line', undefined, 'certificate'],
    ['HOSTNAME_MISMATCH', 'hostname mismatch', undefined, 'certificate'],
    ['WS_ERR_UNSUPPORTED_MESSAGE_LENGTH', 'Max payload size exceeded', undefined, 'message too large'],
    ['WS_ERR_INVALID_OPCODE', 'invalid opcode 3', undefined, 'broken frame'],
  ] as const;
  for (const [code, message, packet, cause] of rows) {
    it(`is "${cause}" for ${code ?? message}`, () => {
      equal(causeOfError({ code, message, ...(packet ? { rawPacket: Buffer.from(packet) } : {}) }), cause);
    });
  }
});

describe('The detail of a failed attempt', () => {
  // code, message, rawPacket; what the log says
  const rows = [
    [
      'HPE_INVALID_CONSTANT',
      'Parse Error: Expected HTTP/',
      'SSH-2.0',
      'its answer is not proper HTTP, HPE_INVALID_CONSTANT',
    ],
    [
      'HPE_INVALID_HEADER_TOKEN',
      'Parse Error: Invalid header',
      'HTTP/1.1 401 U',
      'it answers 401, HPE_INVALID_HEADER_TOKEN',
    ],
    [undefined, 'Unexpected server response: 404', undefined, 'it answers with HTTP status 404'],
    ['ECONNRESET', 'socket hang up', undefined, 'it closed the connection without an answer, ECONNRESET'],
    ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:81', undefined, 'connect ECONNREFUSED 127.0.0.1:81'],
    ['WS_ERR_INVALID_OPCODE', 'invalid opcode 3', undefined, 'invalid opcode 3, WS_ERR_INVALID_OPCODE'],
    ['ETIMEDOUT', '', undefined, 'ETIMEDOUT'],
    [undefined, '', undefined, 'no reason given'],
  ] as const;
  for (const [code, message, packet, detail] of rows) {
    it(`is "${detail}"`, () => {
      equal(detailOfError({ code, message, ...(packet ? { rawPacket: Buffer.from(packet) } : {}) }), detail);
    });
  }
});

describe('The cause of a closed connection', () => {
  for (const [code, cause] of [
    [1000, 'closed by board'],
    [1001, 'closed by board'],
    [1012, 'closed by board'],
    [4001, 'closed by board'],
    [1002, 'broken frame'],
    [1006, 'lost'],
    [1009, 'message too large'],
    [1011, 'out of memory'],
  ] as const) {
    it(`is "${cause}" for ${code}`, () => equal(causeOfClose(code), cause));
  }

  it('has words that fit under a node', () => {
    for (const cause of causes) ok(cause.length < 20, cause);
  });
});
