#pragma once

#include <Arduino.h>
#include <ESP8266WiFi.h>

#include <functional>

#define WEBSOCKETS_SERVER_CLIENT_MAX (5)

/** In the library's order. */
typedef enum {
  WStype_ERROR,
  WStype_DISCONNECTED,
  WStype_CONNECTED,
  WStype_TEXT,
  WStype_BIN,
  WStype_FRAGMENT_TEXT_START,
  WStype_FRAGMENT_BIN_START,
  WStype_FRAGMENT,
  WStype_FRAGMENT_FIN,
  WStype_PING,
  WStype_PONG,
} WStype_t;

/** There are no sockets here: what the sketch calls is printed, and what happens comes from the driver. */
class WebSocketsServer {
 public:
  typedef std::function<void(uint8_t num, WStype_t type, uint8_t *payload, size_t length)>
      WebSocketServerEvent;

  explicit WebSocketsServer(uint16_t port) : port_(port) { running = this; }

  void begin() { board::call("begin", {{"port", port_}}); }
  void disconnect(uint8_t num) {
    if (!isConnected(num)) return;
    peers_[num] = Peer();
    board::call("disconnect", {{"num", num}});
  }
  void enableHeartbeat(uint32_t pingMs, uint32_t pongMs, uint8_t count) {
    board::call("enableHeartbeat", {{"pingMs", pingMs}, {"pongMs", pongMs}, {"count", count}});
  }
  void loop() {}
  void onEvent(WebSocketServerEvent callback) { callback_ = callback; }
  IPAddress remoteIP(uint8_t num) { return isConnected(num) ? IPAddress(peers_[num].ip) : IPAddress(); }
  bool sendBIN(uint8_t num, const uint8_t *payload, size_t length) {
    return send("sendBIN", num, payload, length);
  }
  bool sendPing(uint8_t num, uint8_t *payload = nullptr, size_t length = 0) {
    return send("sendPing", num, payload, length);
  }
  /** As the library: with length 0 it looks for the end itself, which a null pointer does not survive. */
  bool sendTXT(uint8_t num, const char *payload, size_t length = 0) {
    return send("sendTXT", num, payload, length == 0 ? strlen(payload) : length);
  }
  bool sendTXT(uint8_t num, const String &payload) { return sendTXT(num, payload.c_str(), payload.size()); }
  void setAuthorization(const char *user, const char *password) {
    board::call("setAuthorization", {{"user", user}, {"password", password}});
  }

  /** The driver's side: something has happened to a client. */
  void happen(uint8_t num, WStype_t type, std::string payload, const std::string &ip);

  static inline WebSocketsServer *running = nullptr;

 private:
  struct Peer {
    bool isConnected = false;
    std::string ip = "0.0.0.0";
  };

  const uint16_t port_;
  WebSocketServerEvent callback_;
  Peer peers_[WEBSOCKETS_SERVER_CLIENT_MAX];

  bool isConnected(uint8_t num) const {
    return num < WEBSOCKETS_SERVER_CLIENT_MAX && peers_[num].isConnected;
  }

  bool send(const char *name, uint8_t num, const void *payload, size_t length) {
    if (!isConnected(num) || board::state.sendFails) return false;
    board::call(name, {{"num", num}, {"payload", board::toBase64(payload, length)}});
    return true;
  }
};
