import { connect } from 'node:net';
import { createServer, type Server } from 'node:tls';

/** A key of these tests alone, and a certificate for 127.0.0.1 that it signed itself; good for a hundred years. */
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgc1rwjpWlRrd84vf+
454rmFdnSVhmYTaDvbiJRRpcZvChRANCAAQaWe0weajUMQqpBt8XOPkj+sfv3FtD
YcGdC4kyAcQNqqmTCO2Vhyuy6zRoQKlD44ex0dp5db/6B6NHooTh7kCK
-----END PRIVATE KEY-----
`;
export const certificate = `-----BEGIN CERTIFICATE-----
MIIBkjCCATigAwIBAgIUb8mULKs+k7bIzEWhF2e4KBsynngwCgYIKoZIzj0EAwIw
FTETMBEGA1UEAwwKYm9hcmQudGVzdDAgFw0yNjExMjMxNzQ2MjNaGA8yMTI2MTAz
MDE3NDYyM1owFTETMBEGA1UEAwwKYm9hcmQudGVzdDBZMBMGByqGSM49AgEGCCqG
SM49AwEHA0IABBpZ7TB5qNQxCqkG3xc4+SP6x+/cW0NhwZ0LiTIBxA2qqZMI7ZWH
K7LrNGhAqUPjh7HR2nl1v/oHo0eihOHuQIqjZDBiMB0GA1UdDgQWBBSJFgPG8RgU
eBGgSy3BwwSmPH3NxzAfBgNVHSMEGDAWgBSJFgPG8RgUeBGgSy3BwwSmPH3NxzAP
BgNVHRMBAf8EBTADAQH/MA8GA1UdEQQIMAaHBH8AAAEwCgYIKoZIzj0EAwIDSAAw
RQIgQL29E0WQQIc3KBrCrsgQyKj+ZrWhuFdpCjdaB2rLpjQCIQDVIc54nXrvyxbK
AdtYh8HvmjnP97resPY45gUQD+VfrA==
-----END CERTIFICATE-----
`;

/** A proxy that speaks TLS on one side and hands everything to a plain port on the other. */
export async function tlsProxy(plainPort: number): Promise<{ port: number; close(): Promise<void> }> {
  const server: Server = createServer({ key, cert: certificate }, (secure) => {
    const plain = connect(plainPort, '127.0.0.1');
    secure.pipe(plain).pipe(secure);
    for (const end of [secure, plain]) end.on('error', () => {});
  });
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
      }),
  };
}
